/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Where a reader can be sent, on a log of some segments and two epochs in which every tenth message spans pages. The
 * clock of the log moves by one second for each page.
 */
@Timeout(60)
class LogReaderTest
{
    private static final int COUNT = 2_000;
    private static final long SECOND_NS = 1_000_000_000L;
    private static final int SESSION = 77;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[20_000]);
    private long timeNs = 1_000 * SECOND_NS;

    @TempDir
    private Path directory;

    @BeforeEach
    void writeTwoEpochs()
    {
        write(1, COUNT / 2);
        write(COUNT / 2 + 1, COUNT);
    }

    @Test
    void seeksEverySequence()
    {
        try (LogReader reader = LogReader.open(directory))
        {
            for (int sequence = COUNT; sequence >= 1; sequence -= 7)
            {
                reader.seekSequence(sequence);
                assertNext(reader, sequence);
            }
        }
    }

    @Test
    void seeksEverySequenceWithoutAnIndexAndWithAWrongOne() throws IOException
    {
        final List<Path> indexes = files(".index");
        assertFalse(indexes.isEmpty());
        final byte[] first = Files.readAllBytes(indexes.get(0));
        for (final Path index : indexes)
        {
            Files.write(index, first);
        }
        seeksEverySequence();

        for (final Path index : indexes)
        {
            Files.delete(index);
        }
        seeksEverySequence();
    }

    @Test
    void readsOnFromWhereItWasSentTo()
    {
        try (LogReader reader = LogReader.open(directory))
        {
            reader.seekSequence(990);
            for (int sequence = 990; sequence <= COUNT; sequence++)
            {
                assertNext(reader, sequence);
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void seekingBeforeTheBeginningAndAfterTheEnd()
    {
        try (LogReader reader = LogReader.open(directory))
        {
            reader.seekSequence(-5);
            assertNext(reader, 1);
            reader.seekSequence(COUNT + 1);
            assertFalse(reader.next());
            reader.seekTime(Long.MAX_VALUE);
            assertFalse(reader.next());
            reader.seekTime(0);
            assertNext(reader, 1);
        }
    }

    @Test
    void seeksTheFirstMessageSealedAtATimeOrLater()
    {
        final long[] times = new long[COUNT + 1];
        try (LogReader reader = LogReader.open(directory))
        {
            while (reader.next())
            {
                times[(int)reader.sequence()] = reader.timestampNs();
            }

            for (int sequence = 1; sequence <= COUNT; sequence += 13)
            {
                int expected = sequence;
                while (expected > 1 && times[expected - 1] == times[sequence])
                {
                    expected--;
                }
                reader.seekTime(times[sequence]);
                assertNext(reader, expected);
            }
        }
    }

    @Test
    void seeksThePageInWhichTheStreamPassesAPosition()
    {
        try (LogReader reader = LogReader.open(directory))
        {
            for (int sequence = 1; sequence <= COUNT; sequence += 101)
            {
                reader.seekPosition(SESSION, positionOf(sequence) - 1);
                assertTrue(reader.next());
                assertTrue(reader.sequence() <= sequence, sequence + " was passed over");
                assertTrue(reader.streamPosition() >= positionOf(sequence));
            }
        }
    }

    @Test
    void purgedSegmentsAreUsedAgainAndNotRead() throws IOException
    {
        final LogContext ctx = context();
        try (DurableLog log = DurableLog.open(ctx))
        {
            log.flusher().start();
            final int before = files(".plog").size();
            for (int sequence = COUNT; sequence < 3 * COUNT; sequence += 100)
            {
                log.purgeBelow(Long.MAX_VALUE);
                append(log, sequence + 1, sequence + 100);
            }
            assertTrue(files(".plog").size() < before, "files were not used again");
        }

        try (LogReader reader = LogReader.open(directory))
        {
            assertTrue(reader.next());
            final long first = reader.sequence();
            assertTrue(first > COUNT / 4);
            for (long sequence = first + 1; sequence <= 3 * COUNT; sequence++)
            {
                assertNext(reader, sequence);
            }
            assertFalse(reader.next());
            reader.seekSequence(1);
            assertNext(reader, first);
        }
    }

    @Test
    void aSegmentThatAReaderHoldsIsNotPurgedAndASlowReaderIsToldSo()
    {
        try (DurableLog log = DurableLog.open(context()); LogReader reader = LogReader.open(directory))
        {
            log.flusher().start();
            assertTrue(reader.isLive());
            reader.seekSequence(300);
            assertNext(reader, 300);
            log.purgeBelow(Long.MAX_VALUE);
            for (int i = 0; i < 100; i++)
            {
                log.preparer().doWork();
            }
            for (int sequence = 301; sequence <= 310; sequence++)
            {
                assertNext(reader, sequence);
            }

            reader.seekSequence(COUNT);
            log.purgeBelow(Long.MAX_VALUE);
            for (int i = 0; i < 100; i++)
            {
                log.preparer().doWork();
            }
            reader.seekSequence(300);
            assertTrue(reader.next());
            final long first = reader.sequence();
            assertTrue(first > 310, "purged, and delivered: " + first);
            for (long sequence = first + 1; sequence <= COUNT; sequence++)
            {
                assertNext(reader, sequence);
            }
        }
    }

    private void write(final int first, final int last)
    {
        try (DurableLog log = DurableLog.open(context()))
        {
            log.flusher().start();
            append(log, first, last);
        }
    }

    private void append(final DurableLog log, final int first, final int last)
    {
        log.assembler().session(SESSION, positionOf(first - 1));
        for (int sequence = first; sequence <= last; sequence++)
        {
            message.putLong(0, sequence);
            final int length = lengthOf(sequence);
            while (PageAssembler.NO_ROOM ==
                log.assembler().append(message, 0, length, PageAssembler.WHOLE, positionOf(sequence)))
            {
                work(log);
            }
            if (0 == sequence % 5)
            {
                log.assembler().seal();
                work(log);
            }
        }
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            work(log);
        }
    }

    private static void work(final DurableLog log)
    {
        log.preparer().doWork();
        log.flusher().doWork();
    }

    private LogContext context()
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(64 * 4096)
            .epochNanoClock(() -> timeNs += SECOND_NS);
    }

    private static int lengthOf(final long sequence)
    {
        return 0 == sequence % 10 ? 9_000 : 200;
    }

    private static long positionOf(final long sequence)
    {
        return sequence * 10_000;
    }

    private static void assertNext(final LogReader reader, final long sequence)
    {
        assertTrue(reader.next(), () -> "nothing at " + sequence);
        assertEquals(sequence, reader.sequence());
        assertEquals(lengthOf(sequence), reader.length());
        assertEquals(sequence, reader.buffer().getLong(reader.offset()));
    }

    private List<Path> files(final String suffix) throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.filter((file) -> file.toString().endsWith(suffix)).toList();
        }
    }
}
