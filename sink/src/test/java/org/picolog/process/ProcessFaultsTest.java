/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.io.ChildJvm;
import org.picolog.sink.ThreadingMode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Processes that die, or stop for longer than others wait for them, under load. Each kind of fault once, in an order
 * that a seed decides; {@code -Dpicolog.test.process.rounds=N} has N rounds, {@code -Dpicolog.test.seed=S} repeats one.
 */
class ProcessFaultsTest
{
    private enum Fault
    {
        KILL_SINK,
        KILL_SEQUENCER,
        KILL_BOTH,
        KILL_DRIVER,
        STOP_SINK,
        STOP_SEQUENCER,
        STOP_DRIVER,
        NEW_LEADER_WHILE_THE_OLD_ONE_SLEEPS,
        TWO_LEADERS_AT_ONCE
    }

    @TempDir
    private Path directory;
    private ProcessRig rig;
    private Random random;

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS)
    void acknowledgedIsInTheLogAndTheLogIsWhatLeadersPublished() throws Exception
    {
        final int rounds = Integer.getInteger("picolog.test.process.rounds", 1);
        long seed = Long.getLong("picolog.test.seed", System.nanoTime());
        for (int round = 0; round < rounds; round++, seed++)
        {
            run(seed);
        }
    }

    private void run(final long seed) throws Exception
    {
        random = new Random(seed);
        final ThreadingMode mode = random.nextBoolean() ? ThreadingMode.DEDICATED : ThreadingMode.SHARED;
        final List<Fault> faults = new ArrayList<>(Arrays.asList(Fault.values()));
        Collections.shuffle(faults, random);
        final String what = "-Dpicolog.test.seed=" + seed + " " + mode + " " + faults;
        final Path place = directory.resolve("seed" + seed);
        assertTrue(place.toFile().mkdir());
        try (ProcessRig newRig = new ProcessRig(place, mode))
        {
            rig = newRig;
            rig.startDriver();
            rig.startSink();
            rig.startSequencer();
            rig.awaitProgress();
            for (final Fault fault : faults)
            {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(300)));
                inject(fault);
                rig.awaitProgress();
            }
            assertTrue(rig.finish() > 0);
        }
        catch (final Throwable cause)
        {
            throw new AssertionError(what, cause);
        }
    }

    private void inject(final Fault fault) throws Exception
    {
        switch (fault)
        {
            case KILL_SINK -> {
                rig.killSink();
                rig.startSink();
            }
            case KILL_SEQUENCER -> {
                rig.killSequencer();
                rig.startSequencer();
            }
            case KILL_BOTH -> {
                rig.killSequencer();
                rig.killSink();
                rig.startSink();
                rig.startSequencer();
            }
            case KILL_DRIVER -> {
                rig.killDriver();
                rig.startDriver();
            }
            case STOP_SINK -> pause(rig.sink());
            case STOP_SEQUENCER -> pause(rig.leader());
            case STOP_DRIVER -> pause(rig.driver());
            case NEW_LEADER_WHILE_THE_OLD_ONE_SLEEPS -> {
                final ChildJvm old = rig.leader();
                final int oldSlot = rig.slot();
                rig.stop(old);
                rig.startSequencer();
                rig.awaitProgress();
                rig.goOn(old);
                awaitFenced(old, oldSlot);
            }
            case TWO_LEADERS_AT_ONCE -> {
                final ChildJvm old = rig.leader();
                final int oldSlot = rig.slot();
                rig.startSequencer();
                awaitFenced(old, oldSlot);
            }
            default -> throw new AssertionError(fault);
        }
    }

    private void awaitFenced(final ChildJvm old, final int oldSlot) throws Exception
    {
        rig.await("the old leader to be fenced", () -> 0 != rig.ledger().get(oldSlot, Ledger.FENCED));
        rig.await("the old leader to end", () -> 0 != rig.ledger().get(oldSlot, Ledger.DONE));
        assertEquals(rig.ledger().get(rig.slot(), Ledger.EPOCH), rig.ledger().get(oldSlot, Ledger.FENCED));
        old.awaitSuccess();
    }

    /**
     * For longer than anybody waits for it.
     */
    private void pause(final ChildJvm process) throws Exception
    {
        rig.stop(process);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(ProcessRig.LIVENESS_MS * 2 + random.nextInt(500)));
        rig.goOn(process);
    }
}
