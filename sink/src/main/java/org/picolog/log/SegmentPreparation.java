/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * The steps that make a file a segment: under a temporary name it is allocated and written with zeros, or is a purged
 * segment; it gets a header with a new number and salt, is flushed, and only then gets its name, durably. Blocks on the
 * disk; not thread safe.
 */
final class SegmentPreparation implements AutoCloseable
{
    /**
     * Small, so that a commit does not wait behind a large write; the flush of the whole segment at its end remains.
     */
    private static final int CHUNK_LENGTH = 256 * 1024;

    private final BlockDirectory directory;
    private final UUID logId;
    private final int pagesPerSegment;
    private final LogContext ctx;
    private final AlignedMemory zeros;
    private final AlignedMemory headerPage;
    private final Queue<String> recycled = new ArrayDeque<>();
    private final Set<String> toReplace = new HashSet<>();

    private long nextNumber;
    private String name;
    private BlockFile file;
    private long zeroedLength;

    SegmentPreparation(
        final BlockIo io, final BlockDirectory directory, final UUID logId, final long nextNumber, final LogContext ctx)
    {
        this.directory = directory;
        this.logId = logId;
        this.nextNumber = nextNumber;
        this.ctx = ctx;
        pagesPerSegment = ctx.pagesPerSegment();
        zeros = io.allocate(Math.min(CHUNK_LENGTH, pagesPerSegment * LogFormat.PAGE_SIZE));
        headerPage = io.allocate(LogFormat.PAGE_SIZE);
    }

    /**
     * Number that the next segment gets.
     */
    void nextNumber(final long number)
    {
        nextNumber = number;
    }

    int recycledCount()
    {
        return recycled.size();
    }

    /**
     * Use a purged segment's file again: under its temporary name, durably renamed, it is nobody's.
     */
    void recycle(final String temporaryName)
    {
        recycled.add(temporaryName);
    }

    /**
     * A segment cannot be used, and must exist until the one that is prepared under its name does.
     */
    void replace(final String segmentName)
    {
        toReplace.add(segmentName);
    }

    /**
     * One step.
     *
     * @return the segment when that was the last step, else null.
     */
    Segment advance()
    {
        final long length = (long)pagesPerSegment * LogFormat.PAGE_SIZE;
        if (null == file)
        {
            begin(length);
        }
        else if (zeroedLength < length)
        {
            final int chunk = (int)Math.min(zeros.buffer().capacity(), length - zeroedLength);
            file.write(zeroedLength, zeros, 0, chunk);
            zeroedLength += chunk;
        }
        else
        {
            return complete();
        }

        return null;
    }

    /**
     * Give up the file in hand, and its space.
     */
    void abandon()
    {
        if (null != file)
        {
            file.close();
            file = null;
            if (toReplace.contains(name))
            {
                // It has the name that must exist, and gets another file in its place again.
                return;
            }
            directory.delete(name);
        }
    }

    @Override
    public void close()
    {
        if (null != file)
        {
            file.close();
            file = null;
        }
        zeros.close();
        headerPage.close();
    }

    private void begin(final long length)
    {
        if (recycled.isEmpty())
        {
            name = LogFormat.segmentName(nextNumber) + LogFormat.TEMPORARY_SUFFIX;
            file = directory.create(name);
            zeroedLength = 0;
            file.allocate(length);
        }
        else
        {
            // What it holds is told from new pages by the salt.
            name = recycled.poll();
            file = directory.open(name, true);
            zeroedLength = length;
        }
    }

    private Segment complete()
    {
        final SegmentHeader header = new SegmentHeader(
            logId, nextNumber, ctx.saltSupplier().getAsLong(), pagesPerSegment, ctx.epochNanoClock().nanoTime());
        header.encode(headerPage);
        for (int copy = 0; copy < LogFormat.SEGMENT_HEADER_PAGES; copy++)
        {
            file.write((long)copy * LogFormat.PAGE_SIZE, headerPage, 0, LogFormat.PAGE_SIZE);
            file.sync();
        }

        final String segmentName = LogFormat.segmentName(nextNumber);
        if (toReplace.contains(segmentName))
        {
            directory.replace(name, segmentName);
        }
        else
        {
            directory.rename(name, segmentName);
        }
        name = segmentName;
        directory.sync();
        toReplace.remove(segmentName);
        file.close();
        file = null;

        return new Segment(nextNumber++, header.salt(), pagesPerSegment, directory.open(segmentName, true));
    }
}
