/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.io.BlockIoException;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.Errno;
import org.picolog.io.IoUringUnavailableException;
import org.picolog.io.UnsupportedStorageException;
import org.picolog.log.DamagedLogException;
import org.picolog.log.LogNotFoundException;
import org.picolog.log.UnsupportedLogException;
import org.picolog.log.WriteFailedException;
import org.picolog.sink.MediaDriverException;

/**
 * What to tell about an exception, and how to exit.
 */
final class Failures
{
    private Failures()
    {
    }

    /**
     * Exit code for an exception.
     *
     * @param ex that ended a command.
     * @return the code.
     */
    static int exitCode(final Throwable ex)
    {
        if (ex instanceof ToolException)
        {
            return ((ToolException)ex).exitCode();
        }

        if (ex instanceof DamagedLogException)
        {
            return ExitCode.DAMAGED;
        }

        if (ex instanceof LogNotFoundException)
        {
            return ExitCode.NOT_A_LOG;
        }

        if (ex instanceof UnsupportedLogException)
        {
            return ExitCode.UNSUPPORTED;
        }

        if (ex instanceof MediaDriverException)
        {
            return ExitCode.NO_DRIVER;
        }

        if (ex instanceof UnsupportedStorageException || ex instanceof IoUringUnavailableException)
        {
            return ExitCode.UNFIT;
        }

        if (ex instanceof WriteFailedException)
        {
            return ExitCode.WRITE_FAILED;
        }

        if (ex instanceof IllegalArgumentException)
        {
            return ExitCode.USAGE;
        }

        if (ex instanceof DirectoryLockedException)
        {
            return ExitCode.LOCKED;
        }

        if (ex instanceof BlockIoException)
        {
            final int errno = ((BlockIoException)ex).errno();
            return Errno.ENOENT == errno || Errno.ENOTDIR == errno ? ExitCode.NO_DIRECTORY :
                Errno.EACCES == errno || Errno.EPERM == errno ? ExitCode.NO_PERMISSION : ExitCode.FAILED;
        }

        return ExitCode.FAILED;
    }

    /**
     * One line for an exception. What this program throws on purpose speaks for itself; anything else is named.
     *
     * @param ex that ended a command.
     * @return the message.
     */
    static String message(final Throwable ex)
    {
        final boolean isOurs =
            ex instanceof IllegalArgumentException || ex.getClass().getName().startsWith("org.picolog.");
        final String text = isOurs && null != ex.getMessage() ? ex.getMessage() : ex.toString();
        return text.replaceAll("\\s*[\\r\\n]+\\s*", " ");
    }
}
