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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Files that are taken away from under a writer, on the real file system.
 */
@Timeout(120)
class FileWatchTest
{
    private static final int PAGE = LogFormat.PAGE_SIZE;
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[3_000]);
    private long nowNs;

    @TempDir
    private Path tempDir;

    private Path directory;

    @BeforeEach
    void createDirectory() throws IOException
    {
        directory = Files.createDirectory(tempDir.resolve("log"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "anchor", "lock", "full segment", "segment" })
    void aFileThatIsGoneIsFailStop(final String file) throws IOException
    {
        final String name = nameOf(file, 1);
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            commit(log, 1);
            // From the one that was filled first to the one that is written.
            commit(log, 63);
            Files.delete(directory.resolve(name));
            assertFails(log, name + " ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "anchor", "lock", "segment" })
    void aFileThatIsReplacedByItsCopyIsFailStop(final String file) throws IOException
    {
        final String name = nameOf(file, 0);
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            commit(log, 1);
            final Path copy = Files.copy(directory.resolve(name), tempDir.resolve("copy"));
            Files.move(copy, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            assertFails(log, name + " in ");
        }
    }

    @Test
    void aDirectoryThatIsReplacedIsFailStop() throws IOException
    {
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            commit(log, 1);
            Files.move(directory, tempDir.resolve("moved"));
            Files.createDirectory(directory);
            assertFails(log, "the directory " + directory + " was deleted, moved, replaced");
        }

        // The cure that the message names.
        Files.delete(directory);
        Files.move(tempDir.resolve("moved"), directory);
        try (EmbeddedLog log = EmbeddedLog.open(context()))
        {
            commit(log, 1);
            assertNull(log.failure());
        }
    }

    @Test
    void aPreparedSegmentThatIsReplacedIsFoundBeforeItIsUsed() throws IOException
    {
        try (DurableLog log = DurableLog.open(context().nanoClock(() -> nowNs)))
        {
            log.flusher().start();
            prepareAll(log);
            final Path next = directory.resolve(LogFormat.segmentName(2));
            Files.copy(next, tempDir.resolve("copy"));
            Files.move(tempDir.resolve("copy"), next, StandardCopyOption.REPLACE_EXISTING);

            final LogReplacedException ex = assertThrows(LogReplacedException.class, () ->
            {
                for (int i = 0; i < 200; i++)
                {
                    append(log);
                    prepareAll(log);
                }
            });
            assertTrue(ex.getMessage().startsWith(LogFormat.segmentName(2) + " in "), ex.getMessage());
            assertEquals(ex, assertThrows(LogReplacedException.class, () -> log.preparer().doWork()));
            assertEquals(62, log.flusher().committedSequence(), "it was to be handed over after the first roll");
        }
    }

    @Test
    void aCloseIsNotCleanWhenTheFilesAreGone() throws IOException
    {
        final DurableLog log = DurableLog.open(context().nanoClock(() -> nowNs));
        log.flusher().start();
        append(log);
        Files.delete(directory.resolve("anchor"));
        assertThrows(LogReplacedException.class, log::close);
        OpenFiles.assertNone(directory);
    }

    @Test
    void whatIsPurgedIsNotMissed() throws IOException
    {
        try (DurableLog log = DurableLog.open(context().nanoClock(() -> nowNs)))
        {
            log.flusher().start();
            for (int i = 0; i < 200; i++)
            {
                append(log);
                prepareAll(log);
            }
            log.purgeBelow(2);
            for (int i = 0; i < 20; i++)
            {
                nowNs += TimeUnit.SECONDS.toNanos(2);
                prepareAll(log);
            }
            assertTrue(Files.notExists(directory.resolve(LogFormat.segmentName(1))));
        }
    }

    private static String nameOf(final String file, final long current)
    {
        return switch (file)
        {
            case "segment" -> LogFormat.segmentName(current);
            case "full segment" -> LogFormat.segmentName(0);
            default -> file;
        };
    }

    private LogContext context()
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(64 * PAGE)
            .slabLength(64 * PAGE)
            .maxWriteLength(PAGE)
            .preparedSegments(1);
    }

    private void commit(final EmbeddedLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            long sequence = log.append(message, 0, message.capacity());
            while (EmbeddedLog.NO_ROOM == sequence)
            {
                LockSupport.parkNanos(100_000);
                log.poll();
                sequence = log.append(message, 0, message.capacity());
            }
            assertTrue(log.awaitCommitted(sequence, DEADLINE_NS), () -> "failed: " + log.failure());
        }
    }

    private static void assertFails(final EmbeddedLog log, final String beginning)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (null == log.failure())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "nobody noticed");
            LockSupport.parkNanos(1_000_000);
        }
        assertInstanceOf(LogReplacedException.class, log.failure());
        assertTrue(log.failure().getMessage().startsWith(beginning), log.failure().getMessage());
        assertEquals(EmbeddedLog.FAILED, log.append(new UnsafeBuffer(new byte[8]), 0, 8));
    }

    private void append(final DurableLog log)
    {
        while (PageAssembler.NO_ROOM ==
            log.assembler().append(message, 0, message.capacity(), PageAssembler.WHOLE, LogFormat.NULL_POSITION))
        {
            log.preparer().doWork();
            log.flusher().doWork();
        }
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
        }
    }

    private void prepareAll(final DurableLog log)
    {
        nowNs += 10_000_000;
        while (0 != log.preparer().doWork())
        {
            nowNs += 10_000_000;
        }
    }
}
