/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * The kernel, its configuration or a sandbox does not offer the io_uring that is needed. The message names the
 * cause and the cure.
 */
public final class IoUringUnavailableException extends BlockIoException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     * @param errno   of the operating system, positive; 0 where there is none.
     */
    public IoUringUnavailableException(final String message, final int errno)
    {
        super(message, errno);
    }
}
