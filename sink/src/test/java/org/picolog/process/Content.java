/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.MutableDirectBuffer;
import org.agrona.DirectBuffer;

/**
 * Messages whose content follows from who published them and under which sequence: so the log tells whose a message is.
 */
final class Content
{
    static final int MAX_LENGTH = 100_000;
    private static final int MIN_LENGTH = 24;

    private Content()
    {
    }

    static int length(final long epoch, final long sequence)
    {
        final long hash = mix(epoch * 31 + sequence);
        return MIN_LENGTH + (0 == hash % 97 ? Math.floorMod(hash >> 8, MAX_LENGTH - MIN_LENGTH) :
            Math.floorMod(hash >> 8, 400));
    }

    static int fill(final MutableDirectBuffer buffer, final long epoch, final long sequence)
    {
        final int length = length(epoch, sequence);
        buffer.putLong(0, epoch);
        buffer.putLong(8, sequence);
        for (int i = 16; i < length; i++)
        {
            buffer.putByte(i, (byte)(epoch * 7 + sequence + i));
        }
        return length;
    }

    static long epoch(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset);
    }

    static boolean isIntact(final DirectBuffer buffer, final int offset, final int length, final long sequence)
    {
        final long epoch = buffer.getLong(offset);
        if (buffer.getLong(offset + 8) != sequence || length != length(epoch, sequence))
        {
            return false;
        }
        for (int i = 16; i < length; i++)
        {
            if (buffer.getByte(offset + i) != (byte)(epoch * 7 + sequence + i))
            {
                return false;
            }
        }
        return true;
    }

    private static long mix(final long value)
    {
        long mixed = (value ^ value >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }
}
