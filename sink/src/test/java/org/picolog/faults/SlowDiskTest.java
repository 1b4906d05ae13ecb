/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.WriteDurability;
import org.picolog.log.EmbeddedLog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A disk that stops for a while, in a write or in a flush. The log waits: nothing is acknowledged that a power cut
 * would take, nothing times out, who appends is told that there is no room, and afterwards all goes on as before.
 */
@Tag("faults")
class SlowDiskTest
{
    private static final long RATE_WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final int RATE_WINDOWS = 7;
    private static final long RATE_DEADLINE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int STALLS = 2;
    private static final int CUTS_WHILE_SLOW = STALLS * PowerCutLane.CUTS_OF_A_SLOW_ENTRY;
    private static final int CUTS = 4;
    private static final int STRIDE = 10;
    private static final int ENTRIES_AFTER = 60;

    @TempDir
    private Path tempDir;

    private long refusals;
    private long longestStallNs;
    private double rateBefore;
    private double rateAfter;

    @ParameterizedTest
    @EnumSource
    void waitsForItsWrites(final FileSystemKind kind) throws IOException
    {
        stall(kind, DiskOperation.WRITE);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForItsFlushes(final FileSystemKind kind) throws IOException
    {
        stall(kind, DiskOperation.FLUSH);
    }

    private void stall(final FileSystemKind kind, final DiskOperation operation) throws IOException
    {
        Faults.requireTurn(kind);
        Faults.requireFuse(kind);
        final Random random = new Random(Faults.seed("slow disk, " + kind));
        for (final int seconds : new int[]{ 1, 15 })
        {
            if (seconds <= Faults.count("delay.max", 1))
            {
                final PowerCutLane lane = new PowerCutLane(
                    kind, tempDir, WriteDurability.POWER_LOSS, PowerCutLane.newFileSystem(kind, tempDir), random);
                lane.runOnce((disk, load) -> slowDown(disk, load, operation, seconds), CUTS, STRIDE);
                System.out.printf(
                    "slow disk, %s: a %s of %d s, twice: %,.0f messages/s before, %,d refused meanwhile, nothing " +
                    "acknowledged for %.1f s, %,.0f messages/s after; %d power cuts in it and %d after lose nothing%n",
                    kind,
                    operation,
                    seconds,
                    rateBefore,
                    refusals,
                    longestStallNs / 1e9,
                    rateAfter,
                    lane.cutsWhileSlow(),
                    lane.cuts() - lane.cutsWhileSlow());
                assertEquals(CUTS_WHILE_SLOW, lane.cutsWhileSlow(), "cuts while the disk was slow");
            }
        }
    }

    /**
     * @return where in the journal the disk became slow.
     */
    private int slowDown(
        final JournaledDisk disk, final Load load, final DiskOperation operation, final int seconds)
    {
        load.unlimited();
        // The first one is for the compiler.
        rate(load);
        rateBefore = rate(load);
        refusals = load.refusals();
        longestStallNs = 0;
        final long delayNs = TimeUnit.SECONDS.toNanos(seconds);
        final int slowFrom = disk.size();
        disk.brake().slowDown(operation, delayNs, STALLS);
        final long deadlineNs = System.nanoTime() + 3 * delayNs + TimeUnit.MINUTES.toNanos(2);
        long acknowledged = load.acknowledged();
        long acknowledgedInLast = Long.MAX_VALUE;
        long advancedNs = System.nanoTime();
        while (Long.MAX_VALUE == acknowledgedInLast || acknowledged <= acknowledgedInLast)
        {
            step(load);
            final long nowNs = System.nanoTime();
            longestStallNs = Math.max(longestStallNs, nowNs - advancedNs);
            if (load.acknowledged() > acknowledged)
            {
                acknowledged = load.acknowledged();
                advancedNs = nowNs;
            }
            if (Long.MAX_VALUE == acknowledgedInLast && STALLS == disk.brake().delayed())
            {
                acknowledgedInLast = load.acknowledged();
            }
            assertTrue(nowNs - deadlineNs < 0, "the log does not go on");
        }
        refusals = load.refusals() - refusals;
        final int goesOnFrom = disk.size();
        while (disk.size() < goesOnFrom + ENTRIES_AFTER)
        {
            step(load);
            assertTrue(System.nanoTime() - deadlineNs < 0, "the disk does not go on");
        }
        // The rate is measured for as long as it takes.
        disk.endJournal();

        assertNull(load.log().failure());
        assertTrue(refusals > 0, "nobody was told that there is no room");
        assertTrue(longestStallNs > delayNs / 2, "nothing was slow");
        awaitRate(load);

        return slowFrom;
    }

    /**
     * At least half of what it was before, some time: the machine has other things to do.
     */
    private void awaitRate(final Load load)
    {
        final long startNs = System.nanoTime();
        do
        {
            rateAfter = rate(load);
            assertTrue(
                rateAfter >= rateBefore / 2 || System.nanoTime() - startNs < RATE_DEADLINE_NS,
                () -> rateAfter + " messages/s after, " + rateBefore + " before");
        }
        while (rateAfter < rateBefore / 2);
    }

    /**
     * The median of some short times.
     */
    private static double rate(final Load load)
    {
        return IntStream.range(0, RATE_WINDOWS)
            .mapToDouble((i) -> rateNow(load))
            .sorted()
            .skip(RATE_WINDOWS / 2)
            .findFirst().orElseThrow();
    }

    private static double rateNow(final Load load)
    {
        final long first = load.acknowledged();
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < RATE_WINDOW_NS || load.acknowledged() == first)
        {
            step(load);
            assertTrue(System.nanoTime() - startNs < TimeUnit.MINUTES.toNanos(2), "nothing is acknowledged any more");
        }
        return (load.acknowledged() - first) * 1e9 / (System.nanoTime() - startNs);
    }

    private static void step(final Load load)
    {
        assertTrue(EmbeddedLog.FAILED != load.step(), () -> "" + load.log().failure());
    }
}
