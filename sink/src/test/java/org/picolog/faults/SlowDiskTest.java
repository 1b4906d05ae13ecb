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
import org.picolog.faults.JournaledDisk.Operation;
import org.picolog.io.WriteDurability;
import org.picolog.log.EmbeddedLog;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;

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
    private static final int RATE_WINDOWS = 4;
    private static final int CUTS = 5;
    private static final int STRIDE = 40;

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
        stall(kind, Operation.WRITE);
    }

    @ParameterizedTest
    @EnumSource
    void waitsForItsFlushes(final FileSystemKind kind) throws IOException
    {
        stall(kind, Operation.FLUSH);
    }

    private void stall(final FileSystemKind kind, final Operation operation) throws IOException
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
                    "acknowledged for %.1f s, %,.0f messages/s after; %d power cuts in it lose nothing%n",
                    kind, operation, seconds, rateBefore, refusals, longestStallNs / 1e9, rateAfter, lane.cuts());
            }
        }
    }

    private void slowDown(
        final JournaledDisk disk, final Load load, final Operation operation, final int seconds)
    {
        load.unlimited();
        rateBefore = rate(load);
        refusals = load.refusals();
        longestStallNs = 0;
        final long delayNs = TimeUnit.SECONDS.toNanos(seconds);
        disk.slowDown(operation, delayNs, 2);
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
            if (Long.MAX_VALUE == acknowledgedInLast && 2 == disk.delayed())
            {
                acknowledgedInLast = load.acknowledged();
            }
            assertTrue(nowNs - deadlineNs < 0, "the log does not go on");
        }
        refusals = load.refusals() - refusals;
        rateAfter = rate(load);

        assertNull(load.log().failure());
        assertTrue(refusals > 0, "nobody was told that there is no room");
        assertTrue(longestStallNs > delayNs / 2, "nothing was slow");
        assertTrue(rateAfter > rateBefore / 10, () -> rateAfter + " messages/s after, " + rateBefore + " before");
    }

    /**
     * Of the fastest of some short times: the machine has other things to do.
     */
    private static double rate(final Load load)
    {
        double greatest = 0;
        for (int i = 0; i < RATE_WINDOWS; i++)
        {
            greatest = Math.max(greatest, rateNow(load));
        }
        return greatest;
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
