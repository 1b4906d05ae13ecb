/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.BitUtil;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Random;

/**
 * The content of messages: their number, and noise, so that nothing along the path finds zeros.
 */
final class Payload
{
    static final int MIN_LENGTH = BitUtil.SIZE_OF_LONG;

    private static final long SEED = 42;

    private final UnsafeBuffer buffer;

    Payload(final int length)
    {
        final byte[] noise = new byte[length];
        new Random(SEED).nextBytes(noise);
        buffer = new UnsafeBuffer(noise);
    }

    /**
     * Write a message into room that was claimed for it.
     */
    void write(final MutableDirectBuffer to, final int offset, final long number)
    {
        to.putBytes(offset, buffer, 0, buffer.capacity());
        to.putLong(offset, number);
    }

    /**
     * The message itself, for publishing by copy.
     */
    UnsafeBuffer message(final long number)
    {
        buffer.putLong(0, number);

        return buffer;
    }
}
