/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Says plainly why a directory is no log, before anything below stumbles over it.
 */
final class LogDirectory
{
    private static final String ANCHOR = "anchor";
    private static final String LOCK = "lock";
    private static final String SEGMENT_SUFFIX = ".plog";

    private LogDirectory()
    {
    }

    /**
     * Check that a directory is there, can be read, and holds a log by the names of its files.
     *
     * @param directory to check.
     * @return the directory.
     * @throws ToolException if not.
     */
    static Path check(final Path directory)
    {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS))
        {
            throw new ToolException(ExitCode.NO_DIRECTORY, "there is no directory " + directory);
        }

        if (!Files.isDirectory(directory))
        {
            throw new ToolException(ExitCode.NO_DIRECTORY, directory + " is not a directory");
        }

        if (!Files.isReadable(directory) || !Files.isExecutable(directory))
        {
            throw new ToolException(
                ExitCode.NO_PERMISSION, "no permission to read " + directory + ": run this as the user of the log");
        }

        checkFiles(directory);

        return directory;
    }

    private static void checkFiles(final Path directory)
    {
        if (!Files.exists(directory.resolve(ANCHOR)))
        {
            if (hasSegments(directory))
            {
                throw new ToolException(
                    ExitCode.DAMAGED,
                    "the file " + ANCHOR + " is missing from " + directory + ", which holds segments: put it back");
            }
            throw new ToolException(ExitCode.NOT_A_LOG, directory + " holds no log: it has no file " + ANCHOR);
        }

        if (!Files.exists(directory.resolve(LOCK)))
        {
            throw new ToolException(
                ExitCode.NOT_A_LOG,
                "the file " + LOCK + " is missing from " + directory +
                    ". If this is a copy of a log, create an empty one");
        }
    }

    private static boolean hasSegments(final Path directory)
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.anyMatch((file) -> file.toString().endsWith(SEGMENT_SUFFIX));
        }
        catch (final IOException ex)
        {
            throw new ToolException(ExitCode.FAILED, "cannot list " + directory + ": " + ex);
        }
    }
}
