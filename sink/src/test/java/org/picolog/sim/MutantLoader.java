/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

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
 * Loads the log and its simulator once more, with a {@link Mutant} in it: its source is patched and compiled in memory,
 * and nothing of it is left in the production code.
 */
final class MutantLoader extends ClassLoader
{
    private static final String PACKAGE = "org.picolog.log.";
    private static final Path SOURCES = Path.of(System.getProperty("basedir", "."), "src", "main", "java");

    private final Map<String, byte[]> mutated = new HashMap<>();

    MutantLoader(final Mutant mutant) throws IOException
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
        final Path file = SOURCES.resolve((PACKAGE + patch.className()).replace('.', '/') + ".java");
        final String source = null == patchedBefore ? Files.readString(file) : patchedBefore;
        final int at = source.indexOf(patch.original());
        if (at < 0 || source.indexOf(patch.original(), at + 1) >= 0)
        {
            throw new IllegalStateException(
                "to be at one place of " + patch.className() + ".java, for a bug to be planted there: " +
                patch.original());
        }

        return source.substring(0, at) + patch.replacement() + source.substring(at + patch.original().length());
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
     * @return as {@link MutationProbe#firstViolation(long, int)}.
     */
    Object[] firstViolation(final long firstSeed, final int limit) throws ReflectiveOperationException
    {
        return (Object[])loadClass(MutationProbe.class.getName())
            .getMethod("firstViolation", long.class, int.class).invoke(null, firstSeed, limit);
    }

    @Override
    protected Class<?> loadClass(final String name, final boolean isResolved) throws ClassNotFoundException
    {
        if (!name.startsWith("org.picolog.log.") && !name.startsWith("org.picolog.io.") &&
            !name.startsWith("org.picolog.sim."))
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
