/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.adapter.AdapterConfiguration;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.io.ChildJvm;
import org.picolog.log.LogReader;
import org.picolog.log.LogRepair;
import org.picolog.log.LogRepairReport;
import org.picolog.sink.ThreadingMode;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What else comes between a sequencer and its sink: a log that was damaged and repaired, the wrong log, others who
 * listen, acks that nobody reads, rings that fill, and messages of the greatest length. Each in an order that a seed
 * decides; the properties are those of {@link ProcessFaultsTest}.
 */
class ProcessScenariosTest
{
    private static final long LIVENESS_MS = 1_000;
    private static final int TERM_LENGTH = 1024 * 1024;
    private static final int LARGE_TERM_LENGTH = 128 * 1024 * 1024;
    private static final int PAGE = 4096;
    private static final int OPEN_PAGE = 2;
    private static final int MIN_PAGES = 16;
    private static final int CUTS = 1;
    private static final int MIN_LAG = 100_000;
    private static final int MIN_UNREAD = 24 * 1024;

    /**
     * Property: for how long a sequencer reads no acks.
     */
    private static final long DEAF_MS = Long.getLong("picolog.test.process.deaf.ms", 1_000);

    private enum Scenario
    {
        OTHER_LOG,
        REPAIR_WITH_A_SOURCE,
        REPAIR_WITH_A_RING,
        READER_AHEAD_OF_THE_DEAD_SINK,
        ACKS_UNREAD,
        IDLE_MONITOR,
        RETAINED_RING_FILLS
    }

    @TempDir
    private Path directory;
    private ProcessRig rig;
    private Random random;

    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS)
    void theSequencerIsToldTheTruth() throws Exception
    {
        repeat((place, mode) ->
        {
            final List<Scenario> scenarios = new ArrayList<>(Arrays.asList(Scenario.values()));
            Collections.shuffle(scenarios, random);
            start(place, mode, TERM_LENGTH);
            for (final Scenario scenario : scenarios)
            {
                run(scenario);
                rig.awaitProgress();
            }
            assertTrue(rig.finish() > 0);
        });
    }

    /**
     * Whoever publishes or takes them is killed somewhere inside.
     */
    @Test
    @Timeout(value = 10, unit = TimeUnit.HOURS)
    void messagesOfSixteenMegabytesAreWholeOrNotThere() throws Exception
    {
        repeat((place, mode) ->
        {
            start(place, mode, LARGE_TERM_LENGTH, SequencerProcess.LARGE, SequencerProcess.RATE + 20);
            for (int i = 0; i < CUTS; i++)
            {
                awaitLargeMessage();
                rig.killSequencer();
                rig.startSequencer(SequencerProcess.LARGE, SequencerProcess.RATE + 20);
                rig.awaitProgress();

                awaitLargeMessage();
                rig.killSink();
                rig.startSink();
                rig.awaitProgress();
            }
            assertTrue(rig.finish() > 0);
        });
    }

    private interface Round
    {
        void run(Path place, ThreadingMode mode) throws Exception;
    }

    private void repeat(final Round round) throws Exception
    {
        final int rounds = Integer.getInteger("picolog.test.process.rounds", 1);
        long seed = Long.getLong("picolog.test.seed", System.nanoTime());
        for (int i = 0; i < rounds; i++, seed++)
        {
            random = new Random(seed);
            final ThreadingMode mode = random.nextBoolean() ? ThreadingMode.DEDICATED : ThreadingMode.SHARED;
            final Path place = directory.resolve("seed" + seed);
            assertTrue(place.toFile().mkdir());
            try
            {
                round.run(place, mode);
            }
            catch (final Throwable cause)
            {
                throw new AssertionError("-Dpicolog.test.seed=" + seed + " " + mode, cause);
            }
            finally
            {
                rig.close();
            }
        }
    }

    private void start(final Path place, final ThreadingMode mode, final int termLength, final String... options)
        throws Exception
    {
        rig = new ProcessRig(place, place.resolve("log"), mode, LIVENESS_MS, termLength);
        rig.startDriver();
        rig.startSink();
        rig.startSequencer(options);
        rig.awaitProgress();
    }

    private void run(final Scenario scenario) throws Exception
    {
        switch (scenario)
        {
            case OTHER_LOG -> startOnAnotherLog();
            case REPAIR_WITH_A_SOURCE -> {
                replaceSequencer(SequencerProcess.SOURCE, SequencerProcess.RATE + 3_000);
                final long left = repair();
                assertEquals(0, rig.ledger().get(rig.slot(), Ledger.LOST_FROM), "nothing is missing: it is supplied");
                assertTrue(left >= rig.ledger().get(rig.slot(), Ledger.FIRST) - 1, () -> "left " + left);
                replaceSequencer();
            }
            case REPAIR_WITH_A_RING -> {
                replaceSequencer(SequencerProcess.RATE + 3_000);
                final int slot = rig.slot();
                final long left = repair();
                rig.awaitContinued();
                assertEquals(left + 1, rig.ledger().get(slot, Ledger.LOST_FROM));
                assertTrue(rig.ledger().get(slot, Ledger.LOST_TO) >= rig.ledger().get(slot, Ledger.SEEN));
                assertEquals(left + 1, rig.ledger().get(rig.slot(), Ledger.FIRST));
            }
            case READER_AHEAD_OF_THE_DEAD_SINK -> killSinkBehindAReader();
            case ACKS_UNREAD -> leaveAcksUnread();
            case IDLE_MONITOR -> neglectTheMonitorStream();
            case RETAINED_RING_FILLS -> fillRetainedRing();
            default -> throw new AssertionError(scenario);
        }
    }

    /**
     * Nothing goes into the other log, and nothing of it counts.
     */
    private void startOnAnotherLog() throws Exception
    {
        final Path other = Files.createDirectory(directory.resolve("other" + System.nanoTime()));
        rig.killSink();
        rig.startSink(other);
        final int slot = rig.slot();
        rig.await("a refusal", () ->
            rig.ledger().get(slot, Ledger.REFUSED) == RefusalCode.OTHER_LOG.ordinal() + 1);
        final long committed = rig.ledger().get(slot, Ledger.COMMITTED);
        rig.killSink();
        rig.awaitSinkEnd();
        assertEquals(committed, rig.ledger().get(slot, Ledger.COMMITTED));
        try (LogReader reader = LogReader.open(other))
        {
            assertFalse(reader.next(), "something is in the other log");
        }
        rig.startSink();
    }

    /**
     * A page of what is acknowledged is gone. The sink does not open such a log; repaired, it does, and the sequencer
     * hears up to where it reaches.
     *
     * @return the last sequence that is left.
     */
    private long repair() throws Exception
    {
        final int slot = rig.slot();
        rig.expectLoss();
        do
        {
            // So that this sequencer's claim is in the log from the newest segment's beginning on.
            rig.killSink();
            rig.startSink();
            rig.awaitProgress();
            rig.awaitProgress();
            rig.killSink();
            rig.awaitSinkEnd();
        }
        while (!damage());
        rig.startSinkInVain("DamagedLogException");
        final LogRepairReport report = LogRepair.repair(rig.logDirectory(), (done, total) -> { });
        assertTrue(report.isDone(), report::toString);
        final long seen = rig.ledger().get(slot, Ledger.COMMITTED);
        final long left = report.lastKeptSequence();
        assertTrue(left < seen, () -> report + " acknowledged " + seen);
        rig.startSink();
        rig.await("the sequencer to be told", () -> 0 != rig.ledger().get(slot, Ledger.SEEN));
        assertEquals(seen, rig.ledger().get(slot, Ledger.SEEN));
        assertEquals(left, rig.ledger().get(slot, Ledger.LEFT));
        return left;
    }

    /**
     * Zero one of the pages of the newest segment, if it has enough of them.
     */
    private boolean damage() throws IOException
    {
        try (Stream<Path> files = Files.list(rig.logDirectory()))
        {
            final List<Path> segments = files
                .filter((file) -> file.getFileName().toString().matches("segment-.*\\.plog")).sorted().toList();
            for (int i = segments.size() - 1; i >= 0; i--)
            {
                try (RandomAccessFile file = new RandomAccessFile(segments.get(i).toFile(), "rwd"))
                {
                    int end = OPEN_PAGE;
                    file.seek((long)end * PAGE);
                    while (end * (long)PAGE < file.length() && 0 != file.readInt())
                    {
                        file.seek((long)++end * PAGE);
                    }
                    if (end > OPEN_PAGE)
                    {
                        final int count = end - OPEN_PAGE;
                        if (count >= MIN_PAGES)
                        {
                            return damage(file, (long)(OPEN_PAGE + 1 + random.nextInt(count / 2)) * PAGE);
                        }
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /**
     * Zero a page. What was in it may not have been acknowledged yet: then it is put back.
     */
    private boolean damage(final RandomAccessFile file, final long position) throws IOException
    {
        final byte[] page = new byte[PAGE];
        file.seek(position);
        file.readFully(page);
        file.seek(position);
        file.write(new byte[PAGE]);
        final LogRepairReport report = LogRepair.dryRun(rig.logDirectory(), (done, total) -> { });
        if (report.isNeeded() && report.lastKeptSequence() < rig.ledger().get(rig.slot(), Ledger.COMMITTED))
        {
            return true;
        }
        file.seek(position);
        file.write(page);
        return false;
    }

    /**
     * Another one reads the data too, and faster: the next sink joins where that one is.
     */
    private void killSinkBehindAReader() throws Exception
    {
        try (Onlookers onlookers = new Onlookers(rig.aeronDirectory(), LIVENESS_MS))
        {
            onlookers.readData();
            ProcessRig.signal(rig.sink(), "STOP");
            rig.await("the sink to fall behind",
                () -> onlookers.lag(AdapterConfiguration.STREAM_ID_DEFAULT) > MIN_LAG);
            rig.killSink();
            rig.startSink();
            rig.awaitProgress();
        }
    }

    /**
     * The publishing thread hangs, and its client lives: acks are published until there is no room, and the disk goes
     * on without them.
     */
    private void leaveAcksUnread() throws Exception
    {
        final int slot = rig.slot();
        try (Onlookers onlookers = new Onlookers(rig.aeronDirectory(), LIVENESS_MS))
        {
            onlookers.readAcks();
            final long full = rig.ledger().get(slot, Ledger.RETAINED_FULL);
            rig.ledger().set(slot, Ledger.DEAF, 1);
            final long startNs = System.nanoTime();
            rig.await("the retained ring to fill", () -> rig.ledger().get(slot, Ledger.RETAINED_FULL) > full + 1);
            final long accepted = rig.ledger().get(slot, Ledger.ACCEPTED);
            rig.await("all to be durable", () -> onlookers.committedSequence() >= accepted);
            while (System.nanoTime() - startNs < TimeUnit.MILLISECONDS.toNanos(DEAF_MS))
            {
                final long acks = onlookers.acks();
                rig.await("heartbeats", () -> onlookers.acks() > acks);
            }
            assertTrue(rig.ledger().get(slot, Ledger.COMMITTED) < accepted);
            rig.ledger().set(slot, Ledger.DEAF, 0);
            rig.await("the acks", () -> rig.ledger().get(slot, Ledger.COMMITTED) >= accepted);
        }
    }

    private void neglectTheMonitorStream() throws Exception
    {
        try (Onlookers onlookers = new Onlookers(rig.aeronDirectory(), LIVENESS_MS);
            AutoCloseable idle = onlookers.neglectAcks())
        {
            rig.await("the monitor stream to be full", () -> onlookers.unreadAcks() > MIN_UNREAD);
            rig.awaitProgress();
            rig.awaitProgress();
            assertTrue(onlookers.unreadAcks() > MIN_UNREAD, idle::toString);
        }
    }

    /**
     * Fewer bytes than Aeron lets be under way: it is the adapter that says that there is no room.
     */
    private void fillRetainedRing() throws Exception
    {
        replaceSequencer(SequencerProcess.RETAINED + 256 * 1024);
        final int slot = rig.slot();
        rig.stop(rig.sink());
        final long full = rig.ledger().get(slot, Ledger.RETAINED_FULL);
        rig.await("the retained ring to fill", () -> rig.ledger().get(slot, Ledger.RETAINED_FULL) > full + 100);
        rig.goOn(rig.sink());
        rig.awaitProgress();
        replaceSequencer();
    }

    private void replaceSequencer(final String... options) throws Exception
    {
        final ChildJvm old = rig.leader();
        final int oldSlot = rig.slot();
        rig.startSequencer(options);
        rig.await("the old leader to end", () -> 0 != rig.ledger().get(oldSlot, Ledger.DONE));
        old.awaitSuccess();
        rig.awaitProgress();
    }

    /**
     * Until one of the greatest length is being published, and a moment longer.
     */
    private void awaitLargeMessage()
    {
        final int slot = rig.slot();
        final long author = Content.author(slot, true);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        long sequence;
        do
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> rig.ledger().describe(slot));
            Thread.onSpinWait();
            sequence = rig.ledger().get(slot, Ledger.OFFERING);
        }
        while (0 == sequence || Content.length(author, sequence) < Content.MAX_LARGE_LENGTH);
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(random.nextInt(10_000)));
    }
}
