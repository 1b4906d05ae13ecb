/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.DamagedLogException;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;
import org.picolog.log.PageAssembler;
import org.picolog.log.RecoveryVerdict;
import org.picolog.log.format.DocumentedReader.Message;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The document suffices to read a log: a reader made from it yields what the log's own yields.
 */
@Timeout(60)
class DocumentedReaderTest
{
    private static final int PAGE = 4096;
    private static final int PAGES_PER_SEGMENT = 64;
    private static final long SECOND_NS = 1_000_000_000L;

    private final Random random = new Random(4100);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[40_000]);
    private long timeNs = 1_000 * SECOND_NS;
    private long monotonicNs;
    private long streamPosition;
    private int appended;

    @TempDir
    private Path directory;

    @TempDir
    private Path copy;

    @Test
    void readsAnEmptyLog()
    {
        open().close();

        assertReadsTheSame(directory, 0);
    }

    @Test
    void readsEpochsSegmentsSpanningMessagesAndIdleClaims()
    {
        for (int epoch = 1; epoch <= 4; epoch++)
        {
            try (DurableLog log = open())
            {
                log.flusher().start();
                append(log, 300);
                flush(log);
                assertFalse(log.assembler().claimIfIdle(), "before the interval has passed");
                monotonicNs += SECOND_NS;
                assertTrue(log.assembler().claimIfIdle());
                flush(log);
                append(log, 300);
                flush(log);
            }
        }

        assertTrue(DocumentedReader.of(directory).recover().end() > 12 * PAGES_PER_SEGMENT);
        assertReadsTheSame(directory, appended);
    }

    @Test
    void readsAroundUnfinishedMessages()
    {
        try (DurableLog log = open())
        {
            log.flusher().start();
            append(log, 50);
            for (int session = 1; session <= 3; session++)
            {
                final PageAssembler assembler = log.assembler();
                assembler.session(session, 0);
                assertEquals(0, assembler.append(message, 0, 9_000, PageAssembler.BEGIN, 9_000));
                assertEquals(0, assembler.append(message, 0, 10, (byte)0, 9_010));
            }
            append(log, 50);
            assertEquals(0, log.assembler().append(message, 0, 10_000, PageAssembler.BEGIN, -1));
            log.assembler().seal();
            flush(log);
        }
        assertReadsTheSame(directory, 100);

        writeEpoch(50);
        assertReadsTheSame(directory, 150);
    }

    @Test
    void readsALogWhoseBeginningWasPurgedAndWhoseFilesWereUsedAgain() throws IOException
    {
        try (DurableLog log = open())
        {
            log.flusher().start();
            for (int i = 0; i < 20; i++)
            {
                append(log, 200);
                log.purgeBelow(Long.MAX_VALUE);
                flush(log);
            }
        }
        writeEpoch(100);

        final List<Message> messages = read(directory);
        assertTrue(messages.get(0).sequence() > 1_000);
        assertReadsTheSame(directory, appended - (int)messages.get(0).sequence() + 1);
    }

    @Test
    void readsWhatIsDurableWhileThereIsAWriter()
    {
        try (DurableLog log = open(); LogReader reader = LogReader.open(directory))
        {
            log.flusher().start();
            append(log, 400);
            final DocumentedReader documented = DocumentedReader.of(directory);
            final List<Message> messages = documented.read(documented.mark());
            assertFalse(messages.isEmpty());
            for (final Message expected : messages)
            {
                assertNext(reader, expected);
            }
        }
    }

    @Test
    void cutsATornTailAndFindsDamageBelowIt() throws IOException
    {
        writeEpoch(200);
        try (DurableLog log = open())
        {
            log.flusher().start();
            append(log, 300);
            log.assembler().seal();
            flush(log);
            final long last = DocumentedReader.of(directory).mark();
            copyLog();
            tear(last + 1, 1_000);
        }
        assertReadsTheSame(copy, appended);

        final long last = DocumentedReader.of(copy).recover().end();
        tear(last, 2_000);
        final int fewer = read(copy).size();
        assertTrue(fewer < appended);
        assertReadsTheSame(copy, fewer);
        try (DurableLog log = DurableLog.open(context(copy)))
        {
            assertEquals(RecoveryVerdict.TORN_TAIL, log.recoveryVerdict());
        }
        assertReadsTheSame(copy, fewer);

        tear(last - 2, 100);
        assertThrows(IllegalStateException.class, () -> read(copy));
        assertThrows(DamagedLogException.class, () -> readAll(copy));
    }

    private void readAll(final Path log)
    {
        try (LogReader reader = LogReader.open(log))
        {
            while (reader.next())
            {
                assertTrue(reader.length() >= 0);
            }
        }
    }

    private static List<Message> read(final Path log)
    {
        final DocumentedReader reader = DocumentedReader.of(log);
        final DocumentedReader.Outcome outcome = reader.recover();
        if (outcome.verdict().startsWith("DAMAGED"))
        {
            throw new IllegalStateException(outcome.verdict());
        }
        return reader.read(outcome.end());
    }

    private static void assertReadsTheSame(final Path log, final int count)
    {
        final List<Message> messages = read(log);
        assertEquals(count, messages.size());
        try (LogReader reader = LogReader.open(log))
        {
            for (final Message expected : messages)
            {
                assertNext(reader, expected);
            }
            assertFalse(reader.next());
        }
    }

    private static void assertNext(final LogReader reader, final Message expected)
    {
        assertTrue(reader.next(), () -> "nothing at " + expected.sequence());
        assertEquals(expected.sequence(), reader.sequence());
        assertEquals(expected.page().bytes().getLong(32), reader.timestampNs());
        assertEquals(expected.page().bytes().getLong(40), reader.streamPosition());
        assertEquals(expected.page().bytes().getInt(48), reader.sessionId());
        final byte[] payload = new byte[reader.length()];
        reader.buffer().getBytes(reader.offset(), payload);
        assertArrayEquals(expected.payload(), payload);
    }

    private DurableLog open()
    {
        return DurableLog.open(context(directory));
    }

    private LogContext context(final Path log)
    {
        return new LogContext()
            .directory(log)
            .segmentLength(PAGES_PER_SEGMENT * PAGE)
            .nanoClock(() -> monotonicNs += 1_000)
            .epochNanoClock(() -> timeNs++);
    }

    private void writeEpoch(final int count)
    {
        try (DurableLog log = open())
        {
            log.flusher().start();
            append(log, count);
            log.assembler().seal();
            flush(log);
        }
    }

    /**
     * Messages of any length, in one part or more.
     */
    private void append(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            random.nextBytes(message.byteArray());
            final int parts = 1 + random.nextInt(3);
            for (int part = 0; part < parts; part++)
            {
                final int length = random.nextInt(0 == random.nextInt(10) ? message.capacity() : 500);
                final int flags =
                    (0 == part ? PageAssembler.BEGIN : 0) | (part == parts - 1 ? PageAssembler.END : 0);
                streamPosition += length;
                while (PageAssembler.NO_ROOM ==
                    log.assembler().append(message, 0, length, (byte)flags, streamPosition))
                {
                    work(log);
                }
            }
            appended++;
            if (0 == random.nextInt(7))
            {
                log.assembler().seal();
                work(log);
            }
        }
    }

    private static void flush(final DurableLog log)
    {
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

    private void copyLog() throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            for (final Path file : files.filter((name) -> !name.toString().endsWith(".tmp")).toList())
            {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
    }

    /**
     * As if the power had gone while the page was written.
     */
    private void tear(final long page, final int offset) throws IOException
    {
        final Path segment = copy.resolve(String.format("segment-%016d.plog", page / PAGES_PER_SEGMENT));
        try (RandomAccessFile file = new RandomAccessFile(segment.toFile(), "rw"))
        {
            file.seek(page % PAGES_PER_SEGMENT * PAGE + offset);
            final byte[] noise = new byte[512];
            random.nextBytes(noise);
            file.write(noise);
        }
    }
}
