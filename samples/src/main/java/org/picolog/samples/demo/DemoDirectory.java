/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the log of the demo lives: a directory that the user named, which is kept, or a temporary one.
 */
final class DemoDirectory implements AutoCloseable
{
    private static final String TEMPORARY_PREFIX = "picolog-demo-";
    private static final String LOCK_FILE = "lock";
    private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

    private final Path path;
    private final boolean isTemporary;
    private boolean isToBeDeleted;

    private DemoDirectory(final Path path, final boolean isTemporary, final boolean isToBeDeleted)
    {
        this.path = path;
        this.isTemporary = isTemporary;
        this.isToBeDeleted = isToBeDeleted;
    }

    /**
     * Use a directory that stays. It must be empty, or absent in a directory that exists.
     */
    static DemoDirectory kept(final Path path)
    {
        try
        {
            if (Files.exists(path))
            {
                requireEmptyDirectory(path);
                return new DemoDirectory(path, false, false);
            }
            requireParent(path);
            createDirectory(path);
            return new DemoDirectory(path, false, true);
        }
        catch (final IOException ex)
        {
            throw new DemoException(ExitStatus.DIRECTORY, "cannot create or use " + path + ": " + reason(ex));
        }
    }

    /**
     * Create a directory that is deleted on close, in the working directory or else where temporary files go, on a file
     * system that is not in memory.
     */
    static DemoDirectory temporary()
    {
        final List<Path> candidates = List.of(
            Path.of("").toAbsolutePath(), Path.of(System.getProperty("java.io.tmpdir")), Path.of("/var/tmp"));
        for (final Path parent : candidates)
        {
            try
            {
                if (!IN_MEMORY.contains(Files.getFileStore(parent).type()))
                {
                    return new DemoDirectory(Files.createTempDirectory(parent, TEMPORARY_PREFIX), true, true);
                }
            }
            catch (final IOException ex)
            {
                // Not this one; if none of them will do, the message below names them all.
                continue;
            }
        }

        throw new DemoException(
            ExitStatus.DIRECTORY,
            "no place for a temporary directory: each of " + candidates + " is in memory or cannot be written. " +
            "Name a directory on a disk with --dir");
    }

    Path path()
    {
        return path;
    }

    boolean isTemporary()
    {
        return isTemporary;
    }

    /**
     * The log is in use: a directory that the user named stays from here on.
     */
    void onUsed()
    {
        isToBeDeleted = isTemporary;
    }

    /**
     * Refuse to start what cannot end well.
     *
     * @param length that will be written at least, in bytes.
     */
    void requireSpace(final long length)
    {
        try
        {
            final FileStore store = Files.getFileStore(path);
            if (store.getUsableSpace() < length)
            {
                throw new DemoException(
                    ExitStatus.NO_SPACE,
                    "the log needs " + Units.bytes(length) + " at least, and " + path + " has room for " +
                    Units.bytes(store.getUsableSpace()) + ": choose another directory with --dir, or fewer trades " +
                    "with --trades");
            }
        }
        catch (final IOException ex)
        {
            throw new DemoException(ExitStatus.DIRECTORY, "cannot use " + path + ": " + reason(ex));
        }
    }

    /**
     * Length of all files, in bytes.
     */
    long length()
    {
        try (Stream<Path> files = Files.list(path))
        {
            return files.mapToLong((file) -> file.toFile().length()).sum();
        }
        catch (final IOException ex)
        {
            throw new DemoException(ExitStatus.DIRECTORY, "cannot list " + path + ": " + reason(ex));
        }
    }

    @Override
    public void close()
    {
        if (!isToBeDeleted)
        {
            return;
        }

        isToBeDeleted = false;
        try (Stream<Path> files = Files.walk(path))
        {
            for (final Path file : files.sorted(Comparator.reverseOrder()).toList())
            {
                Files.delete(file);
            }
        }
        catch (final IOException | UncheckedIOException ex)
        {
            throw new DemoException(
                ExitStatus.DIRECTORY, "cannot delete the temporary directory " + path + ": " + ex.getMessage());
        }
    }

    private static void requireParent(final Path path)
    {
        final Path parent = path.toAbsolutePath().getParent();
        if (!Files.isDirectory(parent))
        {
            throw new DemoException(
                ExitStatus.DIRECTORY, "cannot create " + path + ": there is no directory " + parent);
        }
    }

    private static void createDirectory(final Path path) throws IOException
    {
        try
        {
            Files.createDirectory(path);
        }
        catch (final NoSuchFileException ex)
        {
            // As /proc answers.
            throw new DemoException(
                ExitStatus.DIRECTORY, "cannot create " + path + ": the file system there takes no new directories");
        }
    }

    /**
     * A lock file alone does not count: whether somebody holds it is for the sink to find out.
     */
    private static void requireEmptyDirectory(final Path path) throws IOException
    {
        if (!Files.isDirectory(path))
        {
            throw new DemoException(ExitStatus.DIRECTORY, path + " is not a directory");
        }

        try (Stream<Path> files = Files.list(path))
        {
            if (files.anyMatch((file) -> !LOCK_FILE.equals(file.getFileName().toString())))
            {
                throw new DemoException(
                    ExitStatus.DIRECTORY, path + " is not empty: name a directory that is empty or does not exist");
            }
        }
    }

    private static String reason(final IOException ex)
    {
        if (ex instanceof AccessDeniedException)
        {
            return "permission denied";
        }

        // Of the exceptions about a file the message is its name, unless the system gave a reason.
        final String reason = ex instanceof FileSystemException ? ((FileSystemException)ex).getReason() : null;
        return null == reason ? ex.toString() : reason;
    }
}
