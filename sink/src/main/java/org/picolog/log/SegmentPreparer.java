/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.LangUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

/**
 * Prepares segments ahead of their use, off the flush path and as far as the device has time for it: a first write to
 * fresh blocks costs the file system several times what an overwrite does. Hands them over one by one, each after the
 * anchor names it; closes those that are filled, and purges.
 * <p>
 * Blocks on the disk, so it has a thread of its own whatever the threading of the rest.
 * <p>
 * A failure is final: nothing is prepared, handed over, indexed or purged after it. What an fsync could not make
 * durable, the next one would call durable all the same.
 */
public final class SegmentPreparer implements Agent, AutoCloseable
{
    private static final long NO_SPACE_RETRY_NS = 1_000_000_000L;
    private static final long WATCH_INTERVAL_NS = 1_000_000_000L;
    private static final int RESERVE = 1;
    private static final int PAUSE_FACTOR = 3;

    private final BlockIo io;
    private final BlockDirectory directory;
    private final AnchorFile anchorFile;
    private final Queue<Segment> ready;
    private final Queue<Segment> filled;
    private final ArrayDeque<Segment> pool = new ArrayDeque<>();
    private final SegmentPreparation preparation;
    private final NanoClock clock;
    private final LogContext ctx;
    private final long epoch;
    private final int depth;

    private final Purger purger;
    private FileWatch fileWatch;
    private RetentionTask retention;
    private FlushTimes flushTimes;
    private SlowWriteReport slowWriteReport;
    private long watchedNs;
    private long pauseUntilNs;
    private String inability;
    private Throwable failure;
    private volatile boolean isSpaceLow;
    private volatile int preparedCount;
    private volatile long purgeBelow;
    private long firstToKeep;

    SegmentPreparer(
        final BlockIo io,
        final BlockDirectory directory,
        final AnchorFile anchorFile,
        final Queue<Segment> ready,
        final Queue<Segment> filled,
        final long epoch,
        final long nextNumber,
        final LogContext ctx)
    {
        this.io = io;
        this.directory = directory;
        this.anchorFile = anchorFile;
        this.ready = ready;
        this.filled = filled;
        this.epoch = epoch;
        this.ctx = ctx;
        depth = ctx.preparedSegments();
        clock = ctx.nanoClock();
        pauseUntilNs = clock.nanoTime();
        watchedNs = pauseUntilNs;
        preparation = new SegmentPreparation(io, directory, anchorFile.anchor().logId(), nextNumber, ctx);
        purger = new Purger(directory, anchorFile, preparation);
    }

    @Override
    public String roleName()
    {
        return "picolog-preparer";
    }

    /**
     * One step: close what is filled, purge, hand over the next segment, and write the next piece of the one being
     * prepared. Blocks on the disk.
     *
     * @return an indication of work done, 0 when the pool is full or while pausing.
     * @throws BlockIoException when the disk fails, and on each call from then on; running out of space is not a
     *                          failure, see {@link #isSpaceLow()}.
     */
    @Override
    public int doWork()
    {
        if (null != failure)
        {
            LangUtil.rethrowUnchecked(failure);
        }

        try
        {
            return work();
        }
        catch (final BlockIoException ex)
        {
            final BlockIoException described = new BlockIoException(inability + ": " + ex.getMessage(), ex.errno());
            described.initCause(ex);
            failure = described;
            throw described;
        }
        catch (final RuntimeException | Error ex)
        {
            failure = ex;
            throw ex;
        }
    }

    private int work()
    {
        watch();
        int workCount = closeFilled();
        if (workCount > 0)
        {
            // One in, one out: so that a log that rolls many times a second uses the files of what it purges again.
            checkRetention();
        }
        // The last one stays back: a restart needs a segment to begin its epoch in, and there may be no space for it.
        if (ready.isEmpty() && pool.size() > RESERVE)
        {
            inability = "no further segment can be handed over";
            ready.add(take());
            workCount++;
        }

        workCount += purge();

        if (pool.size() < depth + RESERVE && mayStep())
        {
            inability = "no further segment can be prepared";
            step();
            workCount++;
        }
        preparedCount = ready.size() + pool.size();

        return workCount;
    }

    private void watch()
    {
        if (null != slowWriteReport)
        {
            slowWriteReport.check();
        }

        final long nowNs = clock.nanoTime();
        if (null != fileWatch && nowNs - watchedNs >= WATCH_INTERVAL_NS)
        {
            inability = "it is not known whether the files of the log are in their place";
            watchedNs = nowNs;
            fileWatch.check();
            checkRetention();
        }
    }

    private void checkRetention()
    {
        if (null != retention)
        {
            inability = "it is not known which segments are to be purged";
            firstToKeep = retention.firstToKeep(anchorFile.anchor());
        }
    }

    /**
     * Segments that are prepared and not in use yet. Any thread.
     *
     * @return their number, as of the last step.
     */
    public int preparedCount()
    {
        return preparedCount;
    }

    /**
     * Could the last attempt to prepare a segment not find the space? Any thread.
     *
     * @return true from the failed attempt on until one succeeds.
     */
    public boolean isSpaceLow()
    {
        return isSpaceLow;
    }

    /**
     * Is the device reported as slow? Any thread.
     *
     * @return true from a slow write on until there was none for some seconds.
     * @see LogConfiguration#SLOW_WRITE_THRESHOLD_PROP_NAME
     */
    public boolean isDeviceSlow()
    {
        return null != slowWriteReport && slowWriteReport.isReported();
    }

    /**
     * Ask for the segments below one to be purged, and their files to be used again. Done by and by, and not beyond a
     * segment that a reader holds. Any thread; does not block.
     *
     * @param segmentNumber of the first segment to keep; it must hold a durable page.
     */
    void purgeBelow(final long segmentNumber)
    {
        purgeBelow = segmentNumber;
    }

    /**
     * Look after the files from now on. Before the first segment is taken.
     */
    void watch(final FileWatch watch)
    {
        fileWatch = watch;
    }

    /**
     * Purge by a policy from now on.
     */
    void retain(final RetentionTask task)
    {
        retention = task;
    }

    /**
     * Look after the files a last time, unless something failed before. While they are open.
     *
     * @throws LogReplacedException if anything is not in its place.
     */
    void watchLast()
    {
        if (null == failure && null != fileWatch)
        {
            fileWatch.check();
        }
    }

    /**
     * The log is open, and its writes go before what is written here; slow ones are reported from now on.
     */
    void watch(final FlushTimes times)
    {
        flushTimes = times;
        slowWriteReport = new SlowWriteReport(times, ctx);
    }

    /**
     * Take over a segment that was prepared before the log was opened. Before anything else is prepared, in order.
     */
    void adopt(final Segment segment)
    {
        pool.add(segment);
        preparation.nextNumber(segment.number() + 1);
    }

    /**
     * A segment of a number to come cannot be used, and stays until another takes its name. Before anything is
     * prepared.
     */
    void replace(final String segmentName)
    {
        preparation.replace(segmentName);
    }

    /**
     * Have a segment for the beginning of an epoch, preparing it now if need be. Blocks.
     *
     * @throws BlockIoException when the disk fails or is full.
     */
    Segment takeFirst()
    {
        while (pool.isEmpty())
        {
            advance(false);
        }

        return take();
    }

    /**
     * Have a segment ready for the first roll, so that preparing one does not disturb the first commits. Blocks.
     * Without the space for it the log begins all the same.
     */
    void makeReady()
    {
        while (ready.isEmpty() && !isSpaceLow)
        {
            doWork();
        }
    }

    /**
     * Delete segments that the chain skips. What was in them does not exist.
     */
    void deleteOrphans(final long firstNumber, final long endNumber)
    {
        boolean isChanged = false;
        final List<String> names = directory.list();
        for (long number = firstNumber; number < endNumber; number++)
        {
            final String name = LogFormat.segmentName(number);
            if (names.contains(name))
            {
                directory.delete(name);
                isChanged = true;
            }
        }

        if (isChanged)
        {
            directory.sync();
        }
    }

    /**
     * Index what was filled last, close every file and free the memory, each whatever came of the others. Not on
     * another thread while one is in {@link #doWork()}. A segment half prepared is left under its temporary name, to be
     * deleted when the log is next opened.
     */
    @Override
    public void close()
    {
        Closing.closeAll(
            null == failure ? this::closeFilled : null,
            () -> Segment.closeAll(filled),
            () -> Segment.closeAll(ready),
            () -> Segment.closeAll(pool),
            preparation);
    }

    /**
     * The anchor names a segment before anything of it can be acknowledged.
     */
    private Segment take()
    {
        if (null != fileWatch)
        {
            fileWatch.use(pool.peek());
        }
        anchorFile.write(anchorFile.anchor().activated(pool.peek().number(), epoch));
        return pool.poll();
    }

    /**
     * Zeros are written while no commit waits for the device. When it never rests the pool runs dry, and what is handed
     * over then has none.
     */
    private boolean mayStep()
    {
        return clock.nanoTime() - pauseUntilNs >= 0 && (isDry() || !isBusy() || !preparation.isZeroing());
    }

    /**
     * Is something being made durable? Not before the log is open: who opens it waits for segments that serve well.
     */
    private boolean isBusy()
    {
        return null != flushTimes && flushTimes.isWriting();
    }

    /**
     * Is none ahead but the reserve?
     */
    private boolean isDry()
    {
        return ready.isEmpty() && pool.size() <= RESERVE;
    }

    private void step()
    {
        final long startNs = clock.nanoTime();
        try
        {
            advance(isBusy() && isDry());
            if (!ready.isEmpty())
            {
                // Nobody waits, nor will so soon: leave the device to the flusher most of the time.
                final long endNs = clock.nanoTime();
                pauseUntilNs = endNs + PAUSE_FACTOR * (endNs - startNs);
            }
        }
        catch (final BlockIoException ex)
        {
            checkNoSpace(ex);
            spaceIsLow();
            preparation.abandon();
            pauseUntilNs = clock.nanoTime() + NO_SPACE_RETRY_NS;
        }
    }

    private void advance(final boolean isUrgent)
    {
        final Segment segment = preparation.advance(isUrgent);
        if (null != segment)
        {
            isSpaceLow = false;
            pool.add(segment);
        }
    }

    /**
     * One that was asked for, or the policy lets go, but not one that is still to be closed.
     */
    private int purge()
    {
        final long number = purger.oldest();
        if (number >= Math.max(purgeBelow, firstToKeep) || null != fileWatch && number >= fileWatch.oldestInUse())
        {
            return 0;
        }

        inability = "segment " + number + " cannot be purged";
        if (!purger.purgeOldest())
        {
            return 0;
        }
        if (null != fileWatch)
        {
            fileWatch.purge(number);
        }
        return 1;
    }

    private int closeFilled()
    {
        int count = 0;
        for (Segment segment = filled.poll(); null != segment; segment = filled.poll())
        {
            inability = "segment " + segment.number() + ", which is full, cannot be closed";
            try (BlockFile file = segment.file())
            {
                if (null != fileWatch)
                {
                    fileWatch.fill(segment, file);
                }
            }
            inability = "the index of segment " + segment.number() + " cannot be written";
            writeIndex(segment);
            count++;
        }

        return count;
    }

    /**
     * An index is derived: for lack of space there is none, which holds nobody back.
     */
    private void writeIndex(final Segment segment)
    {
        try
        {
            LogIndex.of(anchorFile.anchor().logId(), segment).write(io, directory);
        }
        catch (final BlockIoException ex)
        {
            checkNoSpace(ex);
        }
    }

    private static void checkNoSpace(final BlockIoException ex)
    {
        if (Errno.ENOSPC != ex.errno() && Errno.EDQUOT != ex.errno())
        {
            throw ex;
        }
    }

    private void spaceIsLow()
    {
        if (!isSpaceLow)
        {
            ctx.report(new LogException(
                "no space for a further segment in " + directory.path() + ": messages are taken in until the " +
                "prepared ones are full, then publishers are held back until there is space. Free some; nothing is " +
                "lost"));
            // After the report: who sees the status finds it.
            isSpaceLow = true;
        }
    }
}
