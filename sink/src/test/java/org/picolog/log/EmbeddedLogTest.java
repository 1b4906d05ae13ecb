/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(60)
class EmbeddedLogTest
{
    private static final long TIMEOUT_NS = 20_000_000_000L;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);

    @TempDir
    private Path directory;

    @Test
    void commitsWhatIsAppendedAndReadsItBackAfterReopening()
    {
        for (int run = 0; run < 3; run++)
        {
            try (EmbeddedLog log = EmbeddedLog.open(context()))
            {
                assertEquals(run * 10_000 + 1, log.nextSequence());
                for (int i = 1; i <= 10_000; i++)
                {
                    assertEquals(run * 10_000 + i, appendAwaitingRoom(log, run * 10_000 + i));
                }
                assertTrue(log.awaitCommitted(log.nextSequence() - 1, TIMEOUT_NS));
                assertEquals(log.nextSequence() - 1, log.committedSequence());
            }
        }
        assertHolds(30_000);
    }

    @Test
    void closingCommitsWhatWasAppended()
    {
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            for (int i = 1; i <= 500; i++)
            {
                appendAwaitingRoom(log, i);
            }
        }
        assertHolds(500);
    }

    @Test
    void readsWhatIsDurableWhileItIsBeingWritten()
    {
        try (EmbeddedLog log = EmbeddedLog.open(context()); LogReader reader = log.read())
        {
            assertTrue(reader.isLive());
            assertFalse(reader.next());
            for (int i = 1; i <= 2_000; i++)
            {
                appendAwaitingRoom(log, i);
                if (0 == i % 100)
                {
                    assertTrue(log.awaitCommitted(i, TIMEOUT_NS));
                    for (int expected = i - 99; expected <= i; expected++)
                    {
                        assertTrue(reader.next());
                        assertMessage(reader, expected);
                    }
                    assertFalse(reader.next());
                }
            }
        }
    }

    @Test
    void neverBlocksNorOverwritesWhenThereIsNoRoom()
    {
        final LogContext ctx = context().slabLength(64 * 4096).maxWriteLength(8 * 4096).preparedSegments(1);
        try (EmbeddedLog log = EmbeddedLog.open(ctx))
        {
            long refused = 0;
            for (int i = 1; i <= 50_000;)
            {
                message.putLong(0, i);
                final long sequence = log.append(message, 0, 200);
                if (EmbeddedLog.NO_ROOM == sequence)
                {
                    refused++;
                    log.poll();
                    Thread.yield();
                }
                else
                {
                    assertEquals(i, sequence);
                    i++;
                }
            }
            assertTrue(refused > 0);
        }
        assertHolds(50_000);
    }

    @Test
    void refusesAMessageLongerThanItCanTake()
    {
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            final UnsafeBuffer tooLong = new UnsafeBuffer(new byte[log.maxMessageLength() + 1]);
            assertThrows(IllegalArgumentException.class, () -> log.append(tooLong, 0, tooLong.capacity()));
            assertEquals(1, log.append(tooLong, 0, log.maxMessageLength()));
            assertTrue(log.awaitCommitted(1, TIMEOUT_NS));
        }
    }

    private LogContext context()
    {
        return new LogContext().directory(directory).segmentLength(64 * 4096);
    }

    private long appendAwaitingRoom(final EmbeddedLog log, final long content)
    {
        message.putLong(0, content);
        long sequence = log.append(message, 0, 200);
        while (EmbeddedLog.NO_ROOM == sequence)
        {
            log.poll();
            Thread.yield();
            sequence = log.append(message, 0, 200);
        }

        return sequence;
    }

    private void assertHolds(final int count)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            assertFalse(reader.isLive());
            for (int expected = 1; expected <= count; expected++)
            {
                assertTrue(reader.next());
                assertMessage(reader, expected);
            }
            assertFalse(reader.next());
        }
    }

    private static void assertMessage(final LogReader reader, final long expected)
    {
        assertEquals(expected, reader.sequence());
        assertEquals(200, reader.length());
        assertEquals(expected, reader.buffer().getLong(reader.offset()));
    }
}
