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
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Closing a log lets go of everything, whatever fails on the way, and a failed preparer does nothing more.
 */
@Timeout(60)
class DurableLogCloseTest
{
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[3_900]);
    private final AtomicReference<String> broken = new AtomicReference<>("");

    @TempDir
    private Path directory;

    @Test
    void saysWhyItDidNotOpenEvenWhenClosingFails()
    {
        broken.set("list close");
        final BlockIoException thrown = assertThrows(BlockIoException.class, () -> DurableLog.open(context(faulty())));

        assertEquals("planted in list", thrown.getMessage());
        assertEquals("planted in close", thrown.getSuppressed()[0].getMessage());
    }

    @Test
    void letsGoOfEverythingOnAThreadThatIsNotTheFlushers() throws InterruptedException
    {
        final DurableLog log = DurableLog.open(context(new FaultyIo()));
        final Thread flusher = new Thread(() ->
        {
            log.flusher().start();
            append(log, 1);
            commit(log);
        });
        flusher.start();
        flusher.join();
        try
        {
            log.close();
        }
        catch (final BlockIoException ex)
        {
            assertEquals(Errno.EEXIST, ex.errno());
        }

        OpenFiles.assertNone(directory);
        DurableLog.open(context(new FaultyIo())).close();
    }

    @Test
    void indexesWhatWasFilledLast()
    {
        try (DurableLog log = DurableLog.open(context(new FaultyIo())))
        {
            log.flusher().start();
            append(log, 70);
            commit(log);
            assertTrue(Files.exists(directory.resolve(LogFormat.segmentName(1))));
        }

        assertTrue(Files.exists(directory.resolve(LogIndex.fileName(0))));
        OpenFiles.assertNone(directory);
    }

    @Test
    void letsGoOfEverythingWhenAnIndexCannotBeWritten()
    {
        final DurableLog log = DurableLog.open(context(faulty()));
        log.flusher().start();
        append(log, 130);
        commit(log);
        broken.set("create rename");
        assertThrows(BlockIoException.class, log::close);

        OpenFiles.assertNone(directory);
        broken.set("");
        DurableLog.open(context(faulty())).close();
    }

    @Test
    void saysThatAPurgeFailedAndPurgesNothingMore()
    {
        final DurableLog log = DurableLog.open(context(faulty()));
        log.flusher().start();
        append(log, 200);
        commit(log);
        for (int i = 0; i < 10; i++)
        {
            log.preparer().doWork();
        }
        log.purgeBelow(2);
        broken.set("delete rename");
        final BlockIoException thrown = assertThrows(
            BlockIoException.class,
            () ->
            {
                while (true)
                {
                    log.preparer().doWork();
                }
            });

        assertTrue(thrown.getMessage().startsWith("segment 0 cannot be purged: planted in "), thrown.getMessage());
        broken.set("");
        assertSame(thrown, assertThrows(BlockIoException.class, log.preparer()::doWork));
        assertTrue(Files.exists(directory.resolve(LogFormat.segmentName(1))));
        log.close();
        OpenFiles.assertNone(directory);
    }

    private LogContext context(final BlockIo io)
    {
        return new LogContext()
            .directory(directory).segmentLength(64 * 4096).blockIo(io).lockTimeoutNs(TimeUnit.SECONDS.toNanos(2));
    }

    private FaultyIo faulty()
    {
        return new FaultyIo()
        {
            @Override
            void beforeDirectory(final String operation, final Object argument)
            {
                if (broken.get().contains(operation))
                {
                    throw new BlockIoException("planted in " + operation, Errno.EIO);
                }
            }
        };
    }

    /**
     * A page for each message.
     */
    private void append(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            while (PageAssembler.NO_ROOM == log.assembler().append(
                message, 0, message.capacity(), PageAssembler.WHOLE, LogFormat.NULL_POSITION))
            {
                log.preparer().doWork();
                log.flusher().doWork();
            }
        }
    }

    private static void commit(final DurableLog log)
    {
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
        }
    }
}
