/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.util.UUID;

/**
 * What a log says of itself as a whole: which segments must exist.
 *
 * @param logId            identity of the log.
 * @param pagesPerSegment  header pages included; the same for the life of a log.
 * @param highestActivated no segment beyond this one holds acknowledged data; -1 for none yet.
 * @param firstRetained    segments below were purged.
 * @param epoch            the newest there is, or was begun.
 * @param generation       grows with each write.
 */
record Anchor(
    UUID logId, int pagesPerSegment, long highestActivated, long firstRetained, long epoch, long generation)
{
    static final long NO_SEGMENT = -1;

    static Anchor create(final UUID logId, final int pagesPerSegment)
    {
        return new Anchor(logId, pagesPerSegment, NO_SEGMENT, 0, 0, 0);
    }

    Anchor activated(final long segmentNumber, final long newEpoch)
    {
        return new Anchor(logId, pagesPerSegment, segmentNumber, firstRetained, newEpoch, generation + 1);
    }

    Anchor retainedFrom(final long segmentNumber)
    {
        return new Anchor(logId, pagesPerSegment, highestActivated, segmentNumber, epoch, generation + 1);
    }

    long segmentLength()
    {
        return (long)pagesPerSegment * LogFormat.PAGE_SIZE;
    }

    long filePosition(final long pageNumber)
    {
        return pageNumber % pagesPerSegment * LogFormat.PAGE_SIZE;
    }

    long openPage(final long segmentNumber)
    {
        return segmentNumber * pagesPerSegment + LogFormat.SEGMENT_HEADER_PAGES;
    }

    long segmentOf(final long pageNumber)
    {
        return pageNumber / pagesPerSegment;
    }
}
