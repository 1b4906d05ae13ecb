/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.LogReader;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * What a message holds follows from the writer and the sequence alone, so that each one that is read can be checked: a
 * message of an earlier writer in the place of a later one's shows itself, too.
 */
final class Messages
{
    private static final int WRITER_OFFSET = 8;
    private static final int HEADER_LENGTH = 16;
    private static final int SMALL = 600;
    private static final int MEDIUM = 5_000;

    private final int maxLength;
    private final UnsafeBuffer expected;

    /**
     * Construct.
     *
     * @param maxLength of a message in bytes; some are as long, most are short.
     */
    Messages(final int maxLength)
    {
        this.maxLength = maxLength;
        expected = new UnsafeBuffer(new byte[maxLength + Long.BYTES]);
    }

    UnsafeBuffer newBuffer()
    {
        return new UnsafeBuffer(new byte[maxLength + Long.BYTES]);
    }

    /**
     * Make a message.
     *
     * @return its length.
     */
    int fill(final MutableDirectBuffer buffer, final long writer, final long sequence)
    {
        long value = (sequence + 1) * 0x9E3779B97F4A7C15L ^ (writer + 1) * 0xC2B2AE3D27D4EB4FL;
        value ^= value >>> 31;
        final int length = length(value);
        buffer.putLong(0, sequence);
        buffer.putLong(WRITER_OFFSET, writer);
        for (int i = HEADER_LENGTH; i < length; i += Long.BYTES)
        {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
            buffer.putLong(i, value);
        }

        return length;
    }

    /**
     * Check the message that a reader is at.
     */
    void check(final LogReader reader, final long writer)
    {
        final int length = fill(expected, writer, reader.sequence());
        final String what = "message " + reader.sequence() + " of writer " + writer;
        if (length != reader.length())
        {
            fail(what + " has " + reader.length() + " bytes, not " + length + describe(reader));
        }
        for (int i = 0; i < length; i++)
        {
            if (expected.getByte(i) != reader.buffer().getByte(reader.offset() + i))
            {
                assertEquals(
                    expected.getByte(i),
                    reader.buffer().getByte(reader.offset() + i),
                    what + " differs at byte " + i + describe(reader));
            }
        }
    }

    private static String describe(final LogReader reader)
    {
        return reader.length() < HEADER_LENGTH ? "" :
            "; it says sequence " + reader.buffer().getLong(reader.offset()) +
            " of writer " + reader.buffer().getLong(reader.offset() + WRITER_OFFSET);
    }

    private int length(final long random)
    {
        final int percent = (int)(random >>> 8 & 0x7FFFFFFF) % 100;
        final int greatest = percent < 90 ? SMALL : percent < 99 ? MEDIUM : maxLength;
        return HEADER_LENGTH + (int)((random >>> 16 & 0x7FFFFFFF) % (Math.min(greatest, maxLength) - HEADER_LENGTH));
    }
}
