/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * The file system or device cannot keep the promise of a durable write. The message names the cause and the cure.
 */
public final class UnsupportedStorageException extends BlockIoException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     * @param errno   of the operating system, positive; 0 where there is none.
     */
    public UnsupportedStorageException(final String message, final int errno)
    {
        super(message, errno);
    }
}
