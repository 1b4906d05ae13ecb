/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * The operating system refused an operation. The message says what was attempted on what, and the errno with its
 * meaning.
 */
public class BlockIoException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final int errno;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     * @param errno   of the operating system, positive; 0 where there is none.
     */
    public BlockIoException(final String message, final int errno)
    {
        super(message);
        this.errno = errno;
    }

    /**
     * The operating system's error number.
     *
     * @return the number, positive; 0 where there is none.
     */
    public int errno()
    {
        return errno;
    }
}
