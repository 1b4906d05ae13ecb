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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a log refuses, and that it is none the worse for it.
 */
@Timeout(60)
class DurableLogRefusalTest
{
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[1_000]);

    @TempDir
    private Path directory;

    @Test
    void aLengthThatIsNegativeOrTooGreatAndABufferTooSmallChangeNothing()
    {
        try (DurableLog log = DurableLog.open(context()))
        {
            log.flusher().start();
            final PageAssembler assembler = log.assembler();
            append(log, 10);
            assertThrows(
                IllegalArgumentException.class, () -> assembler.append(message, 0, -16, PageAssembler.WHOLE, -1));
            assertThrows(
                IllegalArgumentException.class,
                () -> assembler.append(message, 0, assembler.maxPartLength() + 1, PageAssembler.WHOLE, -1));
            assertThrows(
                IndexOutOfBoundsException.class, () -> assembler.append(message, 500, 501, PageAssembler.WHOLE, -1));
            append(log, 10);
        }
        assertHolds(20);
    }

    @Test
    void anAnchorFromABackupIsNotTakenForTheNewest() throws IOException
    {
        final Path anchor = directory.resolve(AnchorFile.NAME);
        try (DurableLog log = DurableLog.open(context()))
        {
            log.flusher().start();
            append(log, 100);
            final byte[] old = Files.readAllBytes(anchor);
            append(log, 2_000);
            log.abandon();
            Files.write(anchor, old);
        }

        final TreeMap<String, Long> before = files();
        final DamagedLogException refusal =
            assertThrows(DamagedLogException.class, () -> DurableLog.open(context()).close());
        assertTrue(refusal.getMessage().contains("the anchor is older than the log"), refusal.getMessage());
        assertEquals(before, files());
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException
    {
        final Path foreign = Files.writeString(directory.resolve("notes.tmp"), "not ours");
        DurableLog.open(context()).close();
        assertEquals("not ours", Files.readString(foreign));
    }

    @Test
    void aStalledFlusherIsWaitedForHoweverManySegmentsTheRingHolds()
    {
        try (DurableLog log = DurableLog.open(context().preparedSegments(100)))
        {
            log.flusher().start();
            long appended = 0;
            for (int refusals = 0; refusals < 1_000;)
            {
                log.preparer().doWork();
                message.putLong(0, appended + 1);
                final boolean isRefused =
                    PageAssembler.NO_ROOM == log.assembler().append(message, 0, 1_000, PageAssembler.WHOLE, -1);
                refusals = isRefused ? refusals + 1 : 0;
                appended += isRefused ? 0 : 1;
            }
            log.assembler().seal();
            flush(log);
            assertEquals(appended, log.flusher().committedSequence());
        }
    }

    private LogContext context()
    {
        return new LogContext().directory(directory).segmentLength(64 * 4096).slabLength(4 * 1024 * 1024);
    }

    private void append(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            message.putLong(0, log.assembler().nextSequence());
            while (PageAssembler.NO_ROOM == log.assembler().append(message, 0, 1_000, PageAssembler.WHOLE, -1))
            {
                log.preparer().doWork();
                log.flusher().doWork();
            }
        }
        log.assembler().seal();
        flush(log);
    }

    private static void flush(final DurableLog log)
    {
        while (!log.flusher().isIdle())
        {
            log.preparer().doWork();
            log.flusher().doWork();
        }
    }

    private void assertHolds(final int count)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            for (int sequence = 1; sequence <= count; sequence++)
            {
                assertTrue(reader.next());
                assertEquals(sequence, reader.buffer().getLong(reader.offset()));
            }
            assertFalse(reader.next());
        }
    }

    private TreeMap<String, Long> files() throws IOException
    {
        final TreeMap<String, Long> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(directory))
        {
            for (final Path path : paths.toList())
            {
                files.put(path.getFileName().toString(), Files.size(path));
            }
        }

        return files;
    }
}
