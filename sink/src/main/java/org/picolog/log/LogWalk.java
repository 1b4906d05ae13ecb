/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Reads the live chain of a log page by page, from the first retained one to the last that must be there, and goes on
 * past what is gone. For one use; blocks on the disk.
 */
final class LogWalk implements AutoCloseable
{
    private final BlockIo io;
    private final BlockDirectory directory;
    private final Anchor anchor;
    private final RecoveredLog recovered;
    private final long publishedPage;
    private final boolean isLive;
    private final SegmentReader reader;
    private final MessageScan messages;
    private final List<LogFinding> findings = new ArrayList<>();
    private final Deque<LogChain.Extent> extents = new ArrayDeque<>();

    private long findingCount;
    private long segments;
    private long pages;
    private long epochs;
    private long firstTimestampNs;
    private long firstSequence = LogFormat.FIRST_SEQUENCE;
    private long greatestSequence;

    /**
     * Where the chain stands: after the last page that was there, or at the last of several that were not.
     */
    private LogPosition position;
    private final LogPosition beginning;
    private boolean isBeginningPurged;
    private boolean isContinuous;
    private boolean isLastThere;

    private LogPosition cut;
    private long cutPage;

    /**
     * Of a log that nobody writes: up to where recovery found its end, or, if it is damaged, to the last page that must
     * be or is there.
     */
    LogWalk(final BlockIo io, final BlockDirectory directory, final Anchor anchor, final RecoveredLog recovered)
    {
        this(io, directory, anchor, recovered, LogFormat.NULL_PAGE);
    }

    /**
     * Of a log that is being written: up to the page that the writer published as the last durable one.
     */
    LogWalk(final BlockIo io, final BlockDirectory directory, final Anchor anchor, final long publishedPage)
    {
        this(io, directory, anchor, null, publishedPage);
    }

    private LogWalk(
        final BlockIo io,
        final BlockDirectory directory,
        final Anchor anchor,
        final RecoveredLog recovered,
        final long publishedPage)
    {
        this.io = io;
        this.directory = directory;
        this.anchor = anchor;
        this.recovered = recovered;
        this.publishedPage = publishedPage;
        isLive = null == recovered;
        reader = new SegmentReader(io, directory, anchor);
        // The walk comes to each, and adds it.
        reader.passOverUnreadable((unreadable) -> { });
        messages = new MessageScan(reader);
        beginning = new LogPosition(
            isLive ? anchor.epoch() : recovered.end().epoch(),
            LogFormat.FIRST_SEQUENCE,
            LogFormat.NULL_PAGE,
            0,
            0,
            StreamEnd.NONE);
        position = beginning;
    }

    void run(final LogVerifier.Progress progress)
    {
        plan();
        final long total = extents.stream().mapToLong(this::length).sum();
        long done = 0;
        for (final LogChain.Extent extent : extents)
        {
            walk(extent);
            done += length(extent);
            progress.onProgress(done, total);
        }

        if (!isLive)
        {
            takeRecovered();
        }
    }

    private void takeRecovered()
    {
        for (final LogFinding file : recovered.badFiles())
        {
            if (extents.stream().noneMatch((extent) -> isIn(extent, file)))
            {
                isLastThere = false;
                add(file, file.page() < 0 ? anchor.openPage(file.segment()) : recovered.cutPage());
            }
        }

        if (recovered.verdict().isDamaged() && 0 == findingCount)
        {
            isLastThere = false;
            add(recovered.describeTail(), recovered.cutPage());
        }
    }

    private static boolean isIn(final LogChain.Extent extent, final LogFinding finding)
    {
        return extent.segmentNumber() == finding.segment() && finding.page() < extent.endPage();
    }

    /**
     * The extents of the chain, found from its end. Where an OPEN page is gone, the segment before is taken to be the
     * one numbered before: what is not of the chain there is found to be so.
     */
    private void plan()
    {
        long lastPage = lastPage();
        while (lastPage >= 0 && anchor.segmentOf(lastPage) >= anchor.firstRetained())
        {
            final long number = anchor.segmentOf(lastPage);
            extents.addFirst(new LogChain.Extent(number, lastPage + 1));
            reader.tryOpen(number, false);
            final boolean isOpen = PageState.VALID == reader.load(reader.openPage());
            lastPage = isOpen && reader.open().previousPage() < reader.openPage() ?
                reader.open().previousPage() : number * anchor.pagesPerSegment() - 1;
        }
    }

    private long lastPage()
    {
        if (isLive)
        {
            return publishedPage;
        }

        if (!recovered.verdict().isDamaged())
        {
            return recovered.end().lastPage();
        }

        return Math.max(Math.max(recovered.greatestClaim() - 1, recovered.lastValid()), recovered.cutPage());
    }

    private long length(final LogChain.Extent extent)
    {
        return Math.max(0, extent.endPage() - anchor.openPage(extent.segmentNumber()));
    }

    private void walk(final LogChain.Extent extent)
    {
        final LogFinding mismatch = reader.tryOpen(extent.segmentNumber(), false);
        if (isPurged(extent.segmentNumber()))
        {
            // The log begins after it.
            isBeginningPurged = true;
            position = beginning;
            isContinuous = false;
            segments = 0;
            pages = 0;
            epochs = 0;
            firstTimestampNs = 0;
            messages.skip();
            return;
        }

        segments++;
        if (null != mismatch)
        {
            lose();
            add(mismatch, reader.openPage());
            return;
        }

        for (long page = reader.openPage(); page < extent.endPage(); page++)
        {
            final PageState state = reader.load(page);
            if (PageState.VALID != state)
            {
                lose();
                add(page, "a valid page", state.description());
            }
            else
            {
                checkChain(page);
                takePage(page);
            }
        }
    }

    /**
     * Purging goes on while the log is written; what is open here is kept from it, but if it has begun.
     */
    private boolean isPurged(final long segmentNumber)
    {
        return isLive &&
            (reader.isLockRefused() || AnchorFile.readLive(io, directory).firstRetained() > segmentNumber);
    }

    /**
     * After a page that is gone the next valid one is taken as it is.
     */
    private void checkChain(final long page)
    {
        final PageHeaderDecoder header = reader.header();
        final boolean isFirst = LogFormat.NULL_PAGE == position.lastPage() && 0 == findingCount;
        if (isContinuous && header.previousCrc32c() != position.lastPageCrc())
        {
            lose();
            add(page, "the page that follows page " + position.lastPage(), PageState.SPLICED.description());
        }
        else if (header.firstSequence() != position.nextSequence() &&
            (isContinuous || isFirst && 0 == anchor.firstRetained() && !isBeginningPurged))
        {
            lose();
            add(
                page,
                "a page that begins at sequence " + position.nextSequence(),
                "one that begins at " + header.firstSequence());
        }
    }

    private void takePage(final long page)
    {
        final PageHeaderDecoder header = reader.header();
        final long next = header.firstSequence() + reader.completedMessages();
        if (0 == pages++)
        {
            firstSequence = header.firstSequence();
        }
        firstTimestampNs = 0 == firstTimestampNs ? header.timestamp() : firstTimestampNs;
        if (header.flags().open())
        {
            if (reader.open().flags().epochStart())
            {
                epochs++;
                messages.beginAnew();
            }
        }
        else
        {
            final int offset = reader.pageOffset();
            final String problem = messages.take(
                offset + LogFormat.PAGE_HEADER_LENGTH, offset + header.usedLength(), header.firstSequence());
            if (null != problem)
            {
                add(page, "whole messages", problem);
            }
        }

        greatestSequence = Math.max(greatestSequence, next - 1);
        position = new LogPosition(
            position.epoch(),
            next,
            page,
            reader.checksum(),
            header.timestamp(),
            reader.streamEnd(position.stream()));
        isContinuous = true;
        isLastThere = true;
    }

    private void lose()
    {
        isContinuous = false;
        isLastThere = false;
        messages.skip();
    }

    private void add(final long page, final String expected, final String found)
    {
        final LogFinding finding = new LogFinding(
            reader.fileName(),
            anchor.segmentOf(page),
            page,
            anchor.filePosition(page),
            expected,
            found);
        add(finding, page);
    }

    private void add(final LogFinding finding, final long page)
    {
        if (0 == findingCount)
        {
            cut = position;
            cutPage = page;
        }

        findingCount++;
        if (findings.size() < LogVerifier.MAX_FINDINGS)
        {
            findings.add(finding);
        }
    }

    /**
     * Where the log ends if it is ended before the first finding. If nothing is left of a log that was purged, it goes
     * on with the first sequence that is known of.
     */
    LogPosition cut()
    {
        return LogFormat.NULL_PAGE == cut.lastPage() && anchor.firstRetained() > 0 ?
            new LogPosition(cut.epoch(), firstSequence, cut.lastPage(), 0, 0, cut.stream()) : cut;
    }

    long cutPage()
    {
        return cutPage;
    }

    /**
     * Greatest sequence that a page which is there says was there.
     */
    long greatestSequence()
    {
        return greatestSequence;
    }

    /**
     * Was the last page there that had to be?
     */
    boolean isLastThere()
    {
        return isLastThere;
    }

    List<LogChain.Extent> extents()
    {
        return List.copyOf(extents);
    }

    LogVerification result(final String directory)
    {
        final LogVerification.Verdict verdict = findingCount > 0 ? LogVerification.Verdict.DAMAGED :
            !isLive && RecoveryVerdict.TORN_TAIL == recovered.verdict() ? LogVerification.Verdict.TORN_TAIL :
            LogVerification.Verdict.CLEAN;
        final String detail = switch (verdict)
        {
            case DAMAGED -> findings.get(0).describe();
            case TORN_TAIL -> "the log ends before page " + recovered.cutPage() + ", where " +
                recovered.tailState().description() + " is found";
            default -> "";
        };

        return new LogVerification(
            directory,
            anchor.logId(),
            verdict,
            isLive,
            segments,
            pages,
            messages.records(),
            messages.messages(),
            messages.controlRecords(),
            epochs,
            messages.firstSequence(),
            messages.lastSequence(),
            firstTimestampNs,
            position.lastTimestampNs(),
            position.stream().publisher(),
            findingCount,
            List.copyOf(findings),
            detail);
    }

    @Override
    public void close()
    {
        reader.close();
    }
}
