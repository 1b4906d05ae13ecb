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
 * An author is a slot of the {@link Ledger}, from 1, and whether its messages are {@link #LARGE}.
 */
final class Content
{
    /**
     * Set in an author whose messages are up to the greatest length that Aeron allows, and often that.
     */
    static final long LARGE = 1L << 32;
    static final int MAX_LENGTH = 100_000;
    static final int MAX_LARGE_LENGTH = 16 * 1024 * 1024;
    private static final int MIN_LENGTH = 24;

    private Content()
    {
    }

    static long author(final int slot, final boolean isLarge)
    {
        return slot + 1 + (isLarge ? LARGE : 0);
    }

    static int slot(final long author)
    {
        return (int)author - 1;
    }

    static int length(final long author, final long sequence)
    {
        final long hash = mix(author * 31 + sequence);
        if ((author & LARGE) != 0)
        {
            return 0 == hash % 3 ? MAX_LARGE_LENGTH : MIN_LENGTH + Math.floorMod(hash >> 8, 1 << 20);
        }
        return MIN_LENGTH + (0 == hash % 97 ? Math.floorMod(hash >> 8, MAX_LENGTH - MIN_LENGTH) :
            Math.floorMod(hash >> 8, 400));
    }

    static int fill(final MutableDirectBuffer buffer, final long author, final long sequence)
    {
        final int length = length(author, sequence);
        buffer.putLong(0, author);
        buffer.putLong(8, sequence);
        for (int i = 16; i < length; i++)
        {
            buffer.putByte(i, (byte)(author * 7 + sequence + i));
        }
        return length;
    }

    static long author(final DirectBuffer buffer, final int offset)
    {
        return buffer.getLong(offset);
    }

    static boolean isIntact(final DirectBuffer buffer, final int offset, final int length, final long sequence)
    {
        final long author = buffer.getLong(offset);
        if (buffer.getLong(offset + 8) != sequence || length != length(author, sequence))
        {
            return false;
        }
        for (int i = 16; i < length; i++)
        {
            if (buffer.getByte(offset + i) != (byte)(author * 7 + sequence + i))
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
