/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.collections.LongHashSet;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds where a log ends, and whether all that was acknowledged is there. Reads only the segments that the write window
 * can touch, each page once, each segment flushed before it is read, so that what is found stays. Writes nothing: it
 * can be broken off at any point and done again.
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

    private long greatestClaim = LogFormat.NULL_PAGE;
    private long lastValid = LogFormat.NULL_PAGE;
    private long lastTouched = LogFormat.NULL_PAGE;
    private long newestEpoch;
    private final List<LogFinding> badFiles = new ArrayList<>();
    private final Set<LogFinding> unreadable = new LinkedHashSet<>();
    private final Deque<SegmentSurvey> surveys = new ArrayDeque<>();

    private Recovery(final BlockDirectory directory, final Anchor anchor, final SegmentReader reader)
    {
        this.directory = directory;
        this.anchor = anchor;
        this.reader = reader;
    }

    /**
     * Recover the log in a directory whose lock is held.
     *
     * @throws DamagedLogException if acknowledged data is not there, or a segment is missing or foreign.
     */
    static RecoveredLog recover(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        final RecoveredLog found = run(io, directory, anchor, false);
        if (found.isDamaged())
        {
            throw new DamagedLogException(describeDamage(directory, found));
        }

        return found;
    }

    /**
     * As {@link #recover}, but damage is a result, and so is a page that the device does not read.
     */
    static RecoveredLog inspect(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        return run(io, directory, anchor, true);
    }

    private static RecoveredLog run(
        final BlockIo io, final BlockDirectory directory, final Anchor anchor, final boolean isUnreadablePassedOver)
    {
        try (SegmentReader reader = new SegmentReader(io, directory, anchor))
        {
            final Recovery recovery = new Recovery(directory, anchor, reader);
            if (isUnreadablePassedOver)
            {
                reader.passOverUnreadable(recovery.unreadable::add);
            }
            return recovery.run();
        }
    }

    private RecoveredLog run()
    {
        checkSegmentsExist();
        if (Anchor.NO_SEGMENT == anchor.highestActivated())
        {
            return empty();
        }

        walkBack();
        if (lastValid < 0 && 0 == anchor.firstRetained() && findings().isEmpty() && !isEpochGone())
        {
            return empty();
        }

        return scanForward();
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

        present.stream().filter((number) -> number > anchor.highestActivated()).forEach(this::checkUntouched);
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
     * Only the first OPEN page of an epoch skips segments, and it is durable before the first of them is deleted: no
     * need to flush its file again.
     */
    private boolean isSkippedBy(final long segmentNumber, final long missing)
    {
        reader.tryOpen(segmentNumber, false);
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
        final LogFinding mismatch;
        try
        {
            mismatch = reader.tryOpen(segmentNumber, true);
        }
        catch (final BlockIoException ex)
        {
            if (!RepeatedRead.isOfPlace(ex))
            {
                throw ex;
            }
            // Without a header nothing was written in it: it is deleted with the others that are of no use.
            return;
        }

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
     * Survey segments until everything before them is durable.
     */
    private void walkBack()
    {
        long segmentNumber = anchor.highestActivated();
        SegmentSurvey survey = survey(segmentNumber);
        while (!survey.isEpochStart() && survey.openPage() >= greatestClaim &&
            segmentNumber > anchor.firstRetained())
        {
            survey = survey(--segmentNumber);
        }
    }

    private SegmentSurvey survey(final long segmentNumber)
    {
        final LogFinding mismatch = reader.tryOpen(segmentNumber, true);
        if (null != mismatch && badFiles.stream().noneMatch((file) -> file.segment() == segmentNumber))
        {
            badFiles.add(mismatch);
        }

        final SegmentSurvey survey = new SegmentSurvey(reader);
        surveys.addFirst(survey);
        lastTouched = Math.max(lastTouched, survey.lastTouched());
        lastValid = Math.max(lastValid, survey.lastValid());
        greatestClaim = Math.max(greatestClaim, survey.greatestClaim());
        newestEpoch = Math.max(newestEpoch, survey.epoch());

        return survey;
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

    private RecoveredLog scanForward()
    {
        final Tail tail = new Tail();
        for (final SegmentSurvey survey : surveys)
        {
            if (!tail.isFound)
            {
                tail.take(survey);
            }
        }

        if (!tail.isFound)
        {
            tail.firstInvalid = anchor.openPage(anchor.highestActivated() + 1);
        }

        // What is retained begins with a page that was durable: the first OPEN page of an epoch, or one that purging
        // kept.
        final long claim = null == tail.last ? tail.firstInvalid + 1 : greatestClaim;
        final RecoveryVerdict verdict = RecoveryVerdict.of(
            tail.firstInvalid, tail.state, claim, lastValid, lastTouched, tail.writeWindow(), isEpochGone());

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
            findings());
    }

    private List<LogFinding> findings()
    {
        final List<LogFinding> findings = new ArrayList<>(badFiles);
        findings.addAll(unreadable);
        return List.copyOf(findings);
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
        private SegmentSurvey first;
        private SegmentSurvey last;

        private void take(final SegmentSurvey survey)
        {
            if (!survey.isOpened())
            {
                find(survey.openPage(), survey.endState());
            }
            else if (null != last && !survey.continues(last))
            {
                find(survey.openPage(), PageState.SPLICED);
            }
            else
            {
                first = null == first ? survey : first;
                last = survey;
                if (PageState.VALID != survey.endState())
                {
                    find(survey.endPage(), survey.endState());
                }
            }
        }

        private void find(final long page, final PageState found)
        {
            isFound = true;
            firstInvalid = page;
            state = found;
        }

        private long writeWindow()
        {
            return null == first ? 0 : first.writeWindow();
        }

        private boolean isEpochWithoutRecords()
        {
            return first.isEpochStart() && first.openPage() == last.lastPage();
        }

        private RecoveredLog end(final RecoveryVerdict verdict)
        {
            if (null == last)
            {
                final LogPosition nowhere = new LogPosition(
                    nextEpoch(), 0, LogFormat.NULL_PAGE, 0, 0, StreamEnd.NONE);
                return found(verdict, nowhere, firstInvalid, state, anchor.segmentOf(firstInvalid));
            }

            final LogPosition end = new LogPosition(
                nextEpoch(),
                last.nextSequence(),
                last.lastPage(),
                last.lastPageCrc(),
                last.lastTimestampNs(),
                last.stream());

            return found(verdict, end, firstInvalid, state, anchor.segmentOf(last.lastPage()) + 1);
        }

        /**
         * An epoch that holds nothing but its OPEN page is skipped by the next one, which makes its segment an orphan:
         * restarts do not fill the disk.
         */
        private RecoveredLog endBefore(final RecoveryVerdict verdict)
        {
            final LogPosition end = new LogPosition(
                nextEpoch(),
                first.nextSequence(),
                first.previousPage(),
                first.previousCrc(),
                first.lastTimestampNs(),
                first.stream());

            return found(verdict, end, first.cutPage(), state, anchor.segmentOf(first.openPage()));
        }
    }
}
