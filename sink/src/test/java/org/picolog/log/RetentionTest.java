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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A log that is purged while it is written, on the real file system, by clocks that the test moves.
 */
@Timeout(120)
class RetentionTest
{
    private static final int PAGE = LogFormat.PAGE_SIZE;
    private static final int PER_SEGMENT = 61;
    private static final long SEGMENT = 64L * PAGE;
    private static final RetentionPolicy NONE = RetentionPolicy.KEEP_ALL;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[3_000]);
    private final List<Throwable> reports = new ArrayList<>();
    private long stepNs = TimeUnit.SECONDS.toNanos(2);
    private long nowNs = 1_000_000;
    private long epochNs = 1_000_000;

    @TempDir
    private Path tempDir;

    private Path directory;
    private Path consumer;

    @BeforeEach
    void createDirectory() throws IOException
    {
        directory = Files.createDirectory(tempDir.resolve("log"));
        consumer = tempDir.resolve("consumer");
    }

    @Test
    void bytesBoundTheLogAndItsFilesAreUsedAgain() throws IOException
    {
        try (DurableLog log = open(NONE.bytes(3 * SEGMENT)))
        {
            append(log, 4 * PER_SEGMENT);
            final long files = segments().size();
            append(log, 20 * PER_SEGMENT);
            assertEquals(files, segments().size());
            assertTrue(first() >= 20, "begins with " + first());
            assertEquals(24 * PER_SEGMENT, readToEnd());
        }
        assertEquals(24 * PER_SEGMENT, readToEnd());
        assertEquals(
            LogVerification.Verdict.CLEAN,
            LogVerifier.verify(directory, (done, total) -> assertTrue(done <= total)).verdict());
        assertEquals(List.of(), reports);
    }

    /**
     * A log that rolls many times between two looks at its retention would zero new files and delete old ones.
     */
    @Test
    void aLogThatRollsQuicklyUsesItsFilesAgainToo() throws IOException
    {
        try (DurableLog log = open(NONE.bytes(3 * SEGMENT)))
        {
            append(log, 4 * PER_SEGMENT);
            final long files = segments().size();
            stepNs = 1;
            append(log, 20 * PER_SEGMENT);
            assertEquals(files, segments().size());
        }
        assertEquals(24 * PER_SEGMENT, readToEnd());
    }

    @Test
    void messagesGrowOldWithoutFurtherOnes() throws IOException
    {
        try (DurableLog log = open(NONE.ageNs(TimeUnit.HOURS.toNanos(1))))
        {
            append(log, 3 * PER_SEGMENT + 1);
            epochNs += TimeUnit.HOURS.toNanos(1) - 1;
            prepare(log);
            assertEquals(0, first());

            epochNs += TimeUnit.MINUTES.toNanos(1);
            prepare(log);
            assertEquals(3, first());
            assertEquals(3 * PER_SEGMENT + 1, readToEnd());
        }
    }

    @Test
    void nothingGoesThatTheConsumerIsNotDoneWith() throws IOException
    {
        try (DurableLog log = open(NONE.bytes(2 * SEGMENT).consumerFile(consumer)))
        {
            append(log, 5 * PER_SEGMENT);
            assertEquals(0, first());
            assertEquals(1, reports.size(), "once that there is no file");
            assertTrue(reports.get(0).getMessage().contains(consumer.toString()), reports.get(0).getMessage());

            Files.writeString(consumer, (2 * PER_SEGMENT + 1) + "\n");
            prepare(log);
            assertEquals(2, first());

            Files.writeString(consumer, "soon");
            append(log, PER_SEGMENT);
            assertEquals(2, first());
            assertEquals(2, reports.size());

            Files.writeString(consumer, "" + 100 * PER_SEGMENT);
            prepare(log);
            assertEquals(4, first(), "bytes still say what stays");
        }
    }

    @Test
    void withoutAnotherRuleEverythingGoesThatTheConsumerIsDoneWith() throws IOException
    {
        Files.writeString(consumer, "0");
        try (DurableLog log = open(NONE.consumerFile(consumer)))
        {
            append(log, 5 * PER_SEGMENT);
            assertEquals(0, first());
            Files.writeString(consumer, "" + 5 * PER_SEGMENT);
            prepare(log);
            assertEquals(4, first());
            assertEquals(5 * PER_SEGMENT, readToEnd());
        }
        assertEquals(List.of(), reports);
    }

    @Test
    void aSegmentThatIsReadStaysUntilItsReaderIsDone() throws IOException
    {
        try (DurableLog log = open(NONE.bytes(SEGMENT)))
        {
            append(log, 10);
            try (LogReader reader = LogReader.open(directory))
            {
                assertTrue(reader.next());
                append(log, 5 * PER_SEGMENT);
                assertEquals(0, first());
                for (long sequence = 2; sequence <= 5 * PER_SEGMENT + 10; sequence++)
                {
                    assertTrue(reader.next());
                    assertEquals(sequence, reader.sequence());
                    assertEquals(sequence, reader.buffer().getLong(reader.offset()));
                }
            }
            prepare(log);
            assertEquals(5, first());
        }
    }

    @Test
    void propertiesNameAPolicy()
    {
        System.setProperty("picolog.log.retention.bytes", "3g");
        System.setProperty("picolog.log.retention.age", "7d");
        System.setProperty("picolog.log.retention.consumer.file", "/x/y");
        try
        {
            assertEquals(
                new RetentionPolicy(3L << 30, TimeUnit.DAYS.toNanos(7), Path.of("/x/y")), new LogContext().retention());
            for (final String age : new String[] {"7w", "h", "-1d", "200000d", ""})
            {
                System.setProperty("picolog.log.retention.age", age);
                final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, LogContext::new);
                assertTrue(ex.getMessage().startsWith("picolog.log.retention.age="), ex.getMessage());
            }
        }
        finally
        {
            System.clearProperty("picolog.log.retention.bytes");
            System.clearProperty("picolog.log.retention.age");
            System.clearProperty("picolog.log.retention.consumer.file");
        }
        assertTrue(new LogContext().retention().keepsAll());
    }

    private DurableLog open(final RetentionPolicy policy)
    {
        final DurableLog log = DurableLog.open(new LogContext()
            .directory(directory)
            .segmentLength((int)SEGMENT)
            .slabLength(64 * PAGE)
            .maxWriteLength(PAGE)
            .preparedSegments(1)
            .slowWriteThresholdNs(Long.MAX_VALUE)
            .retention(policy)
            .errorHandler(reports::add)
            .epochNanoClock(() -> epochNs)
            .nanoClock(() -> nowNs));
        log.flusher().start();
        return log;
    }

    /**
     * Each in a page of its own.
     */
    private void append(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            message.putLong(0, log.assembler().nextSequence());
            while (PageAssembler.NO_ROOM ==
                log.assembler().append(message, 0, message.capacity(), PageAssembler.WHOLE, LogFormat.NULL_POSITION))
            {
                prepare(log);
                log.flusher().doWork();
            }
            log.assembler().seal();
            while (!log.flusher().isIdle())
            {
                log.flusher().doWork();
            }
        }
        prepare(log);
    }

    private void prepare(final DurableLog log)
    {
        nowNs += stepNs;
        while (0 != log.preparer().doWork())
        {
            nowNs += stepNs / 200;
        }
    }

    private List<Long> segments() throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return files.map((file) -> file.getFileName().toString()).filter(LogFormat::isSegmentName)
                .map(LogFormat::segmentNumber).sorted().collect(Collectors.toList());
        }
    }

    private long first() throws IOException
    {
        return segments().get(0);
    }

    private long readToEnd()
    {
        long last = 0;
        try (LogReader reader = LogReader.open(directory))
        {
            while (reader.next())
            {
                assertTrue(0 == last || last + 1 == reader.sequence());
                last = reader.sequence();
                assertEquals(last, reader.buffer().getLong(reader.offset()));
            }
        }
        return last;
    }
}
