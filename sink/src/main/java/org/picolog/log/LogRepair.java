/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.SystemEpochNanoClock;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * Ends a damaged log before the first page that is gone, so that it can be opened again. What follows that page is kept
 * aside and no longer part of the log. An explicit act: it gives up acknowledged data, and says which.
 */
public final class LogRepair
{
    static final String KEPT_SUFFIX = ".damaged-";
    private static final long LOCK_TIMEOUT_NS = 1_000_000_000L;
    private static final int COPY_LENGTH = 1024 * 1024;

    private LogRepair()
    {
    }

    /**
     * Say what {@link #repair(Path, LogVerifier.Progress)} would do, changing nothing. Blocks. No writer may have the
     * log open.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what would be done.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read, or a writer has the log open.
     * @throws LogException                    if the log cannot be repaired, or is of a newer version.
     */
    public static LogRepairReport dryRun(final Path directory, final LogVerifier.Progress progress)
    {
        return run(contextOf(directory), progress, true);
    }

    /**
     * Repair the log in a directory. Blocks. No writer may have the log open. May be broken off at any point and done
     * again.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what was done.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read or written, or a writer has the log open.
     * @throws LogException                    if the log cannot be repaired, or is of a newer version.
     */
    public static LogRepairReport repair(final Path directory, final LogVerifier.Progress progress)
    {
        return run(contextOf(directory), progress, false);
    }

    private static LogContext contextOf(final Path directory)
    {
        return new LogContext()
            .blockIo(new LinuxBlockIo())
            .directory(directory)
            .epochNanoClock(SystemEpochNanoClock.INSTANCE);
    }

    /**
     * @param ctx with the directory, how it is accessed, the time, and perhaps the salts; not concluded.
     */
    static LogRepairReport run(final LogContext ctx, final LogVerifier.Progress progress, final boolean isDryRun)
    {
        try (BlockDirectory opened = ctx.blockIo().openDirectory(ctx.directory()))
        {
            AnchorFile.checkExists(opened);
            final BlockFile lock = opened.lock(LogFormat.LOCK_FILE, LOCK_TIMEOUT_NS);
            try
            {
                opened.sync();
                return runLocked(ctx, opened, progress, isDryRun);
            }
            finally
            {
                lock.close();
            }
        }
    }

    private static LogRepairReport runLocked(
        final LogContext ctx,
        final BlockDirectory directory,
        final LogVerifier.Progress progress,
        final boolean isDryRun)
    {
        final BlockIo io = ctx.blockIo();
        final Anchor anchor = AnchorFile.read(io, directory);
        final RecoveredLog recovered = Recovery.inspect(io, directory, anchor);
        try (LogWalk walk = new LogWalk(io, directory, anchor, recovered))
        {
            walk.run(progress);
            return new Repair(ctx, directory, anchor, recovered, walk).run(isDryRun);
        }
    }

    /**
     * One repair. Each step leaves either a log that is as damaged as before, so that a repair begins again, or one
     * that is repaired:
     * <ol>
     * <li>Delete what was prepared and never written to: nothing of the log is in it.</li>
     * <li>Copy the segment that the log is to end in aside. It stays as it is: the cut hides what follows in it.</li>
     * <li>Prepare a segment beyond all others, and have the anchor name it.</li>
     * <li>Write its OPEN page, which records the cut. From here on the log is repaired: the segments between are no
     * part of it.</li>
     * <li>Rename those, the last one first. If this is broken off, the next repair goes on with it, which a copy or a
     * renamed file tells it to.</li>
     * </ol>
     */
    private static final class Repair
    {
        private final BlockIo io;
        private final BlockDirectory directory;
        private final LogContext ctx;
        private final Anchor anchor;
        private final RecoveredLog recovered;
        private final LogWalk walk;
        private final LogVerification verification;
        private final List<LogRepairReport.KeptFile> kept = new ArrayList<>();
        private final List<String> unused = new ArrayList<>();
        private final String suffix;

        Repair(
            final LogContext ctx,
            final BlockDirectory directory,
            final Anchor anchor,
            final RecoveredLog recovered,
            final LogWalk walk)
        {
            this.ctx = ctx;
            io = ctx.blockIo();
            suffix = KEPT_SUFFIX + ctx.epochNanoClock().nanoTime();
            this.directory = directory;
            this.anchor = anchor;
            this.recovered = recovered;
            this.walk = walk;
            verification = walk.result(directory.path());
        }

        LogRepairReport run(final boolean isDryRun)
        {
            final boolean isNeeded = LogVerification.Verdict.DAMAGED == verification.verdict();
            if (isNeeded)
            {
                plan();
                if (!isDryRun)
                {
                    repair();
                }
            }
            else if (directory.list().stream().anyMatch((name) -> name.contains(KEPT_SUFFIX)))
            {
                planRest();
                if (!isDryRun)
                {
                    keepAside();
                }
            }

            return report(isNeeded, !isDryRun && (isNeeded || !kept.isEmpty()));
        }

        private void plan()
        {
            final long lastPage = end().lastPage();
            final long lastLive = LogFormat.NULL_PAGE == lastPage ? Anchor.NO_SEGMENT : anchor.segmentOf(lastPage);
            final boolean isCutInside = anchor.segmentOf(walk.cutPage()) == lastLive;
            try (SegmentReader reader = new SegmentReader(io, directory, anchor))
            {
                reader.passOverUnreadable((unreadable) -> { });
                for (final String name : directory.list())
                {
                    final long number = LogFormat.isSegmentName(name) ? LogFormat.segmentNumber(name) : -1;
                    if (number > lastLive && isUnused(reader, number))
                    {
                        unused.add(name);
                    }
                    else if (number > lastLive || number >= 0 && number == lastLive && isCutInside)
                    {
                        kept.add(new LogRepairReport.KeptFile(name, name + suffix, number == lastLive, List.of()));
                    }
                }
            }
        }

        /**
         * Was it prepared for this log and never written to? One that the anchor names may have been.
         */
        private boolean isUnused(final SegmentReader reader, final long number)
        {
            if (number <= anchor.highestActivated() || null != reader.tryOpen(number, false))
            {
                return false;
            }

            for (long page = reader.openPage(); page < reader.endPage(); page++)
            {
                if (!reader.load(page).isUnwritten())
                {
                    return false;
                }
            }

            return true;
        }

        /**
         * What an earlier repair did not come to: segments in front of the last live one that the chain skips.
         */
        private void planRest()
        {
            final LongHashSet live = new LongHashSet();
            walk.extents().forEach((extent) -> live.add(extent.segmentNumber()));
            for (final String name : directory.list())
            {
                if (LogFormat.isSegmentName(name) &&
                    LogFormat.segmentNumber(name) < recovered.firstOrphan() &&
                    !live.contains(LogFormat.segmentNumber(name)))
                {
                    kept.add(new LogRepairReport.KeptFile(name, name + suffix, false, List.of()));
                }
            }
        }

        private void repair()
        {
            directory.list().stream()
                .filter((name) -> name.endsWith(LogFormat.TEMPORARY_SUFFIX) || unused.contains(name))
                .forEach(directory::delete);
            kept.replaceAll((file) -> file.isCopy() ? copy(file) : file);
            // What the last writer published may be of a page that is gone; and this may be broken off.
            publish(LogFormat.NULL_PAGE);
            beginEpoch();
            keepAside();
        }

        private LogRepairReport.KeptFile copy(final LogRepairReport.KeptFile file)
        {
            final String temporary = file.keptAs() + LogFormat.TEMPORARY_SUFFIX;
            final List<Long> unreadable = new ArrayList<>();
            try (BlockFile from = directory.open(file.name(), false);
                BlockFile to = directory.create(temporary);
                AlignedMemory memory = io.allocate((int)Math.min(COPY_LENGTH, anchor.segmentLength())))
            {
                to.allocate(anchor.segmentLength());
                int length = 0;
                for (long position = 0; position < anchor.segmentLength(); position += length)
                {
                    length = (int)Math.min(memory.buffer().capacity(), anchor.segmentLength() - position);
                    if (!isRead(from, position, memory, 0, length))
                    {
                        readPages(from, position, memory, length, unreadable);
                    }
                    to.write(position, memory, 0, length);
                }
                to.sync();
            }
            directory.rename(temporary, file.keptAs());
            directory.sync();

            return new LogRepairReport.KeptFile(file.name(), file.keptAs(), true, List.copyOf(unreadable));
        }

        /**
         * Each page alone; zeros for one that the device does not read.
         */
        private static void readPages(
            final BlockFile from,
            final long position,
            final AlignedMemory memory,
            final int length,
            final List<Long> unreadable)
        {
            for (int offset = 0; offset < length; offset += LogFormat.PAGE_SIZE)
            {
                if (!isRead(from, position + offset, memory, offset, LogFormat.PAGE_SIZE))
                {
                    memory.buffer().setMemory(offset, LogFormat.PAGE_SIZE, (byte)0);
                    unreadable.add(position + offset);
                }
            }
        }

        private static boolean isRead(
            final BlockFile from, final long position, final AlignedMemory memory, final int offset, final int length)
        {
            try
            {
                RepeatedRead.readPersistently(from, position, memory, offset, length);
                return true;
            }
            catch (final BlockIoException ex)
            {
                if (!RepeatedRead.isOfPlace(ex))
                {
                    throw ex;
                }
                return false;
            }
        }

        private void beginEpoch()
        {
            final long number = Math.max(anchor.highestActivated(), recovered.lastTouched());
            final long lastNumber = directory.list().stream()
                .filter(LogFormat::isSegmentName).mapToLong(LogFormat::segmentNumber).reduce(number, Math::max);
            ctx.segmentLength((int)anchor.segmentLength()).conclude();

            final Queue<Segment> queue = new ArrayDeque<>();
            try (AnchorFile anchorFile = AnchorFile.open(io, directory);
                SegmentPreparer preparer = new SegmentPreparer(
                    io, directory, anchorFile, queue, queue, end().epoch(), lastNumber + 1, ctx);
                AlignedMemory slab = io.allocate(LogFormat.PAGE_SIZE))
            {
                final Segment first = preparer.takeFirst();
                try (BlockFile file = first.file())
                {
                    final PageAssembler assembler =
                        new PageAssembler(new PageRing(slab), queue, new ArrayDeque<>(), end(), ctx);
                    assembler.begin(first, walk.cutPage());
                    file.write(first.filePosition(first.openPage()), slab, 0, LogFormat.PAGE_SIZE);
                    file.sync();
                }
                publish(first.openPage());
            }
        }

        private void publish(final long lastPage)
        {
            try (PublishedMark mark = PublishedMark.openForWriting(directory))
            {
                mark.lastPage(lastPage);
            }
        }

        private LogPosition end()
        {
            return walk.cut();
        }

        private void keepAside()
        {
            for (int i = kept.size() - 1; i >= 0; i--)
            {
                final LogRepairReport.KeptFile file = kept.get(i);
                if (!file.isCopy())
                {
                    directory.rename(file.name(), file.keptAs());
                }
            }
            directory.sync();
        }

        private LogRepairReport report(final boolean isNeeded, final boolean isDone)
        {
            final long next = isNeeded ? end().nextSequence() : recovered.end().nextSequence();
            return new LogRepairReport(
                verification,
                isNeeded,
                isDone,
                isNeeded ? verification.findings().get(0) : null,
                next - 1,
                next,
                Math.max(next - 1, walk.greatestSequence()),
                walk.isLastThere(),
                recovered.end().epoch(),
                List.copyOf(kept));
        }
    }
}
