/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIoException;

/**
 * A read error is not an invalid page: what cannot be read is read once more, and then it is the caller's. A failed
 * flush, on the other hand, is never repeated.
 */
final class RepeatedRead
{
    private RepeatedRead()
    {
    }

    static int read(
        final BlockFile file, final long position, final AlignedMemory memory, final int offset, final int length)
    {
        try
        {
            return file.read(position, memory, offset, length);
        }
        catch (final BlockIoException ex)
        {
            return file.read(position, memory, offset, length);
        }
    }
}
