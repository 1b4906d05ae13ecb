/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.faults.DiskOperation;
import org.picolog.faults.SlowFileSystem;
import org.picolog.sink.ThreadingMode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A sink whose disk stands still, in a write or in a flush: the page ring fills, then the stream, then what the
 * sequencer retains. Each is back-pressure; nobody loses the other, nothing is acknowledged, and all goes on when the
 * disk does. More rounds, and both threading modes, with the property of {@link ProcessFaultsTest}.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.HOURS)
class SlowSinkTest
{
    private static final long LIVENESS_MS = 1_000;
    private static final int ROUNDS = Integer.getInteger("picolog.test.process.rounds", 1);
    private static final int TERM_LENGTH = 1024 * 1024;
    private static final String RATE = SequencerProcess.RATE + 10_000;
    private static final String SLOW_DISK = "take longer than picolog.log.slow.write.threshold";
    private static final int RATE_WINDOWS = 5;
    private static final long RATE_WINDOW_NS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long RATE_DEADLINE_NS = TimeUnit.MINUTES.toNanos(1);
    private static final int SLAB_AND_WINDOW = 4 * 1024 * 1024 + TERM_LENGTH / 2;

    /**
     * Property: for how long the disk stands still once the rings are full.
     */
    private static final long HOLD_MS = Long.getLong("picolog.test.process.hold.ms", LIVENESS_MS + 200);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = { "DEDICATED", "SHARED" })
    void aDiskThatStandsStillIsBackPressure(final ThreadingMode mode) throws Exception
    {
        if (ThreadingMode.SHARED == mode && 1 == ROUNDS)
        {
            Assumptions.abort("with more rounds only");
        }
        for (int i = 0; i < ROUNDS; i++)
        {
            run(Files.createDirectory(directory.resolve("round" + i)), mode);
        }
    }

    private static void run(final Path directory, final ThreadingMode mode) throws Exception
    {
        try (SlowFileSystem disk = SlowFileSystem.create(directory);
            ProcessRig rig = new ProcessRig(
                directory, disk.logDirectory(), mode, LIVENESS_MS, TERM_LENGTH))
        {
            rig.startDriver();
            rig.startSink();
            rig.startSequencer(RATE);
            rig.awaitProgress();
            for (final DiskOperation held : DiskOperation.values())
            {
                stall(disk, rig, held, Ledger.BACK_PRESSURED);
            }

            // Less than the stream's window, which may fill the page ring alone: pages are padded.
            rig.startSequencer(RATE, SequencerProcess.RETAINED + 256 * 1024);
            rig.awaitProgress();
            for (final DiskOperation held : DiskOperation.values())
            {
                stall(disk, rig, held, Ledger.RETAINED_FULL);
            }

            // Killed while its disk stands still: the next one waits for the lock until the writes are over.
            disk.hold(DiskOperation.WRITE);
            rig.await("a write", disk::isHolding);
            rig.killSink();
            disk.release();
            rig.startSink();
            rig.awaitProgress();
            assertTrue(rig.finish() > 0);
        }
    }

    private static void stall(
        final SlowFileSystem disk, final ProcessRig rig, final DiskOperation held, final int answer)
    {
        final int slot = rig.slot();
        final long disconnected = rig.ledger().get(slot, Ledger.DISCONNECTED);
        final double rateBefore = rate(rig, slot);
        final long committedBefore = rig.ledger().get(slot, Ledger.COMMITTED);
        final long before = rig.ledger().get(slot, answer);
        final String what = held + " held, " + (Ledger.BACK_PRESSURED == answer ? "back-pressured" : "retained full");
        disk.hold(held);
        final long heldNs;
        final long committed;
        try
        {
            rig.await("no room", () -> rig.ledger().get(slot, answer) > before + 1_000);
            assertTrue(disk.isHolding(), what);
            committed = rig.ledger().get(slot, Ledger.COMMITTED);
            heldNs = standStill(rig, slot, committed, what);
            assertTrue(disk.isHolding(), what);
        }
        finally
        {
            // A process that waits for the disk cannot be killed.
            disk.release();
        }
        final long accepted = rig.ledger().get(slot, Ledger.ACCEPTED);
        if (Ledger.BACK_PRESSURED == answer)
        {
            long length = 0;
            for (long i = committedBefore + 1; i <= accepted; i++)
            {
                length += Content.length(Content.author(slot, false), i);
            }
            assertTrue(length > SLAB_AND_WINDOW / 2, "so little fills the rings: " + length);
        }
        rig.awaitProgress();
        final double rateAfter = awaitRate(rig, slot, rateBefore, what);
        assertEquals(disconnected, rig.ledger().get(slot, Ledger.DISCONNECTED), "they lost each other: " + what);
        // That the disk is slow is all that the sink has to say.
        assertTrue(rig.sink().output().lines().allMatch((line) -> line.contains(SLOW_DISK)), rig.sink().output());
        System.out.printf(
            "slow sink: %s: nothing acknowledged in %.1f s; %,.0f messages/s before, %,.0f after%n",
            what, heldNs / 1e9, rateBefore, rateAfter);
    }

    /**
     * @return for how long nothing was acknowledged.
     */
    private static long standStill(final ProcessRig rig, final int slot, final long committed, final String what)
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(HOLD_MS))
        {
            assertEquals(
                committed, rig.ledger().get(slot, Ledger.COMMITTED), "acknowledged, and nothing is durable: " + what);
            LockSupport.parkNanos(1_000_000);
        }

        return System.nanoTime() - startNs;
    }

    /**
     * At least half of what it was before, some time: the machine has other things to do.
     */
    private static double awaitRate(final ProcessRig rig, final int slot, final double before, final String what)
    {
        final long startNs = System.nanoTime();
        while (true)
        {
            final double after = rate(rig, slot);
            if (after >= before / 2)
            {
                return after;
            }
            assertTrue(
                System.nanoTime() - startNs < RATE_DEADLINE_NS,
                () -> what + ": " + after + " messages/s after, " + before + " before");
        }
    }

    /**
     * Of commits: the median of some short times.
     */
    private static double rate(final ProcessRig rig, final int slot)
    {
        return IntStream.range(0, RATE_WINDOWS)
            .mapToDouble((i) -> rateNow(rig, slot))
            .sorted()
            .skip(RATE_WINDOWS / 2)
            .findFirst().orElseThrow();
    }

    private static double rateNow(final ProcessRig rig, final int slot)
    {
        final long first = rig.ledger().get(slot, Ledger.COMMITTED);
        final long startNs = System.nanoTime();
        rig.await(
            "commits",
            () -> System.nanoTime() - startNs >= RATE_WINDOW_NS && rig.ledger().get(slot, Ledger.COMMITTED) > first);

        return (rig.ledger().get(slot, Ledger.COMMITTED) - first) * 1e9 / (System.nanoTime() - startNs);
    }
}
