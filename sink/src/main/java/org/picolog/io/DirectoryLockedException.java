/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * Another process holds the lock, or a dead one whose writes may still land. The message names the holder.
 */
public final class DirectoryLockedException extends BlockIoException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     * @param errno   of the operating system, positive; 0 where there is none.
     */
    public DirectoryLockedException(final String message, final int errno)
    {
        super(message, errno);
    }
}
