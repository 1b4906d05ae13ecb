/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.LogReader;

import java.nio.file.Path;
import java.util.function.LongToIntFunction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Messages whose content follows from their sequence.
 */
final class TestMessages
{
    private TestMessages()
    {
    }

    static void fill(final UnsafeBuffer buffer, final int offset, final long sequence, final int length)
    {
        long state = sequence * 0x9E3779B97F4A7C15L + 1;
        for (int i = 0; i < length; i++)
        {
            state ^= state << 13;
            state ^= state >>> 7;
            state ^= state << 17;
            buffer.putByte(offset + i, (byte)state);
        }
    }

    /**
     * The log holds these messages, each once, and nothing else.
     */
    static void assertLogHolds(final Path directory, final long count, final LongToIntFunction lengthOf)
    {
        final UnsafeBuffer expected = new UnsafeBuffer(new byte[64 * 1024]);
        try (LogReader reader = LogReader.open(directory))
        {
            for (long sequence = 1; sequence <= count; sequence++)
            {
                final int length = lengthOf.applyAsInt(sequence);
                assertTrue(reader.next(), "the log ends before sequence " + sequence);
                assertEquals(sequence, reader.sequence());
                fill(expected, 0, sequence, length);
                assertEquals(
                    new UnsafeBuffer(expected, 0, length),
                    new UnsafeBuffer(reader.buffer(), reader.offset(), reader.length()),
                    "sequence " + sequence);
            }
            assertFalse(reader.next(), "the log goes on after sequence " + count);
        }
    }
}
