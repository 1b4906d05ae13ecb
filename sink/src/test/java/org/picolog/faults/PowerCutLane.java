/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.picolog.io.WriteDurability;
import org.picolog.log.DamagedLogException;
import org.picolog.log.DurableLog;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Writes a log on a disk that keeps a journal, cuts the power at points of the journal, and goes on from one of them.
 * One of several that do so at the same time; one thread.
 */
final class PowerCutLane
{
    private static final int DISK_LENGTH = 48 << 20;
    private static final int SEGMENT_LENGTH = 32 * 4096;
    private static final int MAX_MESSAGE_LENGTH = 10_000;
    private static final int SESSION_ENTRIES = 600;
    private static final int RETAINED = 8;

    /**
     * Each leaves another part of what was not flushed.
     */
    static final int CUTS_OF_A_SLOW_ENTRY = 4;

    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(3);

    /**
     * What is done while the disk keeps its journal.
     */
    interface Scenario
    {
        /**
         * Do it.
         *
         * @param disk that the log is on.
         * @param load that writes it.
         * @return entry of the disk's journal from which on the power may be cut.
         */
        int run(JournaledDisk disk, Load load);
    }

    private final Messages messages = new Messages(MAX_MESSAGE_LENGTH);

    private final FileSystemKind kind;
    private final Path directory;
    private final WriteDurability durability;
    private final Random random;
    private byte[] base;
    private long writers;
    private int cuts;
    private int cutsWithCache;
    private int cutsWhileSlow;
    private int cutsWithoutZeros;
    private int firstCut;
    private int retained = RETAINED;
    private int sessions;
    private long entries;
    private volatile History present = new History(messages, false);
    private volatile Load load;
    private volatile boolean isStopped;

    /**
     * Construct.
     *
     * @param kind       of file system.
     * @param directory  for mount points, of this lane alone.
     * @param durability of the log's writes.
     * @param base       image of a new file system.
     * @param random     of this lane alone.
     */
    PowerCutLane(
        final FileSystemKind kind,
        final Path directory,
        final WriteDurability durability,
        final byte[] base,
        final Random random)
    {
        this.kind = kind;
        this.directory = directory;
        this.durability = durability;
        this.base = base;
        this.random = random;
    }

    /**
     * An image of a new file system.
     */
    static byte[] newFileSystem(final FileSystemKind kind, final Path directory) throws IOException
    {
        return newFileSystem(kind, directory, DISK_LENGTH);
    }

    static byte[] newFileSystem(final FileSystemKind kind, final Path directory, final int length) throws IOException
    {
        final Path file = directory.resolve("base.image");
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw"))
        {
            image.setLength(length);
        }
        kind.make(file);
        final byte[] content = Files.readAllBytes(file);
        Files.delete(file);
        return content;
    }

    /**
     * Cut the power, anywhere.
     *
     * @param wanted how often.
     * @param stride once for how many entries of the journal, on average.
     * @throws DataLost       if what was acknowledged is not there.
     * @throws AssertionError if anything else is not as it must be.
     */
    void run(final int wanted, final int stride)
    {
        run(PowerCutLane::fillJournal, wanted, stride);
    }

    /**
     * Cut the power in as many sessions as it takes.
     *
     * @param scenario of each.
     * @param wanted   how often.
     * @param stride   once for how many entries of the journal, on average.
     */
    void run(final Scenario scenario, final int wanted, final int stride)
    {
        while (cuts < wanted && !isStopped)
        {
            cutAll(write(scenario), wanted, stride);
        }
    }

    /**
     * One session, then cuts until there are enough or its journal ends; some before each entry that was delayed.
     *
     * @param scenario to run on the log.
     * @param wanted   how many cuts, but for those.
     * @param stride   once for how many entries of the journal, on average.
     */
    void runOnce(final Scenario scenario, final int wanted, final int stride)
    {
        cutAll(write(scenario), cuts - cutsWhileSlow + wanted, stride);
    }

    /**
     * Nothing is purged: no file is used again, and under load the new ones are used without being filled with zeros.
     */
    void keepAll()
    {
        retained = Integer.MAX_VALUE;
    }

    /**
     * Be done with the present cut. Any thread.
     */
    void stop()
    {
        isStopped = true;
    }

    int cuts()
    {
        return cuts;
    }

    /**
     * Cuts with something in the disk's cache.
     */
    int cutsWithCache()
    {
        return cutsWithCache;
    }

    /**
     * Cuts while the disk took its time for the next entry.
     */
    int cutsWhileSlow()
    {
        return cutsWhileSlow;
    }

    /**
     * Cuts that left acknowledged messages in a segment which has blocks that were never written.
     */
    int cutsWithoutZeros()
    {
        return cutsWithoutZeros;
    }

    int sessions()
    {
        return sessions;
    }

    /**
     * How much of the disk's journals was gone through.
     */
    long entries()
    {
        return entries;
    }

    long acknowledged()
    {
        return present.acknowledged();
    }

    /**
     * How many messages were given up for purging.
     */
    long purged()
    {
        return present.retainedFrom() - 1;
    }

    /**
     * Write a log.
     */
    private List<JournaledDisk.Entry> write(final Scenario scenario)
    {
        final JournaledDisk disk = new JournaledDisk(base.clone(), this::observe);
        try (FuseServer server = new FuseServer(disk, directory.resolve("fuse"));
            MountedDisk mounted = new MountedDisk(kind, server.file(), directory.resolve("mounted"), true))
        {
            mounted.mount();
            try (Load opened = Load.open(messages, context(mounted).durability(durability), ++writers, retained))
            {
                present.begin(writers, opened.first());
                load = opened;
                firstCut = scenario.run(disk, opened);
            }
            present = observe();
            load = null;
        }
        sessions++;

        return disk.take();
    }

    /**
     * Full load, with cuts from the opening of the log on.
     */
    static int fillJournal(final JournaledDisk disk, final Load load)
    {
        final long startNs = System.nanoTime();
        while (disk.size() < SESSION_ENTRIES)
        {
            assertTrue(EmbeddedLog.FAILED != load.step(), () -> "" + load.log().failure());
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "too slow");
        }
        return 0;
    }

    /**
     * Full load, with cuts only where there is something to lose.
     */
    static int fillJournalOfLoad(final JournaledDisk disk, final Load load)
    {
        final int first = disk.size();
        fillJournal(disk, load);
        return first;
    }

    /**
     * What must survive if the power goes now.
     */
    private History observe()
    {
        final History now = present.copy();
        final Load loaded = load;
        if (null != loaded)
        {
            // In this order: what is acknowledged was appended.
            final long acknowledged = loaded.acknowledged();
            now.advance(acknowledged, Long.MAX_VALUE);
            now.retainFrom(loaded.retainedFrom());
        }

        return now;
    }

    private void cutAll(final List<JournaledDisk.Entry> journal, final int wanted, final int stride)
    {
        final byte[] image = new byte[base.length];
        final PowerCut cut = new PowerCut(kind, base, image);
        final JournaledDisk disk = new JournaledDisk(image, null);
        // After all that was delayed.
        final int earliest = Math.max(firstCut, lastSlow(journal));
        final int last = journal.size() - 1 - random.nextInt(1 + (journal.size() - 1 - earliest) / 2);
        entries += last + 1;
        try (FuseServer server = new FuseServer(disk, directory.resolve("fuse")))
        {
            for (int i = 0; i <= last && !isStopped; i++)
            {
                final JournaledDisk.Entry next = journal.get(i);
                // The last one always: the next session begins there.
                final boolean isChosen =
                    i >= firstCut && cuts - cutsWhileSlow < wanted && 0 == random.nextInt(stride);
                if (last == i || next.isSlow() || isChosen)
                {
                    for (int again = next.isSlow() ? CUTS_OF_A_SLOW_ENTRY : 1; again > 0; again--)
                    {
                        cut.cut(random);
                        if (last == i)
                        {
                            base = image.clone();
                            present = next.history();
                        }
                        cuts++;
                        cutsWithCache += cut.cached() > 0 ? 1 : 0;
                        cutsWhileSlow += next.isSlow() ? 1 : 0;
                        check(server, next.history().copy(), i);
                        cut.undo(disk.take());
                    }
                }
                cut.advance(next);
            }
        }
    }

    private static int lastSlow(final List<JournaledDisk.Entry> journal)
    {
        int last = journal.size() - 1;
        while (last >= 0 && !journal.get(last).isSlow())
        {
            last--;
        }
        return last;
    }

    /**
     * Start the machine again.
     */
    private void check(final FuseServer server, final History history, final int entry)
    {
        try (MountedDisk mounted = new MountedDisk(kind, server.file(), directory.resolve("mounted"), true))
        {
            mounted.mount();
            final boolean isWithoutZeros =
                new SegmentFiles(mounted.logDirectory()).unwrittenWithMessages(history.acknowledged()) > 0;
            final long first;
            try (DurableLog log = DurableLog.open(context(mounted)))
            {
                first = log.assembler().nextSequence();
            }
            history.begin(Long.MAX_VALUE, first);
            history.check(mounted.logDirectory());
            cutsWithoutZeros += isWithoutZeros ? 1 : 0;
        }
        catch (final RuntimeException | AssertionError ex)
        {
            final String where =
                "session " + sessions + ", power cut before entry " + entry + " of the disk's journal";
            throw ex instanceof History.Loss || ex instanceof DamagedLogException ?
                new DataLost(where, ex) : new AssertionError(where, ex);
        }
    }

    private static LogContext context(final MountedDisk mounted)
    {
        return new LogContext()
            .directory(mounted.logDirectory())
            .segmentLength(SEGMENT_LENGTH)
            .slabLength(2 * SEGMENT_LENGTH)
            .maxWriteLength(SEGMENT_LENGTH / 4)
            .maxWritesInFlight(8)
            .preparedSegments(1);
    }

    /**
     * What was acknowledged is not there, or the log says that it is damaged: what must not happen, or must.
     */
    static final class DataLost extends AssertionError
    {
        private static final long serialVersionUID = 1L;

        DataLost(final String message, final Throwable cause)
        {
            super(message, cause);
        }
    }
}
