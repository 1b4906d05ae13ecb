/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockDirectory;

import java.util.ArrayDeque;
import java.util.Deque;

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
     * @return the extents in order, from the first retained segment on.
     * @throws DamagedLogException if an OPEN page of the chain is not valid.
     */
    static Deque<Extent> read(
        final SegmentReader reader, final BlockDirectory directory, final Anchor anchor, final LogPosition end)
    {
        final Deque<Extent> extents = new ArrayDeque<>();
        long lastPage = end.lastPage();
        while (LogFormat.NULL_PAGE != lastPage && anchor.segmentOf(lastPage) >= anchor.firstRetained())
        {
            final long segmentNumber = anchor.segmentOf(lastPage);
            extents.addFirst(new Extent(segmentNumber, lastPage + 1));
            reader.open(segmentNumber, false);
            final PageState state = reader.load(reader.openPage());
            if (PageState.VALID != state)
            {
                throw new DamagedLogException(
                    "the OPEN page of " + reader.fileName() + " in " + directory.path() + " is gone: " +
                    state.description() + " is found in its place");
            }
            lastPage = reader.open().previousPage();
            if (lastPage >= reader.openPage())
            {
                throw new DamagedLogException(
                    "the OPEN page of " + reader.fileName() + " in " + directory.path() + " names page " + lastPage +
                    ", which is not before it, as the last one before it");
            }
        }

        return extents;
    }
}
