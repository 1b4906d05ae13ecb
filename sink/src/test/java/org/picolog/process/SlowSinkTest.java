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
import org.picolog.faults.SlowFileSystem;
import org.picolog.sink.ThreadingMode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A sink whose disk stands still: the page ring fills, then the stream, then what the sequencer retains. Each is
 * back-pressure; nobody loses the other, and all goes on when the disk does. More rounds, and both threading modes,
 * with the property of {@link ProcessFaultsTest}.
 */
@Tag("faults")
@Timeout(value = 10, unit = TimeUnit.HOURS)
class SlowSinkTest
{
    private static final long LIVENESS_MS = 1_000;
    private static final int ROUNDS = Integer.getInteger("picolog.test.process.rounds", 1);
    private static final int TERM_LENGTH = 1024 * 1024;
    private static final String RATE = SequencerProcess.RATE + 10_000;
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
            stall(disk, rig, Ledger.BACK_PRESSURED);

            // Less than the stream's window, which may fill the page ring alone: pages are padded.
            rig.startSequencer(RATE, SequencerProcess.RETAINED + 256 * 1024);
            rig.awaitProgress();
            stall(disk, rig, Ledger.RETAINED_FULL);

            // Killed while its disk stands still: the next one waits for the lock until the writes are over.
            disk.hold(true);
            rig.await("a write", disk::isHolding);
            rig.killSink();
            disk.hold(false);
            rig.startSink();
            rig.awaitProgress();
            assertTrue(rig.finish() > 0);
        }
    }

    private static void stall(final SlowFileSystem disk, final ProcessRig rig, final int answer)
    {
        final int slot = rig.slot();
        final long disconnected = rig.ledger().get(slot, Ledger.DISCONNECTED);
        final long committedBefore = rig.ledger().get(slot, Ledger.COMMITTED);
        final long before = rig.ledger().get(slot, answer);
        disk.hold(true);
        try
        {
            rig.await("no room", () -> rig.ledger().get(slot, answer) > before + 1_000);
        }
        catch (final AssertionError ex)
        {
            // A process that waits for the disk cannot be killed.
            disk.hold(false);
            throw ex;
        }
        final long committed = rig.ledger().get(slot, Ledger.COMMITTED);
        final long accepted = rig.ledger().get(slot, Ledger.ACCEPTED);
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(HOLD_MS))
        {
            LockSupport.parkNanos(1_000_000);
        }
        assertEquals(committed, rig.ledger().get(slot, Ledger.COMMITTED), "acknowledged, and nothing was written");
        if (Ledger.BACK_PRESSURED == answer)
        {
            long length = 0;
            for (long i = committedBefore + 1; i <= accepted; i++)
            {
                length += Content.length(Content.author(slot, false), i);
            }
            assertTrue(length > SLAB_AND_WINDOW / 2, "so little fills the rings: " + length);
        }
        disk.hold(false);
        rig.awaitProgress();
        assertEquals(disconnected, rig.ledger().get(slot, Ledger.DISCONNECTED), "they lost each other");
    }
}
