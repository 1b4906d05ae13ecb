/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.codecs.log.OpenDecoder;
import org.picolog.codecs.log.PageHeaderDecoder;

/**
 * All that recovery wants to know of one segment, from reading each of its pages once: how far the pages from the OPEN
 * page on continue one another, and what any valid page, there or after, bears witness to.
 */
final class SegmentSurvey
{
    private final long openPage;

    private boolean isOpened;
    private boolean isEpochStart;
    private long epoch;
    private long writeWindow;
    private long cutPage;
    private long previousPage;
    private long previousCrc;
    private long firstSequence;

    private long endPage;
    private PageState endState = PageState.VALID;
    private long lastPageCrc;
    private long lastTimestampNs;
    private long nextSequence;
    private StreamEnd stream = StreamEnd.NONE;

    private long lastTouched = LogFormat.NULL_PAGE;
    private long lastValid = LogFormat.NULL_PAGE;
    private long greatestClaim = LogFormat.NULL_PAGE;

    /**
     * Read the segment that a reader is turned to.
     */
    SegmentSurvey(final SegmentReader reader)
    {
        openPage = reader.openPage();
        endPage = openPage;
        for (long page = openPage; page < reader.endPage(); page++)
        {
            take(reader, page);
        }
    }

    private void take(final SegmentReader reader, final long page)
    {
        final PageState state = reader.load(page);
        if (!state.isUnwritten())
        {
            lastTouched = page;
        }

        if (PageState.VALID == state)
        {
            lastValid = page;
            greatestClaim = Math.max(greatestClaim, page - reader.header().commitLag());
        }

        if (PageState.VALID == endState)
        {
            endState = PageState.VALID != state || isContinuedBy(reader, page) ? state : PageState.SPLICED;
            if (PageState.VALID == endState)
            {
                append(reader, page);
            }
        }
    }

    private boolean isContinuedBy(final SegmentReader reader, final long page)
    {
        final PageHeaderDecoder header = reader.header();
        return page == openPage ||
            header.previousCrc32c() == lastPageCrc && header.firstSequence() == nextSequence;
    }

    private void append(final SegmentReader reader, final long page)
    {
        final PageHeaderDecoder header = reader.header();
        if (page == openPage)
        {
            final OpenDecoder open = reader.open();
            isOpened = true;
            isEpochStart = open.flags().epochStart();
            epoch = open.epoch();
            writeWindow = open.writeWindow();
            cutPage = open.cutPage();
            previousPage = open.previousPage();
            previousCrc = header.previousCrc32c();
            firstSequence = header.firstSequence();
        }

        endPage = page + 1;
        lastPageCrc = reader.checksum();
        lastTimestampNs = header.timestamp();
        nextSequence = header.firstSequence() + reader.completedMessages();
        stream = reader.streamEnd(stream);
    }

    /**
     * Does the OPEN page continue the pages of another segment?
     */
    boolean continues(final SegmentSurvey before)
    {
        return previousPage == before.lastPage() && previousCrc == before.lastPageCrc &&
            firstSequence == before.nextSequence;
    }

    /**
     * Is the OPEN page valid? Only then does what it says mean anything.
     */
    boolean isOpened()
    {
        return isOpened;
    }

    boolean isEpochStart()
    {
        return isEpochStart;
    }

    long epoch()
    {
        return epoch;
    }

    long writeWindow()
    {
        return writeWindow;
    }

    long cutPage()
    {
        return cutPage;
    }

    long previousPage()
    {
        return previousPage;
    }

    long previousCrc()
    {
        return previousCrc;
    }

    long openPage()
    {
        return openPage;
    }

    /**
     * First page that is not valid, or does not continue the one before.
     */
    long endPage()
    {
        return endPage;
    }

    /**
     * What is found there; a valid page if the whole segment is continuous.
     */
    PageState endState()
    {
        return endState;
    }

    /**
     * The page before the {@link #endPage()}.
     */
    long lastPage()
    {
        return endPage - 1;
    }

    long lastPageCrc()
    {
        return lastPageCrc;
    }

    long lastTimestampNs()
    {
        return lastTimestampNs;
    }

    long nextSequence()
    {
        return nextSequence;
    }

    /**
     * Where the stream stands at the end of the {@link #lastPage()}.
     */
    StreamEnd stream()
    {
        return stream;
    }

    /**
     * Last page in which anything was written in this use of the segment; -1 for none.
     */
    long lastTouched()
    {
        return lastTouched;
    }

    /**
     * Last valid page, whether or not it continues the others; -1 for none.
     */
    long lastValid()
    {
        return lastValid;
    }

    /**
     * Greatest mark that a valid page claims; -1 for none.
     */
    long greatestClaim()
    {
        return greatestClaim;
    }
}
