/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The messages that were published, by sequence: which content each has, and where its stream stood after it. The
 * content of each is a slice of the same random bytes, from a place of its own.
 */
final class Published
{
    private record Message(long sequence, int offset, int length)
    {
    }

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
    private final List<Message> givenUp = new ArrayList<>();
    private long last;
    private long greatest;

    void clear()
    {
        last = 0;
        greatest = 0;
        givenUp.clear();
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
        if (sequence <= greatest)
        {
            givenUp.add(new Message(sequence, offsets[index], lengths[index]));
        }
        last = sequence;
        greatest = Math.max(greatest, last);
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
            final String message = what + " " + sequence + ", " + last + " was the last published";
            throw sequence <= greatest ? new GivenUpException(message) : new Violation("I3", message);
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
        if (!isDelivered(length, offsets[index], lengths[index]))
        {
            checkGivenUp(sequence, length);
        }
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

    private void checkGivenUp(final long sequence, final int length)
    {
        for (final Message message : givenUp)
        {
            if (message.sequence() == sequence && isDelivered(length, message.offset(), message.length()))
            {
                throw new GivenUpException("message " + sequence + " is what was given up");
            }
        }
    }

    private boolean isDelivered(final int length, final int at, final int expectedLength)
    {
        return length == expectedLength && Arrays.equals(delivered, 0, length, POOL.byteArray(), at, at + length);
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

    /**
     * What a repair, or an opening after a fault of the media, had given up is there again.
     */
    static final class GivenUpException extends Violation
    {
        private static final long serialVersionUID = 1L;

        GivenUpException(final String message)
        {
            super("I3", message);
        }
    }
}
