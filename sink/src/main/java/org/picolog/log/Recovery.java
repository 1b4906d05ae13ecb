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
    private final boolean isSynced;

    private long greatestClaim = -1;
    private long lastValid = -1;
    private long lastTouched = Anchor.NO_SEGMENT;
    private long newestEpoch;

    private Recovery(
        final BlockDirectory directory, final Anchor anchor, final SegmentReader reader, final boolean isSynced)
    {
        this.directory = directory;
        this.anchor = anchor;
        this.reader = reader;
        this.isSynced = isSynced;
        newestEpoch = anchor.epoch();
    }

    /**
     * Recover the log in a directory whose lock is held.
     *
     * @throws DamagedLogException if acknowledged data is not there, or a segment is missing or foreign.
     */
    static RecoveredLog recover(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        final RecoveredLog found = inspect(io, directory, anchor, true);
        if (found.verdict().isDamaged())
        {
            throw new DamagedLogException(describeDamage(directory, found));
        }

        return found;
    }

    /**
     * As {@link #recover}, but damage is a result.
     */
    static RecoveredLog inspect(
        final BlockIo io, final BlockDirectory directory, final Anchor anchor, final boolean isSynced)
    {
        try (SegmentReader reader = new SegmentReader(io, directory, anchor.logId()))
        {
            return new Recovery(directory, anchor, reader, isSynced).run();
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
        if (lastValid < 0 && 0 == anchor.firstRetained())
        {
            return empty();
        }

        return scanForward(start);
    }

    /**
     * Every segment that the anchor speaks of is there, save those that the chain skips: orphans that a later epoch cut
     * off.
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
            else if (firstMissing >= 0)
            {
                if (!isSkippedBy(number, firstMissing))
                {
                    throw missing(firstMissing);
                }
                firstMissing = -1;
            }
        }

        if (firstMissing >= 0)
        {
            throw missing(firstMissing);
        }
    }

    private boolean isSkippedBy(final long segmentNumber, final long missing)
    {
        reader.open(segmentNumber, isSynced);
        if (PageState.VALID != reader.load(reader.openPage()))
        {
            return false;
        }

        final long previousPage = reader.open().previousPage();
        return LogFormat.NULL_PAGE == previousPage || anchor.segmentOf(previousPage) < missing;
    }

    private DamagedLogException missing(final long segmentNumber)
    {
        return new DamagedLogException(
            LogFormat.segmentName(segmentNumber) + " is missing from " + directory.path() +
            ": by the anchor, segments " + anchor.firstRetained() + " to " + anchor.highestActivated() +
            " hold the log. Nothing was changed. Put the file back");
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
        reader.open(segmentNumber, isSynced);
        boolean isEpochStart = false;
        for (long page = reader.openPage(); page < reader.endPage(); page++)
        {
            final PageState state = reader.load(page);
            if (!state.isUnwritten())
            {
                lastTouched = Math.max(lastTouched, segmentNumber);
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

    private RecoveredLog scanForward(final long start)
    {
        final Tail tail = new Tail();
        long segmentNumber = start;
        do
        {
            reader.open(segmentNumber, false);
            tail.scanSegment();
            segmentNumber++;
        }
        while (!tail.isFound && segmentNumber <= anchor.highestActivated());

        if (!tail.isFound)
        {
            tail.firstInvalid = reader.endPage() + LogFormat.SEGMENT_HEADER_PAGES;
        }

        // What is retained begins with a page that was durable: the first OPEN page of an epoch, or one that purging
        // kept.
        final long claim = LogFormat.NULL_PAGE == tail.lastPage ? tail.firstInvalid + 1 : greatestClaim;
        final RecoveryVerdict verdict = RecoveryVerdict.of(
            tail.firstInvalid, tail.state.isUnwritten(), claim, lastValid, tail.writeWindow);
        final LogPosition end = new LogPosition(
            newestEpoch + 1, tail.nextSequence, tail.lastPage, tail.lastPageCrc, tail.lastTimestampNs);

        return new RecoveredLog(anchor, verdict, end, tail.firstInvalid, lastTouched, tail.state);
    }

    private RecoveredLog empty()
    {
        final LogPosition end = new LogPosition(
            newestEpoch + 1, LogFormat.FIRST_SEQUENCE, LogFormat.NULL_PAGE, 0, 0);
        return new RecoveredLog(
            anchor, RecoveryVerdict.EMPTY, end, LogFormat.NULL_PAGE, lastTouched, PageState.NEVER_WRITTEN);
    }

    /**
     * Damage in a sentence.
     */
    static String describeDamage(final BlockDirectory directory, final RecoveredLog found)
    {
        return "the log in " + directory.path() + " is damaged: page " + found.cutPage() +
            " was durable and acknowledged, but " + found.tailState().description() +
            " is found in its place (" + found.verdict() + "). " +
            "Nothing was changed. The intact prefix ends at sequence " + (found.end().nextSequence() - 1);
    }

    /**
     * The way from the first page of the walk to the first invalid one.
     */
    private final class Tail
    {
        private boolean isFound;
        private long firstInvalid;
        private PageState state = PageState.NEVER_WRITTEN;
        private long writeWindow;
        private long lastPage = LogFormat.NULL_PAGE;
        private long lastPageCrc;
        private long lastTimestampNs;
        private long nextSequence;

        private void scanSegment()
        {
            for (long page = reader.openPage(); page < reader.endPage(); page++)
            {
                state = stateOf(page);
                if (PageState.VALID != state)
                {
                    isFound = true;
                    firstInvalid = page;
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
                writeWindow = reader.open().writeWindow();
            }
            else if (header.previousCrc32c() != lastPageCrc || header.firstSequence() != nextSequence)
            {
                return PageState.SPLICED;
            }

            lastPage = page;
            lastPageCrc = reader.checksum();
            lastTimestampNs = header.timestamp();
            nextSequence = header.firstSequence() + reader.completedMessages();

            return PageState.VALID;
        }
    }
}
