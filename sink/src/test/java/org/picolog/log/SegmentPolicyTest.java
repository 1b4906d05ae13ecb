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
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Where the next segment comes from, on a real disk: the file of a purged one first; zeros ahead of use; and if those
 * are not written in time, blocks that were never written, when writes to them last.
 */
@Timeout(60)
class SegmentPolicyTest
{
    private static final int PAGES = 512;
    private static final int PAGES_PER_COMMIT = 32;

    /**
     * Of the preparer, too few to write a segment of zeros.
     */
    private static final int STEPS = 4;
    private static final int LENGTH = 4_000;
    private static final String FRESH = "segment-fresh.plog.tmp";

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final BlockIo io = new LinuxBlockIo();
    private long appended;
    private long nowNs;

    @TempDir
    private Path directory;

    @Test
    void aSegmentThatIsNotReadyInTimeStandsInWithoutZeros()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            // The preparer gets a step for each segment: not enough for the zeros of one.
            for (int i = 0; i < 8; i++)
            {
                fill(log, 4);
            }
        }
        assertTrue(hasUnwritten(), "each was written with zeros");
        assertHoldsAll();
    }

    @Test
    void zerosAreNotWrittenWhileACommitWaitsForTheDevice()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            steps(log, 200);
            final int all = log.preparer().preparedCount();
            roll(log);
            append(log);
            log.assembler().seal();
            log.flusher().doWork();
            assertTrue(log.flusher().isWriting());
            steps(log, 200);
            assertTrue(log.preparer().preparedCount() < all);

            commit(log);
            steps(log, 200);
            assertEquals(all, log.preparer().preparedCount());
        }
        assertFalse(hasUnwritten(), "one was handed over without zeros");
        assertHoldsAll();
    }

    @Test
    void aLogAtRestWritesItsZerosToTheEndWithNoneAhead()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            for (int i = 0; i < 3; i++)
            {
                roll(log);
                // Hands over what is there, and prepares when nothing is being written.
                steps(log, 200);
            }
            assertFalse(hasUnwritten(), "one was handed over without zeros");
        }
    }

    @Test
    void whereWritesToNewBlocksDoNotLastTheZerosAreWaitedFor()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.DEVICE_ACCEPTED)))
        {
            log.flusher().start();
            for (int i = 0; i < 8; i++)
            {
                fill(log, 4);
            }
        }
        assertFalse(hasUnwritten(), "one was handed over without zeros");
        assertHoldsAll();
    }

    @Test
    void whatWasPreparedWithoutZerosIsNotAdoptedWhereItDoesNotLast()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            for (int i = 0; i < 4; i++)
            {
                fill(log, 4);
            }
        }
        assertTrue(hasUnwritten());

        // The last one is written in part only, as are those that were prepared and not used.
        final List<String> before = segments();
        before.removeIf((name) -> !hasUnwritten(LogFormat.segmentNumber(name)));
        assertFalse(before.isEmpty());
        try (DurableLog log = DurableLog.open(context(WriteDurability.DEVICE_ACCEPTED)))
        {
            final long begun = activated();
            segments().forEach((name) -> assertFalse(
                LogFormat.segmentNumber(name) >= begun && hasUnwritten(LogFormat.segmentNumber(name)),
                () -> name + " is adopted"));
            assertEquals(begun, activated(), "of " + log.logId());
        }
    }

    @Test
    void whatHasHolesIsNotUsedAgain()
    {
        try (BlockDirectory opened = io.openDirectory(directory);
            AlignedMemory memory = io.allocate(4096);
            BlockFile sparse = opened.create("sparse");
            BlockFile allocated = opened.create("allocated"))
        {
            sparse.write(64 * 4096, memory, 0, 4096);
            allocated.allocate(64 * 4096);
            assertTrue(sparse.hasHoles());
            assertFalse(allocated.hasHoles());
            assertTrue(allocated.hasUnwrittenBlocks());
            assertFalse(Segment.isOverwritable(sparse, WriteDurability.POWER_LOSS));
            assertTrue(Segment.isOverwritable(allocated, WriteDurability.POWER_LOSS));
            assertFalse(Segment.isOverwritable(allocated, WriteDurability.DEVICE_ACCEPTED));
        }
    }

    @Test
    void thePurgedFileIsUsedBeforeTheOneThatIsBeingWrittenWithZeros()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            steps(log, 200);
            final int all = log.preparer().preparedCount();
            roll(log);
            steps(log, 2);
            assertTrue(directory.resolve(FRESH).toFile().exists());
            assertTrue(log.preparer().preparedCount() < all);

            log.purgeBelow(activated());
            steps(log, STEPS);
            assertEquals(all, log.preparer().preparedCount());
            assertTrue(directory.resolve(FRESH).toFile().exists());
        }
        assertFalse(segments().contains(LogFormat.segmentName(0)));
    }

    @Test
    void aLogThatPurgesBeginsNoNewFilesInTheEnd()
    {
        try (DurableLog log = DurableLog.open(context(WriteDurability.POWER_LOSS)))
        {
            log.flusher().start();
            steps(log, 200);
            int fresh = 0;
            for (int i = 0; i < 30; i++)
            {
                roll(log);
                log.purgeBelow(activated() - 1);
                steps(log, 5);
                fresh += i >= 20 && directory.resolve(FRESH).toFile().exists() ? 1 : 0;
            }
            assertTrue(segments().size() <= 8, () -> "kept: " + segments());
            assertEquals(0, fresh, "times that a file was begun while purged ones were to be had");
        }
    }

    private void roll(final DurableLog log)
    {
        final long before = log.flusher().rollCount();
        while (log.flusher().rollCount() == before)
        {
            append(log);
        }
        commit(log);
    }

    private void steps(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            step(log);
        }
    }

    private LogContext context(final WriteDurability durability)
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(PAGES * 4096)
            .durability(durability)
            .nanoClock(() -> nowNs += 1_000)
            .blockIo(io);
    }

    private void step(final DurableLog log)
    {
        nowNs += 1_000_000_000L;
        log.preparer().doWork();
    }

    /**
     * Append a number of segments, with a step of the preparer only when there is no room.
     */
    private void fill(final DurableLog log, final int segments)
    {
        for (int i = 0; i < segments * (PAGES - 3); i++)
        {
            append(log);
        }
    }

    private void append(final DurableLog log)
    {
        message.putLong(0, appended + 1);
        while (!tryAppend(log))
        {
            // Until it is looked for completions again, the device is busy as far as the preparer knows.
            log.assembler().seal();
            log.flusher().doWork();
            steps(log, STEPS);
            commit(log);
        }
        appended++;
        if (0 == appended % PAGES_PER_COMMIT)
        {
            commit(log);
        }
    }

    private boolean tryAppend(final DurableLog log)
    {
        return PageAssembler.NO_ROOM != log.assembler().append(message, 0, LENGTH, PageAssembler.WHOLE, appended);
    }

    private void commit(final DurableLog log)
    {
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
            log.flusher().await(1_000_000_000L);
        }
    }

    private long activated()
    {
        try (BlockDirectory opened = io.openDirectory(directory))
        {
            return AnchorFile.read(io, opened).highestActivated();
        }
    }

    private boolean hasUnwritten()
    {
        return segments().stream().anyMatch((name) -> hasUnwritten(LogFormat.segmentNumber(name)));
    }

    private boolean hasUnwritten(final long number)
    {
        try (BlockDirectory opened = io.openDirectory(directory);
            BlockFile file = opened.open(LogFormat.segmentName(number), false))
        {
            return file.hasUnwrittenBlocks();
        }
    }

    private List<String> segments()
    {
        try (BlockDirectory opened = io.openDirectory(directory))
        {
            final List<String> names = new ArrayList<>(opened.list());
            names.removeIf((name) -> !LogFormat.isSegmentName(name));
            names.sort(null);
            return names;
        }
    }

    private void assertHoldsAll()
    {
        TestLog.assertCounts(directory, appended);
    }
}
