/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIoException;
import org.picolog.io.WriteDurability;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/**
 * A segment open for writing.
 */
final class Segment
{
    private final long number;
    private final long salt;
    private final int pagesPerSegment;
    private final BlockFile file;
    private final long[] indexedSequences;
    private long lastPageCrc;

    Segment(final long number, final long salt, final int pagesPerSegment, final BlockFile file)
    {
        this.number = number;
        this.salt = salt;
        this.pagesPerSegment = pagesPerSegment;
        this.file = file;
        indexedSequences = new long[LogIndex.entryCount(pagesPerSegment - LogFormat.SEGMENT_HEADER_PAGES)];
    }

    /**
     * Open a segment that was prepared before and never written to.
     *
     * @return null if the file is not that, or its header cannot be read, or it is not {@link #isOverwritable}.
     */
    static Segment openPrepared(
        final BlockDirectory directory,
        final String name,
        final long expectedNumber,
        final Anchor anchor,
        final WriteDurability durability,
        final AlignedMemory page)
    {
        final BlockFile file = directory.open(name, true);
        final SegmentHeader header;
        try
        {
            header = SegmentHeader.read(file, page, anchor.logId(), expectedNumber);
        }
        catch (final BlockIoException ex)
        {
            file.close();
            if (!RepeatedRead.isOfPlace(ex))
            {
                throw ex;
            }
            return null;
        }
        catch (final RuntimeException ex)
        {
            file.close();
            throw ex;
        }

        if (null != header &&
            header.isOf(anchor.logId(), expectedNumber) &&
            header.pagesPerSegment() == anchor.pagesPerSegment() &&
            LogFormat.segmentName(expectedNumber).equals(name) &&
            file.size() == (long)anchor.pagesPerSegment() * LogFormat.PAGE_SIZE &&
            isOverwritable(file, durability))
        {
            return new Segment(expectedNumber, header.salt(), header.pagesPerSegment(), file);
        }

        file.close();
        return null;
    }

    /**
     * Does a write of the given durability to the file last? One to blocks that a copy shares, or to none in a sparse
     * copy, needs new space. One to blocks that were never written changes metadata, which only {@code RWF_DSYNC} makes
     * durable with it.
     */
    static boolean isOverwritable(final BlockFile file, final WriteDurability durability)
    {
        return !file.hasSharedBlocks() && !file.hasHoles() &&
            (WriteDurability.POWER_LOSS == durability || !file.hasUnwrittenBlocks());
    }

    static void closeAll(final Queue<Segment> segments)
    {
        final List<AutoCloseable> files = new ArrayList<>();
        for (Segment segment = segments.poll(); null != segment; segment = segments.poll())
        {
            files.add(segment.file());
        }
        Closing.closeAll(files.toArray(new AutoCloseable[0]));
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
     * Note a page that was sealed: for the index. The assembler only.
     */
    void sealed(final long pageNumber, final long firstSequence, final long pageCrc)
    {
        final long index = pageNumber - openPage();
        if (0 == (index & (LogIndex.PAGES_PER_ENTRY - 1)))
        {
            indexedSequences[(int)(index / LogIndex.PAGES_PER_ENTRY)] = firstSequence;
        }
        lastPageCrc = pageCrc;
    }

    /**
     * First sequences of one page in {@link LogIndex#PAGES_PER_ENTRY}. Once the segment is filled.
     */
    long[] indexedSequences()
    {
        return indexedSequences;
    }

    /**
     * CRC of the last page. Once the segment is filled.
     */
    long lastPageCrc()
    {
        return lastPageCrc;
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
