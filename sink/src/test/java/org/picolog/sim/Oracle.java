/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.log.LogInternals;

import java.util.BitSet;

/**
 * Knows what was acknowledged or served, and what the drive really holds of it. The pages of the live chain are known
 * by number, each as the block that landed: the same object on the drive is the same page.
 */
final class Oracle
{
    static final int HEADER_PAGES = 2;
    private static final int MAGIC_OFFSET = 4;
    private static final long WHOLE = -1;

    /**
     * What the media changed in a page.
     */
    private record Fault(byte[] right, byte[] wrong)
    {
    }

    private final MemoryDrive drive;
    private final Published published;
    private final Weather weather;

    private final LandedPages landed = new LandedPages();
    private final AnchorCopies anchor;
    private final BitSet lost = new BitSet();

    private final Long2ObjectHashMap<Fault> faults = new Long2ObjectHashMap<>();
    private int segmentPages;
    private long mark;
    private long acked;
    private long purgeBelow;
    private long greatestPage;
    private boolean isMediaFaulty;
    private boolean isBeingRepaired;
    private boolean wasBeingRepaired;
    private long toKeep;

    /**
     * What may be left by an opening or a repair that was broken off.
     */
    private long lossOfAttempts;
    private long lossBefore;

    Oracle(final MemoryDrive drive, final Published published, final Weather weather)
    {
        this.drive = drive;
        this.published = published;
        this.weather = weather;
        anchor = new AnchorCopies(drive);
    }

    void begin(final int newSegmentPages)
    {
        landed.begin(newSegmentPages);
        lost.clear();
        faults.clear();
        segmentPages = newSegmentPages;
        mark = -1;
        acked = 0;
        purgeBelow = 0;
        greatestPage = -1;
        isMediaFaulty = false;
        anchor.begin();
        isBeingRepaired = false;
        lossOfAttempts = Long.MAX_VALUE;
    }

    long acked()
    {
        return acked;
    }

    long mark()
    {
        return mark;
    }

    long segmentOf(final long pageNumber)
    {
        return pageNumber / segmentPages;
    }

    /**
     * May opening and reading fail loudly? Only after a fault of the media.
     */
    boolean isMediaFaulty()
    {
        return isMediaFaulty;
    }

    /**
     * May a repair be refused? Only where it is not known which segments are of the log.
     */
    boolean isAnchorGone()
    {
        return anchor.areGone();
    }

    /**
     * A write of the queue landed, durably.
     */
    void landed(final String name, final int index, final byte[] block)
    {
        final long number = pageNumber(name, index);
        landed.put(number, block);
        lost.clear((int)number);
        greatestPage = Math.max(greatestPage, number);
    }

    /**
     * The media change what is at a place.
     */
    void damage(final String name, final int index, final byte[] wrong)
    {
        final MemoryContent content = drive.content(name);
        final byte[] found = content.block(index);
        content.putThrough(index, wrong);
        if (LogInternals.isSegmentName(name))
        {
            final Fault before = faults.get(pageNumber(name, index));
            final byte[] right = null == before || before.wrong() != found ? found : before.right();
            faults.put(pageNumber(name, index), new Fault(right, wrong));
        }
        lost(name, index);
    }

    /**
     * The media do not have what is to be at a place, or do not give it.
     */
    void lost(final String name, final int index)
    {
        if (LogInternals.isSegmentName(name))
        {
            final MemoryContent content = drive.content(name);
            lost.set((int)pageNumber(name, index));
            // The other copy of a header is as good.
            isMediaFaulty |= index >= HEADER_PAGES || !isWholeHeader(content, 1 - index) ||
                lost.get((int)pageNumber(name, 1 - index));
        }
        else
        {
            lostFile(name);
            if (LogInternals.ANCHOR.equals(name))
            {
                anchor.lost(index);
            }
        }
    }

    /**
     * A file is gone, with all that it held.
     */
    void gone(final String name)
    {
        if (LogInternals.isSegmentName(name))
        {
            lost.set((int)pageNumber(name, 0), (int)pageNumber(name, HEADER_PAGES));
        }
        else if (LogInternals.ANCHOR.equals(name))
        {
            anchor.allLost();
        }
        lostFile(name);
    }

    /**
     * An index is only a hint.
     */
    private void lostFile(final String name)
    {
        isMediaFaulty |= !LogInternals.isIndexName(name);
    }

    private static boolean isWholeHeader(final MemoryContent content, final int index)
    {
        return content.durableBlock(index) == content.block(index) && 'P' == content.block(index)[MAGIC_OFFSET];
    }

    private long pageNumber(final String name, final int index)
    {
        // A recycled file keeps the name it was opened under only until it is opened again.
        return Long.parseLong(name, 8, 24, 10) * segmentPages + index;
    }

    /**
     * The writer moved its mark: is all below it as durable as an acknowledgement says?
     */
    void onAck(final long sequence, final int session, final long position)
    {
        if (sequence < acked)
        {
            throw new Violation("I5", "sequence " + sequence + " is committed after " + acked);
        }

        final long newMark = publishedMark();
        for (long number = mark + 1; number <= newMark; number++)
        {
            checkDurable(number);
        }
        if (newMark > mark)
        {
            mark = newMark;
            anchor.checkNamed(segmentOf(mark));
        }
        if (sequence > landed.lastSequence(mark))
        {
            throw new Violation(
                "I10", "sequence " + sequence + " is acknowledged, and the durable pages end with " +
                landed.lastSequence(mark));
        }

        published.checkPosition(sequence, session, position);
        acked = sequence;
    }

    long publishedMark()
    {
        final UnsafeBuffer memory = drive.mapped(LogInternals.MARK);
        return null == memory ? -1 : memory.getLong(0);
    }

    /**
     * A log is about to be opened. Should that be broken off, the epoch may have been begun all the same, and ended the
     * one before where a fault of the media left it, also if the fault passes.
     */
    void onOpening()
    {
        lossBefore = lossOfAttempts;
        final long allowed = lossAllowed();
        if (allowed < acked)
        {
            lossOfAttempts = Math.min(lossOfAttempts, allowed);
        }
    }

    /**
     * The log was found to be damaged, so that nothing was changed.
     */
    void onRefused()
    {
        lossOfAttempts = lossBefore;
    }

    /**
     * A log was recovered and opened, and its new epoch begun.
     */
    void onOpened(final long sequence)
    {
        checkRecovered(sequence, "opening recovered");
        lossOfAttempts = Long.MAX_VALUE;
        final long openPage = publishedMark();
        final MemoryContent content = drive.content(LogInternals.segmentName(segmentOf(openPage)));
        final byte[] block = null == content ? null : content.block((int)(openPage % segmentPages));
        if (null == block)
        {
            throw new Violation("I10", "the OPEN page " + openPage + " is not there");
        }
        adopt(LandedPages.previousPage(block), openPage);
        landed(LogInternals.segmentName(segmentOf(openPage)), (int)(openPage % segmentPages), block);
        greatestPage = openPage;
        checkDurable(openPage);
        mark = openPage;
        anchor.checkNamed(segmentOf(mark));
        published.truncate(sequence);
        acked = sequence;
        isBeingRepaired = false;
    }

    /**
     * A writer closed cleanly, perhaps after a failure: it may have written a page more, which says what is durable and
     * holds no message.
     */
    void onClosed()
    {
        final long newMark = publishedMark();
        if (newMark > mark)
        {
            adopt(newMark, newMark + 1);
            mark = newMark;
            if (null != landed.get(mark) && landed.lastSequence(mark) > acked)
            {
                throw new Violation(
                    "I7", "closing makes " + landed.lastSequence(mark) + " durable, " + acked + " was acknowledged");
            }
        }
    }

    /**
     * The chain goes on to a page, and the one after that is another.
     */
    private void adopt(final long lastPage, final long nextPage)
    {
        for (long number = Math.max(0, mark + 1); number <= Math.max(greatestPage, lastPage); number++)
        {
            final MemoryContent content = drive.content(LogInternals.segmentName(segmentOf(number)));
            final int index = (int)(number % segmentPages);
            if (number <= lastPage && index >= HEADER_PAGES && isFaulty(content, index, number))
            {
                // Who reads it finds the fault.
                landed.put(number, null == landed.get(number) ? faults.get(number).right() : landed.get(number));
            }
            else if (number <= lastPage && index >= HEADER_PAGES && null != content)
            {
                landed(LogInternals.segmentName(segmentOf(number)), index, content.block(index));
                checkDurable(number);
            }
            else
            {
                if (number <= lastPage && index >= HEADER_PAGES)
                {
                    // With its file.
                    lost.set((int)number);
                }
                landed.remove(number);
            }
        }
        for (long number = lastPage + 1; number < nextPage; number++)
        {
            landed.remove(number);
        }
    }

    private boolean isFaulty(final MemoryContent content, final int index, final long number)
    {
        final Fault fault = faults.get(number);
        return null != fault && null != content && content.block(index) == fault.wrong();
    }

    /**
     * Something ends the log, and serves what is before.
     */
    void onServed(final long sequence, final String what)
    {
        checkRecovered(sequence, what);
        acked = Math.max(acked, sequence);
    }

    /**
     * Something found the log to hold nothing: where it ends is not said, if all that is not lost may be purged.
     */
    void onNothingServed(final String what)
    {
        final long kept = Math.min(lossOfAttempts, lossAllowed());
        onServed(kept < latestBeginning() ? kept : 0, what);
    }

    /**
     * What follows the first damage may go, from now on, also if the repair is broken off.
     */
    void onRepairBegun()
    {
        wasBeingRepaired = isBeingRepaired;
        lossBefore = lossOfAttempts;
        isBeingRepaired = true;
        // As it is now: a fault may pass, and the repair moves what it gives up.
        toKeep = Math.min(acked, keptAtLeast());
        lossOfAttempts = Math.min(lossOfAttempts, toKeep);
    }

    /**
     * The log was not damaged, so that nothing was given up.
     */
    void onRepairNotNeeded()
    {
        isBeingRepaired = wasBeingRepaired;
        lossOfAttempts = lossBefore;
    }

    /**
     * A damaged log was ended: everything before the first damage is kept.
     */
    void onRepaired(final long sequence)
    {
        published.checkExists(sequence, "repairing keeps");
        if (sequence < toKeep && toKeep >= latestBeginning())
        {
            throw new Violation("I1", "repairing keeps " + sequence + ", " + toKeep + " is there");
        }
        if (sequence < acked)
        {
            acked = sequence;
        }
        published.truncate(Math.max(sequence, acked));
    }

    /**
     * The end of what is before the first page that is not there. What was purged is no part of it.
     */
    private long keptAtLeast()
    {
        for (long number = 0; number <= mark; number++)
        {
            final long segmentNumber = segmentOf(number);
            final boolean isSegmentGone = isHeaderLost(segmentNumber);
            final boolean isPurged = anchor.areThere() ? segmentNumber < anchor.firstRetained() :
                !isSegmentGone && segmentNumber < purgeBelow &&
                    null == drive.content(LogInternals.segmentName(segmentNumber));
            final long end = isPurged ? WHOLE : endIfGone(number, isSegmentGone);
            if (WHOLE != end)
            {
                return end;
            }
        }

        return endBeyondMark();
    }

    /**
     * What was served beyond the mark is not known by page before it is written after: with anything lost there it may
     * all be.
     */
    private long endBeyondMark()
    {
        return lost.nextSetBit((int)mark + 1) < 0 ? acked : mark < 0 ? 0 : landed.lastSequence(mark);
    }

    /**
     * The last message before a page that is gone, {@link #WHOLE} if it is not, or nothing is to be there.
     */
    private long endIfGone(final long number, final boolean isSegmentGone)
    {
        if (null != landed.get(number))
        {
            return isSegmentGone || !isThere(number) ? landed.firstSequence(number) - 1 : WHOLE;
        }

        return lost.get((int)number) && number % segmentPages >= HEADER_PAGES ? landed.lastSequenceBefore(number) :
            WHOLE;
    }

    private boolean isHeaderLost(final long segmentNumber)
    {
        final int first = (int)segmentNumber * segmentPages;
        return lost.get(first) && lost.get(first + 1);
    }

    private void checkRecovered(final long sequence, final String what)
    {
        published.checkExists(sequence, what);
        if (sequence < acked)
        {
            if (sequence < Math.min(lossOfAttempts, lossAllowed()))
            {
                throw new Violation("I1", what + " " + sequence + ", " + acked + " was acknowledged or served");
            }
            acked = sequence;
        }
    }

    /**
     * The end of the exact prefix that a fault of the media may leave.
     */
    private long lossAllowed()
    {
        if (!isMediaFaulty)
        {
            return acked;
        }

        if (isBeingRepaired)
        {
            return Math.min(acked, keptAtLeast());
        }

        long claim = -1;
        for (long number = 0; number <= greatestPage; number++)
        {
            if (null != landed.get(number) && isThere(number))
            {
                claim = Math.max(claim, landed.claim(number));
            }
        }

        for (long number = Math.max(0, claim); number <= mark; number++)
        {
            final long end = endIfGone(number, false);
            if (WHOLE != end)
            {
                return end;
            }
        }

        return endBeyondMark();
    }

    private boolean isThere(final long number)
    {
        final MemoryContent content = drive.content(LogInternals.segmentName(segmentOf(number)));
        final int index = (int)(number % segmentPages);
        return null != content && content.block(index) == landed.get(number) && !weather.isMisread(content, index);
    }

    private void checkDurable(final long number)
    {
        final int index = (int)(number % segmentPages);
        if (index < HEADER_PAGES)
        {
            return;
        }

        final String name = LogInternals.segmentName(segmentOf(number));
        final MemoryContent content = drive.durableContent(name);
        if (lost.get((int)number) || isMediaFaulty && null == content)
        {
            return;
        }
        if (null == content || content != drive.content(name))
        {
            throw new Violation("I10", "page " + number + " is acknowledged, and the name " + name + " is not durable");
        }
        if (content.durableBlock(index) != landed.get(number))
        {
            throw new Violation("I10", "page " + number + " is acknowledged, and not durable");
        }
        final int head = (int)number - index;
        if (content.durableSize() != content.size() ||
            !lost.get(head) && !isWholeHeader(content, 0) || !lost.get(head + 1) && !isWholeHeader(content, 1))
        {
            throw new Violation("I10", "page " + number + " is acknowledged, and the head of " + name + " not durable");
        }
    }

    /**
     * What is in the segments before one may go.
     */
    void onPurge(final long segmentNumber)
    {
        purgeBelow = Math.max(purgeBelow, segmentNumber);
    }

    /**
     * Greatest sequence that the log may begin with.
     */
    long latestBeginning()
    {
        if (0 == purgeBelow)
        {
            return 1;
        }
        for (long number = purgeBelow * segmentPages; number <= greatestPage; number++)
        {
            if (null != landed.get(number))
            {
                return landed.firstSequence(number) + 1;
            }
        }
        return acked + 1;
    }
}
