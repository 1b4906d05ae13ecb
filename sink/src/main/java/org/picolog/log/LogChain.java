/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockDirectory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The live pages of a log, segment by segment. Each segment's OPEN page names the last page before it, so that the
 * chain is read from its end; what the chain skips does not exist.
 */
final class LogChain
{
    /**
     * The live pages of one segment: from its OPEN page to before the end.
     *
     * @param segmentNumber of the segment.
     * @param endPage       first page that is not live.
     */
    record Extent(long segmentNumber, long endPage)
    {
    }

    private LogChain()
    {
    }

    /**
     * Read the chain backwards, from its last page to the first retained segment or the one to stop at.
     *
     * @param lastPage    of the chain, -1 for none.
     * @param stopSegment beyond which to stop: the first extent returned is of it, if the chain reaches it.
     * @return the extents, oldest first.
     * @throws DamagedLogException if an OPEN page of the chain is not valid.
     */
    static List<Extent> read(
        final SegmentReader reader,
        final BlockDirectory directory,
        final Anchor anchor,
        final long lastPage,
        final long stopSegment)
    {
        final long firstSegment = Math.max(stopSegment, anchor.firstRetained());
        final Deque<Extent> extents = new ArrayDeque<>();
        long page = lastPage;
        while (LogFormat.NULL_PAGE != page && anchor.segmentOf(page) >= firstSegment)
        {
            final long segmentNumber = anchor.segmentOf(page);
            extents.addFirst(new Extent(segmentNumber, page + 1));
            if (segmentNumber == firstSegment)
            {
                break;
            }
            page = previousPage(reader, directory, segmentNumber);
        }

        return new ArrayList<>(extents);
    }

    private static long previousPage(
        final SegmentReader reader, final BlockDirectory directory, final long segmentNumber)
    {
        reader.open(segmentNumber, false);
        final PageState state = reader.load(reader.openPage());
        if (PageState.VALID != state)
        {
            throw new DamagedLogException(
                "the OPEN page of " + reader.fileName() + " in " + directory.path() + " is gone: " +
                state.description() + " is found in its place");
        }

        final long previousPage = reader.open().previousPage();
        if (previousPage >= reader.openPage())
        {
            throw new DamagedLogException(
                "the OPEN page of " + reader.fileName() + " in " + directory.path() + " names page " + previousPage +
                ", which is not before it, as the last one before it");
        }

        return previousPage;
    }
}
