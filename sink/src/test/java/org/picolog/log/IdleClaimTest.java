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
import java.io.RandomAccessFile;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The last page that was acknowledged has a witness, once the log is idle or closed: that it is gone is damage, and not
 * a shorter log.
 */
@Timeout(60)
class IdleClaimTest
{
    private static final int PAGES_PER_SEGMENT = 64;
    private static final int DATA_PAGES = PAGES_PER_SEGMENT - 3;
    private static final int LENGTH = 1_000;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private long nowNs;

    @TempDir
    private Path directory;

    @Test
    void aCleanCloseClaimsTheLastPage() throws IOException
    {
        assertLossOfTheLastPageIsSeen(10, true);
    }

    @Test
    void aCleanCloseClaimsTheLastPageOfAFullSegment() throws IOException
    {
        assertLossOfTheLastPageIsSeen(DATA_PAGES, true);
    }

    @Test
    void anIdleLogClaimsTheLastPageOfAFullSegment() throws IOException
    {
        assertLossOfTheLastPageIsSeen(DATA_PAGES, false);
    }

    @Test
    void doesNotClaimInsideAMessageUnlessThatIsAbandoned()
    {
        try (DurableLog log = DurableLog.open(context()))
        {
            log.flusher().start();
            log.assembler().append(message, 0, LENGTH, PageAssembler.BEGIN, -1);
            log.assembler().seal();
            commit(log);
            assertFalse(isClaimedInTime(log));
            assertTrue(log.assembler().abandonMessage());
            log.assembler().seal();
            commit(log);
            assertTrue(isClaimedInTime(log));
            assertFalse(isClaimedInTime(log), "claimed already");
        }
    }

    private void assertLossOfTheLastPageIsSeen(final int pages, final boolean isClosed) throws IOException
    {
        final DurableLog log = DurableLog.open(context());
        log.flusher().start();
        for (int i = 0; i < pages; i++)
        {
            log.assembler().append(message, 0, LENGTH, PageAssembler.WHOLE, -1);
            log.assembler().seal();
            commit(log);
        }
        assertEquals(pages, log.flusher().committedSequence());
        if (isClosed)
        {
            log.close();
        }
        else
        {
            assertTrue(isClaimedInTime(log));
            commit(log);
            log.abandon();
        }

        try (RandomAccessFile file = new RandomAccessFile(directory.resolve(LogFormat.segmentName(0)).toFile(), "rw"))
        {
            file.seek((pages + 2L) * LogFormat.PAGE_SIZE);
            file.write(new byte[LogFormat.PAGE_SIZE]);
        }
        assertThrows(DamagedLogException.class, () -> DurableLog.open(context()).close());
    }

    private boolean isClaimedInTime(final DurableLog log)
    {
        boolean isClaimed = false;
        for (int i = 0; i < 3 && !isClaimed; i++)
        {
            isClaimed = log.assembler().claimIfIdle();
            nowNs += 1_000_000_000L;
        }

        return isClaimed;
    }

    private static void commit(final DurableLog log)
    {
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
        }
    }

    private LogContext context()
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(PAGES_PER_SEGMENT * LogFormat.PAGE_SIZE)
            .nanoClock(() -> nowNs += 1_000);
    }
}
