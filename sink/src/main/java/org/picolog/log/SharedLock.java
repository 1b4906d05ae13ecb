/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIoException;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.Errno;

/**
 * Keeps writers out of a log that is only looked at. A copy of a log may lack the file to lock: then it has no writer.
 */
final class SharedLock implements AutoCloseable
{
    private final BlockFile file;

    private SharedLock(final BlockFile file)
    {
        this.file = file;
    }

    /**
     * Take the lock.
     *
     * @throws DirectoryLockedException if a writer has it for longer than the timeout.
     */
    static SharedLock take(final BlockDirectory directory, final long timeoutNs)
    {
        try
        {
            return new SharedLock(directory.lockShared(LogFormat.LOCK_FILE, timeoutNs));
        }
        catch (final BlockIoException ex)
        {
            if (Errno.ENOENT != ex.errno())
            {
                throw ex;
            }
            return new SharedLock(null);
        }
    }

    /**
     * As {@link #take}.
     *
     * @return the lock; null if a writer has it.
     */
    static SharedLock tryTake(final BlockDirectory directory, final long timeoutNs)
    {
        try
        {
            return take(directory, timeoutNs);
        }
        catch (final DirectoryLockedException ex)
        {
            // A writer, or a dead one's writes: what it published is durable and stays.
            return null;
        }
    }

    @Override
    public void close()
    {
        if (null != file)
        {
            file.close();
        }
    }
}
