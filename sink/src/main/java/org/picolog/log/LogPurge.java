/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Purges a log that nobody writes: the oldest segments, as far as a policy lets them go. Their files are deleted.
 * Broken off anywhere, the log is whole; what is left over goes with the next purge, or when the log is next opened.
 */
public final class LogPurge implements AutoCloseable
{
    /**
     * What was done, or would be.
     *
     * @param isDone        false if nothing was changed.
     * @param firstSegment  that the log had.
     * @param firstKept     segment that it has now, or would have.
     * @param firstSequence of the first message that ends in that segment.
     * @param fileNames     of the segments that go, oldest first.
     * @param bytes         that they have.
     * @param heldSegment   that was to go but is being read, as all after it; -1 for none.
     */
    public record Report(
        boolean isDone,
        long firstSegment,
        long firstKept,
        long firstSequence,
        List<String> fileNames,
        long bytes,
        long heldSegment)
    {
    }

    private final BlockIo io;
    private final BlockDirectory directory;
    private final BlockFile lock;
    private final AnchorFile anchorFile;

    private LogPurge(final BlockIo io, final Path path)
    {
        this.io = io;
        BlockFile lockFile = null;
        directory = io.openDirectoryForReading(path);
        try
        {
            // Before a lock is left in what is no log.
            AnchorFile.checkExists(directory);
            lockFile = directory.lock(LogFormat.LOCK_FILE, 0);
            // What an earlier process renamed or deleted is made durable before anything is concluded from it.
            directory.sync();
            anchorFile = AnchorFile.open(io, directory);
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.closeAll(lockFile, directory);
            throw ex;
        }
        lock = lockFile;
    }

    /**
     * Purge the log in a directory. Blocks.
     *
     * @param directory        of the log.
     * @param policy           that says what may go; its file of a consumer is not read here.
     * @param consumedSequence messages after this one stay; {@link Long#MAX_VALUE} if no consumer matters.
     * @param isDryRun         true to change nothing.
     * @return what was done, or would be.
     * @throws org.picolog.io.DirectoryLockedException if a writer has the log open, or a reader all of it.
     * @throws org.picolog.io.BlockIoException         if the directory or a file cannot be read or written.
     * @throws LogNotFoundException                    if there is no log in the directory.
     * @throws DamagedLogException                     if the log is damaged: what is gone is not known before a repair.
     * @throws UnsupportedLogException                 if the log was written by a newer version.
     */
    public static Report run(
        final Path directory, final RetentionPolicy policy, final long consumedSequence, final boolean isDryRun)
    {
        return run(
            new LinuxBlockIo(), directory, policy, consumedSequence, isDryRun, SystemEpochNanoClock.INSTANCE);
    }

    static Report run(
        final BlockIo io,
        final Path directory,
        final RetentionPolicy policy,
        final long consumedSequence,
        final boolean isDryRun,
        final EpochNanoClock clock)
    {
        try (LogPurge purge = new LogPurge(io, directory))
        {
            return purge.run(policy, consumedSequence, isDryRun, clock.nanoTime());
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(anchorFile, lock, directory);
    }

    private Report run(
        final RetentionPolicy policy, final long consumedSequence, final boolean isDryRun, final long nowNs)
    {
        final Anchor anchor = anchorFile.anchor();
        final long lastPage = Recovery.recover(io, directory, anchor).end().lastPage();
        final long keep = LogFormat.NULL_PAGE == lastPage ?
            anchor.firstRetained() :
            new Retention(io, directory, policy)
                .firstToKeep(anchor, anchor.segmentOf(lastPage), consumedSequence, nowNs);

        if (!isDryRun)
        {
            deleteLeftovers(anchor.firstRetained());
        }
        final Purger purger = new Purger(directory, anchorFile, null);
        final List<String> names = new ArrayList<>();
        long number = anchor.firstRetained();
        boolean isHeld = false;
        while (number < keep && !isHeld)
        {
            final String name = LogFormat.segmentName(number);
            final boolean isThere = directory.list().contains(name);
            isHeld = isDryRun ? isThere && isRead(name) : !purger.purgeOldest();
            if (!isHeld)
            {
                if (isThere)
                {
                    names.add(name);
                }
                number++;
            }
        }

        return new Report(
            !isDryRun,
            anchor.firstRetained(),
            number,
            firstSequence(number),
            names,
            names.size() * anchor.segmentLength(),
            isHeld ? number : Anchor.NO_SEGMENT);
    }

    /**
     * What a purge before this one did not come to delete.
     */
    private void deleteLeftovers(final long firstRetained)
    {
        boolean isChanged = false;
        for (final String name : directory.list())
        {
            if ((LogFormat.isSegmentName(name) || LogIndex.isIndexName(name)) &&
                LogFormat.segmentNumber(name) < firstRetained)
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

    private boolean isRead(final String name)
    {
        try (BlockFile file = directory.open(name, false))
        {
            return !file.tryLock(true);
        }
    }

    private long firstSequence(final long number)
    {
        final SegmentStart start = directory.list().contains(LogFormat.segmentName(number)) ?
            SegmentStart.read(io, directory, anchorFile.anchor(), number) : null;
        return null == start ? LogFormat.FIRST_SEQUENCE : start.firstSequence();
    }
}
