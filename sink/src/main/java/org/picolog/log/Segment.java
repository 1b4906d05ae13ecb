/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockFile;

/**
 * A segment open for writing.
 */
final class Segment
{
    private final long number;
    private final long salt;
    private final int pagesPerSegment;
    private final BlockFile file;

    Segment(final long number, final long salt, final int pagesPerSegment, final BlockFile file)
    {
        this.number = number;
        this.salt = salt;
        this.pagesPerSegment = pagesPerSegment;
        this.file = file;
    }

    long number()
    {
        return number;
    }

    long salt()
    {
        return salt;
    }

    BlockFile file()
    {
        return file;
    }

    /**
     * Number of the OPEN page.
     */
    long openPage()
    {
        return number * pagesPerSegment + LogFormat.SEGMENT_HEADER_PAGES;
    }

    /**
     * Number of the first page after the segment.
     */
    long endPage()
    {
        return (number + 1) * pagesPerSegment;
    }

    long filePosition(final long pageNumber)
    {
        return (pageNumber - number * pagesPerSegment) * LogFormat.PAGE_SIZE;
    }
}
