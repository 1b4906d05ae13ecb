/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

/**
 * A read error is not an invalid page: what cannot be read is read once more, and then it is the caller's. A failed
 * flush, on the other hand, is never repeated.
 */
final class RepeatedRead
{
    private static final int ATTEMPTS = 2;
    private static final int ATTEMPTS_BEFORE_UNREADABLE = 6;

    private RepeatedRead()
    {
    }

    static int read(
        final BlockFile file, final long position, final AlignedMemory memory, final int offset, final int length)
    {
        return read(file, position, memory, offset, length, ATTEMPTS);
    }

    /**
     * As {@link #read}, but more often: for who gives up what cannot be read.
     */
    static int readPersistently(
        final BlockFile file, final long position, final AlignedMemory memory, final int offset, final int length)
    {
        return read(file, position, memory, offset, length, ATTEMPTS_BEFORE_UNREADABLE);
    }

    private static int read(
        final BlockFile file,
        final long position,
        final AlignedMemory memory,
        final int offset,
        final int length,
        final int attempts)
    {
        for (int attempt = 1; true; attempt++)
        {
            try
            {
                return file.read(position, memory, offset, length);
            }
            catch (final BlockIoException ex)
            {
                if (attempt == attempts)
                {
                    throw ex;
                }
            }
        }
    }

    /**
     * Is it this place that cannot be read, and perhaps no other?
     */
    static boolean isOfPlace(final BlockIoException ex)
    {
        return switch (ex.errno())
        {
            case Errno.EIO, Errno.ENODATA, Errno.EBADMSG, Errno.EILSEQ, Errno.EUCLEAN, Errno.EREMOTEIO -> true;
            default -> false;
        };
    }
}
