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

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Power cuts. A log is written on a file system whose disk journals every write and every flush, each with what was
 * acknowledged before it. Then the power is cut before an entry of the journal: a part of what was not flushed is left,
 * the file system is mounted, the log opened, read, and every byte compared. A session ends with a cut that the next
 * one begins from, so that recovery is cut off, too, and epochs follow one another.
 * <p> The control does the same without DSYNC, and must lose what was acknowledged: else this would prove nothing. The
 * log may also say that it is damaged; nothing else counts.
 */
@Tag("faults")
class PowerCutTest
{
    private static final int CONTROL_CUTS = 50;
    private static final int CONTROL_STRIDE = 7;
    private static final int CUTS_WITHOUT_ZEROS = 20;
    private static final int MAX_SESSIONS_WITHOUT_ZEROS = 10;

    @TempDir
    private Path tempDir;

    @ParameterizedTest
    @EnumSource
    void losesNothing(final FileSystemKind kind) throws Exception
    {
        Faults.requireFuse(kind);
        final int wanted = Faults.count("cuts", 20);
        final int laneCount = Faults.count("cuts.lanes", 2);
        final int stride = Faults.count("cuts.stride", 8);
        final long seed = Faults.seed("power cut, " + kind);
        final long startNs = System.nanoTime();
        final List<PowerCutLane> lanes = new ArrayList<>();
        for (int i = 0; i < laneCount; i++)
        {
            // Each has a file system of its own: xfs does not mount one and its copy at the same time.
            final byte[] base = PowerCutLane.newFileSystem(kind, tempDir);
            lanes.add(new PowerCutLane(
                kind, tempDir.resolve("lane-" + i), WriteDurability.POWER_LOSS, base, new Random(seed + i)));
        }
        runAll(lanes, (wanted + laneCount - 1) / laneCount, stride);

        System.out.printf(
            "power cut, %s: %,d cuts, %,d of them with unflushed writes, in %,d journal entries of %,d sessions; " +
            "%,d messages acknowledged, %,d of them purged, no other lost; %d s%n",
            kind,
            sum(lanes, PowerCutLane::cuts),
            sum(lanes, PowerCutLane::cutsWithCache),
            sum(lanes, PowerCutLane::entries),
            sum(lanes, PowerCutLane::sessions),
            sum(lanes, PowerCutLane::acknowledged),
            sum(lanes, PowerCutLane::purged),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
    }

    @ParameterizedTest
    @EnumSource
    void losesNothingInSegmentsWithoutZeros(final FileSystemKind kind) throws Exception
    {
        Faults.requireFuse(kind);
        final PowerCutLane lane = newLane(kind, WriteDurability.POWER_LOSS, "power cut without zeros");
        lane.keepAll();
        final int stride = Faults.count("cuts.stride", 8);
        final int wanted = Math.max(CUTS_WITHOUT_ZEROS, Faults.count("cuts", 20) / 10);
        lane.run(PowerCutLane::fillJournalOfLoad, wanted, stride);
        for (int more = 2; 0 == lane.cutsWithoutZeros() && more <= MAX_SESSIONS_WITHOUT_ZEROS; more++)
        {
            // The disk had a moment to spare.
            lane.run(PowerCutLane::fillJournalOfLoad, more * wanted, stride);
        }

        System.out.printf(
            "power cut without zeros, %s: %,d cuts in %,d sessions, %,d of them with acknowledged messages in a " +
            "segment that has blocks which were never written; %,d messages acknowledged, none lost%n",
            kind, lane.cuts(), lane.sessions(), lane.cutsWithoutZeros(), lane.acknowledged());
        assertTrue(lane.cutsWithoutZeros() > 0, "each segment in use was filled with zeros before");
    }

    @ParameterizedTest
    @EnumSource
    void controlWithoutDsyncLosesWhatWasAcknowledged(final FileSystemKind kind) throws Exception
    {
        Faults.requireFuse(kind);
        final PowerCutLane lane = newLane(kind, WriteDurability.DEVICE_ACCEPTED, "power cut without DSYNC");
        try
        {
            lane.run(PowerCutLane::fillJournalOfLoad, CONTROL_CUTS, CONTROL_STRIDE);
        }
        catch (final PowerCutLane.DataLost ex)
        {
            System.out.printf(
                "power cut without DSYNC, %s: lost after %d cuts, as it must: %s%n",
                kind, lane.cuts(), ex.getCause().getMessage().lines().findFirst().orElse(""));
            return;
        }
        throw new AssertionError("nothing was lost in " + CONTROL_CUTS + " cuts without DSYNC: this proves nothing");
    }

    private static void runAll(final List<PowerCutLane> lanes, final int wanted, final int stride) throws Exception
    {
        final ExecutorService executor = Executors.newFixedThreadPool(lanes.size());
        try
        {
            final List<Future<?>> runs = new ArrayList<>();
            lanes.forEach((lane) -> runs.add(executor.submit(() -> lane.run(wanted, stride))));
            for (final Future<?> run : runs)
            {
                run.get();
            }
        }
        catch (final ExecutionException ex)
        {
            throw new AssertionError("a power cut lost data", ex.getCause());
        }
        finally
        {
            // The others end with the cut that they are at, and unmount.
            lanes.forEach(PowerCutLane::stop);
            executor.shutdown();
            executor.awaitTermination(5, TimeUnit.MINUTES);
        }
    }

    private PowerCutLane newLane(final FileSystemKind kind, final WriteDurability durability, final String what)
        throws IOException
    {
        return new PowerCutLane(
            kind,
            tempDir.resolve("lane"),
            durability,
            PowerCutLane.newFileSystem(kind, tempDir),
            new Random(Faults.seed(what + ", " + kind)));
    }

    private static long sum(final List<PowerCutLane> lanes, final ToLongFunction<PowerCutLane> value)
    {
        return lanes.stream().mapToLong(value).sum();
    }
}
