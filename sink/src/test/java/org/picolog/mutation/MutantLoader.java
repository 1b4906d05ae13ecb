/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.mutation;

import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Loads the project's classes once more, with a {@link Mutant} in them: its source is patched and compiled in memory,
 * and nothing of it is left in the production code.
 */
public final class MutantLoader extends ClassLoader
{
    private static final String PACKAGE = "org.picolog.";
    private static final Path MODULE = Path.of(System.getProperty("basedir", "."));
    private static final List<Path> SOURCES = List.of(
        MODULE.resolve(Path.of("src", "main", "java")),
        MODULE.resolve(Path.of("..", "sequencer-adapter", "src", "main", "java")));

    private final Map<String, byte[]> mutated = new HashMap<>();

    /**
     * Plant a bug.
     *
     * @param mutant the bug.
     * @throws IOException           if the source cannot be read.
     * @throws IllegalStateException if a patch does not apply at exactly one place, or does not compile.
     */
    public MutantLoader(final Mutant mutant) throws IOException
    {
        super(MutantLoader.class.getClassLoader());
        final Map<String, String> sources = new HashMap<>();
        for (final Mutant.Patch patch : mutant.patches())
        {
            sources.put(patch.className(), apply(patch, sources.get(patch.className())));
        }
        compile(sources);
    }

    private static String apply(final Mutant.Patch patch, final String patchedBefore) throws IOException
    {
        final String source = null == patchedBefore ? Files.readString(sourceOf(patch)) : patchedBefore;
        final int at = source.indexOf(patch.original());
        if (at < 0 || source.indexOf(patch.original(), at + 1) >= 0)
        {
            throw new IllegalStateException(
                "to be at one place of " + patch.className() + ".java, for a bug to be planted there: " +
                patch.original());
        }

        return source.substring(0, at) + patch.replacement() + source.substring(at + patch.original().length());
    }

    private static Path sourceOf(final Mutant.Patch patch)
    {
        final String file = (PACKAGE + patch.className()).replace('.', '/') + ".java";
        return SOURCES.stream().map((path) -> path.resolve(file)).filter(Files::exists).findFirst().orElseThrow(
            () -> new IllegalStateException("no source of " + patch.className()));
    }

    private void compile(final Map<String, String> sources) throws IOException
    {
        final JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        final List<Source> units = sources.entrySet().stream()
            .map((entry) -> new Source(PACKAGE + entry.getKey(), entry.getValue())).toList();
        final String classPath =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        final StringWriter messages = new StringWriter();
        try (JavaFileManager files = new Memory(compiler.getStandardFileManager(null, null, null)))
        {
            final boolean isCompiled = compiler.getTask(
                messages, files, null, List.of("-proc:none", "-nowarn", "-cp", classPath), null, units).call();
            if (!isCompiled)
            {
                throw new IllegalStateException("does not compile: " + messages);
            }
        }
    }

    /**
     * Run seeds until one violates an invariant.
     *
     * @param probe     a class with {@code public static Object[] firstViolation(long firstSeed, int limit)}, which
     *                  gives the number of seeds run, the invariant and a message; null if nothing was violated.
     * @param firstSeed of them.
     * @param limit     how many at the most.
     * @return what the probe gives.
     * @throws ReflectiveOperationException if the probe fails.
     */
    public Object[] firstViolation(final Class<?> probe, final long firstSeed, final int limit)
        throws ReflectiveOperationException
    {
        return (Object[])loadClass(probe.getName())
            .getMethod("firstViolation", long.class, int.class).invoke(null, firstSeed, limit);
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean isResolved) throws ClassNotFoundException
    {
        if (!name.startsWith(PACKAGE))
        {
            return super.loadClass(name, isResolved);
        }

        synchronized (getClassLoadingLock(name))
        {
            final Class<?> loaded = findLoadedClass(name);
            return null == loaded ? define(name) : loaded;
        }
    }

    private Class<?> define(final String name) throws ClassNotFoundException
    {
        byte[] bytes = mutated.get(name);
        if (null == bytes)
        {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class"))
            {
                if (null == in)
                {
                    throw new ClassNotFoundException(name);
                }
                bytes = in.readAllBytes();
            }
            catch (final IOException ex)
            {
                throw new ClassNotFoundException(name, ex);
            }
        }

        return defineClass(name, bytes, 0, bytes.length);
    }

    /**
     * Source in memory.
     */
    private static final class Source extends SimpleJavaFileObject
    {
        private final String text;

        Source(final String className, final String text)
        {
            super(URI.create("string:///" + className.replace('.', '/') + Kind.SOURCE.extension), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(final boolean isIgnoringErrors)
        {
            return text;
        }
    }

    /**
     * Takes the classes that are compiled.
     */
    private final class Memory extends ForwardingJavaFileManager<JavaFileManager>
    {
        Memory(final JavaFileManager files)
        {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
            final Location location,
            final String className,
            final JavaFileObject.Kind kind,
            final FileObject sibling)
        {
            return new SimpleJavaFileObject(URI.create("mem:///" + className.replace('.', '/') + ".class"), kind)
            {
                @Override
                public OutputStream openOutputStream()
                {
                    return new ByteArrayOutputStream()
                    {
                        @Override
                        public void close()
                        {
                            mutated.put(className, toByteArray());
                        }
                    };
                }
            };
        }
    }
}
