/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * The messages that were published, by sequence: which content each has, and where its stream stood after it. The
 * content of each is a slice of the same random bytes, from a place of its own.
 */
final class Published
{
    private static final int POOL_LENGTH = 1 << 20;
    private static final UnsafeBuffer POOL = new UnsafeBuffer(new byte[POOL_LENGTH]);

    static
    {
        final byte[] bytes = POOL.byteArray();
        new SplittableRandom(0x5EED).nextBytes(bytes);
    }

    private int[] offsets = new int[256];
    private int[] lengths = new int[256];
    private int[] sessions = new int[256];
    private long[] positions = new long[256];
    private long[] sessionEnds = new long[64];
    private byte[] delivered = new byte[4096];
    private long last;

    void clear()
    {
        last = 0;
    }

    DirectBuffer pool()
    {
        return POOL;
    }

    static int offsetFor(final SplittableRandom dice, final int length)
    {
        return dice.nextInt(POOL_LENGTH - length);
    }

    long last()
    {
        return last;
    }

    void add(final long sequence, final int offset, final int length, final int session, final long position)
    {
        if (sequence != last + 1)
        {
            throw new Violation("I2", "message " + sequence + " was appended after " + last);
        }

        final int index = (int)sequence;
        last = sequence;
        if (index >= offsets.length)
        {
            final int newLength = index * 2;
            offsets = Arrays.copyOf(offsets, newLength);
            lengths = Arrays.copyOf(lengths, newLength);
            sessions = Arrays.copyOf(sessions, newLength);
            positions = Arrays.copyOf(positions, newLength);
        }
        offsets[index] = offset;
        lengths[index] = length;
        sessions[index] = session;
        positions[index] = position;
    }

    /**
     * A session's stream was appended up to a position, perhaps in the middle of a message.
     */
    void appended(final int session, final long position)
    {
        if (session >= sessionEnds.length)
        {
            sessionEnds = Arrays.copyOf(sessionEnds, 2 * session);
        }
        sessionEnds[session] = position;
    }

    /**
     * What is after a sequence does not exist any more.
     */
    void truncate(final long sequence)
    {
        last = Math.min(last, sequence);
    }

    /**
     * Was a message published, and not given up since?
     */
    void checkExists(final long sequence, final String what)
    {
        if (sequence > last)
        {
            throw new Violation("I3", what + " " + sequence + ", " + last + " was the last published");
        }
    }

    /**
     * Is that what was published under the sequence?
     */
    void check(final long sequence, final DirectBuffer buffer, final int offset, final int length)
    {
        checkExists(sequence, "what is delivered reaches");
        final int index = (int)sequence;
        if (length > delivered.length)
        {
            delivered = new byte[2 * length];
        }
        buffer.getBytes(offset, delivered, 0, length);
        if (length != lengths[index])
        {
            throw new Violation(
                "I3", "message " + sequence + " has " + length + " bytes, " + lengths[index] + " were published");
        }

        final int at = offsets[index];
        final int difference = Arrays.mismatch(delivered, 0, length, POOL.byteArray(), at, at + length);
        if (difference >= 0)
        {
            throw new Violation(
                "I3", "message " + sequence + " is not what was published, from byte " + difference + " on");
        }
    }

    /**
     * Is that where the stream stood when the message, or something later, was appended?
     */
    void checkStream(final long sequence, final int session, final long position)
    {
        final int index = (int)sequence;
        if (sessions[index] != session || position < positions[index] || position > sessionEnds[session])
        {
            throw new Violation(
                "I3",
                "message " + sequence + " is delivered as of session " + session + " up to position " + position +
                ", it was of session " + sessions[index] + " and ended at " + positions[index] + ", the session at " +
                sessionEnds[sessions[index]]);
        }
    }

    /**
     * Does a position of a stream stand for no more than a sequence?
     */
    void checkPosition(final long sequence, final int session, final long position)
    {
        for (long next = sequence + 1; next <= last; next++)
        {
            if (sessions[(int)next] == session && positions[(int)next] <= position)
            {
                throw new Violation(
                    "I10", "position " + position + " is acknowledged with sequence " + sequence + ", which stands " +
                    "for message " + next + " too");
            }
        }
    }
}
