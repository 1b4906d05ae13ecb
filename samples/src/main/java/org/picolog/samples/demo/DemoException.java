/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import io.aeron.exceptions.AeronException;
import org.picolog.adapter.AdapterException;
import org.picolog.io.BlockIoException;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.IoUringUnavailableException;
import org.picolog.io.UnsupportedStorageException;
import org.picolog.log.DamagedLogException;
import org.picolog.log.LogException;
import org.picolog.sink.SinkException;

/**
 * The demo ends without success: with a message for people, and a status for programs.
 */
final class DemoException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private static final int ENOSPC = 28;
    private static final int EDQUOT = 122;

    private final ExitStatus status;

    DemoException(final ExitStatus status, final String message)
    {
        super(message);
        this.status = status;
    }

    private DemoException(final ExitStatus status, final Throwable cause)
    {
        super(null == cause.getMessage() ? cause.toString() : cause.getMessage(), cause);
        this.status = status;
    }

    ExitStatus status()
    {
        return status;
    }

    /**
     * Tell apart what others throw.
     */
    static DemoException of(final Throwable cause)
    {
        if (cause instanceof DemoException)
        {
            return (DemoException)cause;
        }

        final ExitStatus status = statusOf(cause);
        return ExitStatus.UNFORESEEN == status ?
            new DemoException(status, "unforeseen: " + cause) : new DemoException(status, cause);
    }

    private static ExitStatus statusOf(final Throwable cause)
    {
        if (cause instanceof DirectoryLockedException)
        {
            return ExitStatus.LOCKED;
        }
        if (cause instanceof IoUringUnavailableException)
        {
            return ExitStatus.IO_URING;
        }
        if (cause instanceof UnsupportedStorageException)
        {
            return ExitStatus.DIRECTORY;
        }
        if (cause instanceof BlockIoException)
        {
            final int errno = ((BlockIoException)cause).errno();
            return ENOSPC == errno || EDQUOT == errno ? ExitStatus.NO_SPACE : ExitStatus.DIRECTORY;
        }
        if (cause instanceof DamagedLogException)
        {
            return ExitStatus.DIFFERENT;
        }
        if (cause instanceof LogException || cause instanceof SinkException || cause instanceof AdapterException)
        {
            return ExitStatus.SINK;
        }

        return cause instanceof AeronException ? ExitStatus.DRIVER : ExitStatus.UNFORESEEN;
    }
}
