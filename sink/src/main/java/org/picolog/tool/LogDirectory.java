/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Says plainly why a directory cannot be looked into, before anything below stumbles over it.
 */
final class LogDirectory
{
    private LogDirectory()
    {
    }

    /**
     * Check that a directory is there and can be read.
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

        return directory;
    }
}
