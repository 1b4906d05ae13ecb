/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.collections.Long2ObjectHashMap;
import org.picolog.codecs.log.AnchorDecoder;
import org.picolog.codecs.log.OpenDecoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Describes a log from the outside, changing nothing: a few pages of each segment are read, not the records. Without a
 * writer it keeps one out meanwhile and looks where recovery would end the log; while a writer has the log open it
 * describes what is durable by the writer's published mark.
 */
public final class LogInspector implements AutoCloseable
{
    private static final int MAX_ATTEMPTS = 3;

    private final BlockIo io;
    private final BlockDirectory directory;
    private final List<LogSummary.Epoch> epochs = new ArrayList<>();
    private final Long2ObjectHashMap<LogChain.Extent> extents = new Long2ObjectHashMap<>();
    private final SharedLock lock;
    private final Anchor anchor;
    private final SegmentReader reader;

    private RecoveredLog recovered;
    private String finding = "";
    private boolean isChainWhole = true;
    private long lastLive = Anchor.NO_SEGMENT;

    private LogInspector(final BlockIo io, final Path path)
    {
        SharedLock sharedLock = null;
        this.io = io;
        directory = io.openDirectoryForReading(path);
        try
        {
            AnchorFile.checkExists(directory);
            sharedLock = SharedLock.tryTake(directory, 0);
            anchor = AnchorFile.read(io, directory);
            reader = new SegmentReader(io, directory, anchor);
            reader.passOverUnreadable((unreadable) -> { });
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.closeAll(sharedLock, directory);
            throw ex;
        }
        lock = sharedLock;
    }

    /**
     * Describe the log in a directory. Blocks.
     *
     * @param directory of the log.
     * @return what was found; damage is a result, as far as anything can be said.
     * @throws BlockIoException        if the directory or a file cannot be read.
     * @throws LogNotFoundException    if there is no log in the directory.
     * @throws DamagedLogException     if the anchor is unreadable.
     * @throws UnsupportedLogException if the log was written by a newer version.
     */
    public static LogSummary inspect(final Path directory)
    {
        return inspect(new LinuxBlockIo(), directory);
    }

    static LogSummary inspect(final BlockIo io, final Path directory)
    {
        for (int attempt = 1; true; attempt++)
        {
            try (LogInspector inspector = new LogInspector(io, directory))
            {
                return inspector.run();
            }
            catch (final LogPurgedException ex)
            {
                if (MAX_ATTEMPTS == attempt)
                {
                    throw ex;
                }
            }
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(reader, lock, directory);
    }

    private LogSummary run()
    {
        readChain();
        final List<LogSummary.Segment> segments = new ArrayList<>();
        for (final String name : directory.list())
        {
            if (LogFormat.isSegmentName(name))
            {
                segments.add(describe(LogFormat.segmentNumber(name), name));
            }
        }

        final int version = version();
        return new LogSummary(
            directory.path(),
            anchor.logId(),
            version >>> Short.SIZE,
            version & 0xFFFF,
            LogFormat.PAGE_SIZE,
            anchor.pagesPerSegment(),
            anchor.firstRetained(),
            anchor.highestActivated(),
            isLive(),
            isLive() ? directory.lockHolder(LogFormat.LOCK_FILE) : -1,
            null == recovered ? null : recovered.verdict(),
            null == recovered ? null : recovered.end().stream().publisher(),
            isDamaged() || segments.stream().anyMatch(this::isGone),
            finding,
            epochs,
            segments);
    }

    private boolean isLive()
    {
        return null == lock;
    }

    private void readChain()
    {
        try
        {
            final long lastPage = isLive() ? PublishedMark.read(directory) : recoveredPage();
            lastLive = LogFormat.NULL_PAGE == lastPage ? Anchor.NO_SEGMENT : anchor.segmentOf(lastPage);
            LogChain.read(reader, directory, anchor, lastPage, 0).forEach(
                (extent) -> extents.put(extent.segmentNumber(), extent));
        }
        catch (final DamagedLogException ex)
        {
            throwIfPurged(anchor.firstRetained());
            isChainWhole = false;
            finding = finding.isEmpty() ? ex.getMessage() : finding;
        }
        catch (final BlockIoException ex)
        {
            throwIfPurged(anchor.firstRetained());
            throw ex;
        }
    }

    /**
     * Segments may go while a writer has the log open; one that is locked here stays.
     */
    private void throwIfPurged(final long number)
    {
        if (isLive() && number >= anchor.firstRetained() &&
            (reader.isLockRefused() || AnchorFile.readLive(io, directory).firstRetained() > number))
        {
            throw new LogPurgedException("segments in " + directory.path() + " are purged faster than this can look");
        }
    }

    private long recoveredPage()
    {
        directory.sync();
        recovered = Recovery.inspect(io, directory, anchor);
        if (recovered.isDamaged())
        {
            finding = Recovery.describeDamage(directory, recovered);
        }
        else if (RecoveryVerdict.TORN_TAIL == recovered.verdict())
        {
            finding = "page " + recovered.cutPage() + " or one after it was being written when the log was left; the " +
                "log ends before it. In its place: " + recovered.tailState().description();
        }

        return recovered.end().lastPage();
    }

    private LogSummary.Segment describe(final long number, final String name)
    {
        try
        {
            reader.open(number, false);
            throwIfPurged(number);
            final LogChain.Extent extent = extents.get(number);
            return null != extent && extent.endPage() > reader.openPage() ?
                describeLive(extent, name) : describeOther(number, name);
        }
        catch (final DamagedLogException ex)
        {
            throwIfPurged(number);
            return damaged(number, name, ex.getMessage());
        }
        catch (final BlockIoException ex)
        {
            throwIfPurged(number);
            throw ex;
        }
    }

    private LogSummary.Segment describeLive(final LogChain.Extent extent, final String name)
    {
        final long number = extent.segmentNumber();
        final PageState openState = reader.load(reader.openPage());
        if (PageState.VALID != openState)
        {
            return damaged(number, name, "OPEN page: " + openState.description());
        }

        final OpenDecoder open = reader.open();
        final long epoch = open.epoch();
        final long firstSequence = reader.header().firstSequence();
        final long firstTimestampNs = reader.header().timestamp();
        if (open.flags().epochStart())
        {
            epochs.add(new LogSummary.Epoch(
                epoch, number, open.cutNextSequence(), open.cutPage(), open.writeWindow(), firstTimestampNs));
        }

        final PageState lastState = reader.load(extent.endPage() - 1);
        if (PageState.VALID != lastState)
        {
            return damaged(number, name, "page " + (extent.endPage() - 1) + ": " + lastState.description());
        }

        return new LogSummary.Segment(
            number,
            name,
            LogSummary.State.LIVE,
            epoch,
            firstSequence,
            reader.header().firstSequence() + reader.completedMessages() - firstSequence,
            firstTimestampNs,
            reader.header().timestamp(),
            extent.endPage() - reader.openPage(),
            "");
    }

    private LogSummary.Segment describeOther(final long number, final String name)
    {
        final PageState openState = reader.load(reader.openPage());
        final LogSummary.State state;
        if (number < anchor.firstRetained())
        {
            state = LogSummary.State.PURGED;
        }
        else if (number > lastLive && (isLive() || isUntouched(number, openState)))
        {
            state = LogSummary.State.PREPARED;
        }
        else
        {
            state = isDamaged() ? LogSummary.State.UNKNOWN : LogSummary.State.ORPHAN;
        }

        final boolean isOpened = PageState.VALID == openState;
        if (LogSummary.State.UNKNOWN == state && !isOpened)
        {
            return damaged(number, name, "OPEN page: " + openState.description());
        }

        return new LogSummary.Segment(
            number,
            name,
            state,
            isOpened ? reader.open().epoch() : -1,
            isOpened ? reader.header().firstSequence() : -1,
            0,
            isOpened ? reader.header().timestamp() : 0,
            0,
            0,
            "");
    }

    private boolean isDamaged()
    {
        return !isChainWhole || null != recovered && recovered.isDamaged();
    }

    /**
     * A file that the log does not need is nobody's loss.
     */
    private boolean isGone(final LogSummary.Segment segment)
    {
        return LogSummary.State.DAMAGED == segment.state() && extents.containsKey(segment.number());
    }

    private boolean isUntouched(final long number, final PageState openState)
    {
        return null == recovered ? openState.isUnwritten() : number > recovered.lastTouched();
    }

    private static LogSummary.Segment damaged(final long number, final String name, final String what)
    {
        return new LogSummary.Segment(number, name, LogSummary.State.DAMAGED, -1, -1, 0, 0, 0, 0, what);
    }

    /**
     * Which version the writer of the anchor spoke: of two copies the first that is whole, as both get the same.
     *
     * @return major and minor version, in 16 bits each.
     */
    private int version()
    {
        try (BlockFile file = directory.open(AnchorFile.NAME, false);
            AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE))
        {
            final PageChecksum checksum = new PageChecksum(page);
            final AnchorDecoder decoder = new AnchorDecoder().wrap(
                page.buffer(), 0, AnchorDecoder.BLOCK_LENGTH, AnchorDecoder.SCHEMA_VERSION);
            for (long position = 0; position < file.size(); position += LogFormat.PAGE_SIZE)
            {
                if (LogFormat.PAGE_SIZE == file.read(position, page, 0, LogFormat.PAGE_SIZE) && checksum.matches(0))
                {
                    return decoder.majorVersion() << Short.SIZE | decoder.minorVersion();
                }
            }
        }

        return LogFormat.MAJOR_VERSION << Short.SIZE | LogFormat.MINOR_VERSION;
    }
}
