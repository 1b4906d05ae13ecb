/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.collections.LongHashSet;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;

import java.util.ArrayList;
import java.util.List;

/**
 * Finds where a log ends, and whether all that was acknowledged is there. Reads only the segments that the write window
 * can touch, each flushed before it is read, so that what is found stays. Writes nothing: it can be broken off at any
 * point and done again.
 * <p>
 * Walk back from the newest activated segment until one begins below the greatest mark that any valid page read so far
 * claims, or begins an epoch: all before it is durable. From its beginning go forward to the first page that is not
 * valid, and look the outcome up in the table, {@link RecoveryVerdict}.
 */
final class Recovery
{
    private final BlockDirectory directory;
    private final Anchor anchor;
    private final SegmentReader reader;
    private final boolean isLocked;

    private long greatestClaim = LogFormat.NULL_PAGE;
    private long lastValid = LogFormat.NULL_PAGE;
    private long lastTouched = LogFormat.NULL_PAGE;
    private long newestEpoch;
    private final List<LogFinding> badFiles = new ArrayList<>();

    private Recovery(
        final BlockDirectory directory, final Anchor anchor, final SegmentReader reader, final boolean isLocked)
    {
        this.directory = directory;
        this.anchor = anchor;
        this.reader = reader;
        this.isLocked = isLocked;
    }

    /**
     * Recover the log in a directory whose lock is held.
     *
     * @throws DamagedLogException if acknowledged data is not there, or a segment is missing or foreign.
     */
    static RecoveredLog recover(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        final RecoveredLog found = inspect(io, directory, anchor, true);
        if (found.isDamaged())
        {
            throw new DamagedLogException(describeDamage(directory, found));
        }

        return found;
    }

    /**
     * As {@link #recover}, but damage is a result.
     *
     * @param isLocked false while a writer may be at work: nothing is flushed, and what is beyond the anchor is not
     *                 looked at.
     */
    static RecoveredLog inspect(
        final BlockIo io, final BlockDirectory directory, final Anchor anchor, final boolean isLocked)
    {
        try (SegmentReader reader = new SegmentReader(io, directory, anchor))
        {
            return new Recovery(directory, anchor, reader, isLocked).run();
        }
    }

    private RecoveredLog run()
    {
        checkSegmentsExist();
        if (Anchor.NO_SEGMENT == anchor.highestActivated())
        {
            return empty();
        }

        final long start = walkBack();
        if (lastValid < 0 && 0 == anchor.firstRetained() && badFiles.isEmpty() && !isEpochGone())
        {
            return empty();
        }

        return scanForward(start);
    }

    /**
     * Every segment that the anchor speaks of is there, save those that the chain skips: orphans that a later epoch cut
     * off. Of those, any may be deleted already. No segment that the anchor does not speak of was written to.
     */
    private void checkSegmentsExist()
    {
        final LongHashSet present = new LongHashSet();
        directory.list().stream().filter(LogFormat::isSegmentName).forEach(
            (name) -> present.add(LogFormat.segmentNumber(name)));

        long firstMissing = -1;
        for (long number = anchor.firstRetained(); number <= anchor.highestActivated(); number++)
        {
            if (!present.contains(number))
            {
                firstMissing = firstMissing < 0 ? number : firstMissing;
            }
            else if (firstMissing >= 0 && isSkippedBy(number, firstMissing))
            {
                firstMissing = -1;
            }
        }

        if (firstMissing >= 0)
        {
            badFiles.add(finding(
                firstMissing,
                "a file, because by the anchor segments " + anchor.firstRetained() + " to " +
                anchor.highestActivated() + " hold the log",
                "none"));
        }

        if (isLocked)
        {
            present.stream().filter((number) -> number > anchor.highestActivated()).forEach(this::checkUntouched);
        }
    }

    private static LogFinding finding(final long segmentNumber, final String expected, final String found)
    {
        return new LogFinding(
            LogFormat.segmentName(segmentNumber),
            segmentNumber,
            LogFormat.NULL_PAGE,
            LogFormat.NULL_POSITION,
            expected,
            found);
    }

    /**
     * Only the first OPEN page of an epoch skips segments, and it is durable before the first of them is deleted.
     */
    private boolean isSkippedBy(final long segmentNumber, final long missing)
    {
        reader.tryOpen(segmentNumber, isLocked);
        if (PageState.VALID != reader.load(reader.openPage()) || !reader.open().flags().epochStart())
        {
            return false;
        }

        final long previousPage = reader.open().previousPage();
        return LogFormat.NULL_PAGE == previousPage || anchor.segmentOf(previousPage) < missing;
    }

    /**
     * A prepared segment that is not whole is of no use and no harm: it is deleted when the log is opened. One of
     * another log is not ours to delete. One that was written to is proof that the anchor is an old one.
     */
    private void checkUntouched(final long segmentNumber)
    {
        final LogFinding mismatch = reader.tryOpen(segmentNumber, isLocked);
        if (null != mismatch)
        {
            if (null != reader.segment() && !reader.segment().logId().equals(anchor.logId()))
            {
                badFiles.add(mismatch);
            }
        }
        else if (PageState.VALID == reader.load(reader.openPage()))
        {
            newestEpoch = Math.max(newestEpoch, reader.open().epoch());
            badFiles.add(finding(
                segmentNumber,
                "no page in it, because by the anchor no segment beyond " + anchor.highestActivated() + " is in use",
                "an OPEN page: the anchor is older than the log"));
        }
    }

    /**
     * @return the segment to begin at: everything in the segments before it is durable.
     */
    private long walkBack()
    {
        long segmentNumber = anchor.highestActivated();
        while (true)
        {
            final boolean isEpochStart = survey(segmentNumber);
            if (isEpochStart || reader.openPage() < greatestClaim || segmentNumber == anchor.firstRetained())
            {
                return segmentNumber;
            }
            segmentNumber--;
        }
    }

    /**
     * Take in what the valid pages of a segment claim.
     *
     * @return true if the segment begins an epoch.
     */
    private boolean survey(final long segmentNumber)
    {
        final LogFinding mismatch = reader.tryOpen(segmentNumber, isLocked);
        if (null != mismatch && badFiles.stream().noneMatch((file) -> file.segment() == segmentNumber))
        {
            badFiles.add(mismatch);
        }

        boolean isEpochStart = false;
        for (long page = reader.openPage(); page < reader.endPage(); page++)
        {
            final PageState state = reader.load(page);
            if (!state.isUnwritten())
            {
                lastTouched = Math.max(lastTouched, page);
            }

            if (PageState.VALID == state)
            {
                lastValid = Math.max(lastValid, page);
                greatestClaim = Math.max(greatestClaim, page - reader.header().commitLag());
                if (page == reader.openPage())
                {
                    newestEpoch = Math.max(newestEpoch, reader.open().epoch());
                    isEpochStart = reader.open().flags().epochStart();
                }
            }
        }

        return isEpochStart;
    }

    /**
     * The first OPEN page of an epoch, which follows the last segment touched before, is durable before the anchor
     * names a second segment of that epoch.
     */
    private boolean isEpochGone()
    {
        return anchor.epoch() > newestEpoch && lastTouchedSegment() < anchor.highestActivated() - 1;
    }

    private long lastTouchedSegment()
    {
        return lastTouched < 0 ? Anchor.NO_SEGMENT : anchor.segmentOf(lastTouched);
    }

    private RecoveredLog scanForward(final long start)
    {
        final Tail tail = new Tail();
        for (long number = start; !tail.isFound && number <= anchor.highestActivated(); number++)
        {
            reader.tryOpen(number, false);
            tail.scanSegment();
        }

        if (!tail.isFound)
        {
            tail.firstInvalid = anchor.openPage(anchor.highestActivated() + 1);
        }

        // What is retained begins with a page that was durable: the first OPEN page of an epoch, or one that purging
        // kept.
        final long claim = LogFormat.NULL_PAGE == tail.lastPage ? tail.firstInvalid + 1 : greatestClaim;
        final RecoveryVerdict verdict = RecoveryVerdict.of(
            tail.firstInvalid, tail.state, claim, lastValid, lastTouched, tail.writeWindow, isEpochGone());

        return !verdict.isDamaged() && tail.isEpochWithoutRecords() ?
            tail.endBefore(verdict) : tail.end(verdict);
    }

    private RecoveredLog empty()
    {
        final LogPosition end = new LogPosition(
            nextEpoch(), LogFormat.FIRST_SEQUENCE, LogFormat.NULL_PAGE, 0, 0, StreamEnd.NONE);
        return found(
            RecoveryVerdict.EMPTY, end, LogFormat.NULL_PAGE, PageState.NEVER_WRITTEN, anchor.firstRetained());
    }

    private RecoveredLog found(
        final RecoveryVerdict verdict,
        final LogPosition end,
        final long cutPage,
        final PageState state,
        final long firstOrphan)
    {
        return new RecoveredLog(
            anchor,
            verdict,
            end,
            cutPage,
            lastTouchedSegment(),
            state,
            firstOrphan,
            greatestClaim,
            lastValid,
            List.copyOf(badFiles));
    }

    private long nextEpoch()
    {
        return Math.max(anchor.epoch(), newestEpoch) + 1;
    }

    /**
     * Damage in a sentence.
     */
    static String describeDamage(final BlockDirectory directory, final RecoveredLog found)
    {
        final String what = found.badFiles().isEmpty() ?
            found.describeTail().describe() + " (" + found.verdict() + ")" : found.badFiles().get(0).describe();
        return "the log in " + directory.path() + " is damaged: " + what + ". Nothing was changed. " +
            "Restore the file, or give up what follows with an explicit repair";
    }

    /**
     * The way from the first page of the walk to the first invalid one.
     */
    private final class Tail
    {
        private boolean isFound;
        private long firstInvalid;
        private PageState state = PageState.NEVER_WRITTEN;
        private long startPage = LogFormat.NULL_PAGE;
        private boolean isEpochStart;
        private long writeWindow;
        private long cutPage;
        private long pageBefore;
        private long crcBefore;
        private long lastPage = LogFormat.NULL_PAGE;
        private long lastPageCrc;
        private long lastTimestampNs;
        private long nextSequence;
        private StreamEnd stream = StreamEnd.NONE;

        private void scanSegment()
        {
            for (long page = reader.openPage(); page < reader.endPage(); page++)
            {
                final PageState found = stateOf(page);
                if (PageState.VALID != found)
                {
                    isFound = true;
                    firstInvalid = page;
                    state = found;
                    return;
                }
            }
        }

        private PageState stateOf(final long page)
        {
            final PageState found = reader.load(page);
            if (PageState.VALID != found)
            {
                return found;
            }

            final PageHeaderDecoder header = reader.header();
            if (LogFormat.NULL_PAGE == lastPage)
            {
                begin(page);
            }
            else if (header.previousCrc32c() != lastPageCrc || header.firstSequence() != nextSequence ||
                (page == reader.openPage() && reader.open().previousPage() != lastPage))
            {
                return PageState.SPLICED;
            }

            lastPage = page;
            lastPageCrc = reader.checksum();
            lastTimestampNs = header.timestamp();
            nextSequence = header.firstSequence() + reader.completedMessages();
            stream = reader.streamEnd(stream);

            return PageState.VALID;
        }

        private void begin(final long page)
        {
            startPage = page;
            isEpochStart = reader.open().flags().epochStart();
            writeWindow = reader.open().writeWindow();
            cutPage = reader.open().cutPage();
            pageBefore = reader.open().previousPage();
            crcBefore = reader.header().previousCrc32c();
        }

        private boolean isEpochWithoutRecords()
        {
            return isEpochStart && startPage == lastPage;
        }

        private RecoveredLog end(final RecoveryVerdict verdict)
        {
            final LogPosition end = new LogPosition(
                nextEpoch(), nextSequence, lastPage, lastPageCrc, lastTimestampNs, stream);
            final long firstOrphan = LogFormat.NULL_PAGE == lastPage ?
                anchor.segmentOf(firstInvalid) : anchor.segmentOf(lastPage) + 1;

            return found(verdict, end, firstInvalid, state, firstOrphan);
        }

        /**
         * An epoch that holds nothing but its OPEN page is skipped by the next one, which makes its segment an orphan:
         * restarts do not fill the disk.
         */
        private RecoveredLog endBefore(final RecoveryVerdict verdict)
        {
            final LogPosition end = new LogPosition(
                nextEpoch(), nextSequence, pageBefore, crcBefore, lastTimestampNs, stream);

            return found(verdict, end, cutPage, state, anchor.segmentOf(startPage));
        }
    }
}
