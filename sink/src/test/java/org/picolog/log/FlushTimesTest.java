/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryDrive;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the flusher says of the time that writes take, by a clock that the test moves.
 */
class FlushTimesTest
{
    private static final int PAGE = LogFormat.PAGE_SIZE;

    private final MemoryBlockIo io = new MemoryBlockIo(new MemoryDrive());
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[3000]);
    private final List<Long> times = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 250;

    @Test
    void tellsOfEachWriteAndOfTheOldestInFlight()
    {
        try (DurableLog log = open())
        {
            final FlushTimes flushTimes = log.flusher().flushTimes();
            log.flusher().start();
            io.writer().hold(true);
            assertEquals(0, flushTimes.oldestAgeNs());
            writePage(log);
            nowNs += 60;
            writePage(log);
            assertEquals(2, log.flusher().writesInFlight());
            assertEquals(60, flushTimes.oldestAgeNs());
            assertFalse(flushTimes.isSlow());
            assertEquals(0, flushTimes.lastNs());

            // The clock passes its greatest value, as System.nanoTime may.
            nowNs += 240;
            assertTrue(flushTimes.isSlow());
            assertEquals(300, flushTimes.oldestAgeNs());
            assertEquals(0, flushTimes.slowCount(), "is counted when it is over");

            io.writer().hold(false);
            log.flusher().doWork();
            assertEquals(List.of(300L, 240L), times);
            assertEquals(240, flushTimes.lastNs());
            assertEquals(300, flushTimes.maxNs());
            assertEquals(1, flushTimes.slowCount());
            assertEquals(0, flushTimes.oldestAgeNs());
            assertFalse(flushTimes.isSlow());
            assertEquals(0, log.flusher().writesInFlight());
        }
    }

    @Test
    void countsWhatIsPrepared()
    {
        try (DurableLog log = open())
        {
            for (int i = 0; i < 1_000; i++)
            {
                nowNs += 1_000_000;
                log.preparer().doWork();
            }
            assertEquals(3, log.preparer().preparedCount(), "one handed over, one to come, one in reserve");
        }
    }

    private DurableLog open()
    {
        return DurableLog.open(new LogContext()
            .directory(Path.of("/memory"))
            .blockIo(io)
            .segmentLength(64 * PAGE)
            .slabLength(64 * PAGE)
            .maxWriteLength(PAGE)
            .preparedSegments(1)
            .slowWriteThresholdNs(250)
            .flushTimeConsumer(times::add)
            .nanoClock(() -> nowNs));
    }

    private void writePage(final DurableLog log)
    {
        assertTrue(log.assembler().append(message, 0, message.capacity(), PageAssembler.WHOLE, -1) > 0);
        log.assembler().seal();
        log.flusher().doWork();
    }
}
