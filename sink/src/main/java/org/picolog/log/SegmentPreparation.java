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
import org.picolog.io.WriteDurability;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;

/**
 * The steps that make a file a segment: under a temporary name it is allocated and written with zeros, or is a purged
 * segment; it gets a header with a new number and salt, is flushed, and only then gets its name, durably. Purged ones
 * come first: a file that is being written with zeros waits meanwhile. Blocks on the disk; not thread safe.
 */
final class SegmentPreparation implements AutoCloseable
{
    /**
     * Small, so that a commit does not wait behind a large write; the flush of the whole segment at its end remains.
     */
    private static final int CHUNK_LENGTH = 128 * 1024;

    /**
     * Of no number: it is not known which one it will get.
     */
    private static final String FRESH_NAME =
        LogFormat.SEGMENT_PREFIX + "fresh" + LogFormat.SEGMENT_SUFFIX + LogFormat.TEMPORARY_SUFFIX;

    private final BlockDirectory directory;
    private final UUID logId;
    private final int pagesPerSegment;
    private final LogContext ctx;
    private final AlignedMemory zeros;
    private final AlignedMemory headerPage;
    private final Queue<String> recycled = new ArrayDeque<>();
    private final Set<String> toReplace = new HashSet<>();

    private long nextNumber;
    private BlockFile fresh;
    private long zeroedLength;

    /**
     * What is becoming a segment.
     */
    private String name;
    private BlockFile file;

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

    /**
     * Can the file of a purged segment be used again, and is there not enough of them?
     */
    boolean isWanted(final BlockFile purged)
    {
        return recycled.size() < ctx.preparedSegments() && Segment.isOverwritable(purged, ctx.durability());
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
     * Would the next step write zeros?
     */
    boolean isZeroing()
    {
        return recycled.isEmpty() && null != fresh && zeroedLength < (long)pagesPerSegment * LogFormat.PAGE_SIZE;
    }

    /**
     * One step.
     *
     * @param isUrgent leave out the zeros, if writes that change metadata are durable: then they take longer, and that
     *                 is better than to wait for the zeros.
     * @return the segment when that was the last step, else null.
     */
    Segment advance(final boolean isUrgent)
    {
        final long length = (long)pagesPerSegment * LogFormat.PAGE_SIZE;
        if (!recycled.isEmpty())
        {
            // What it holds is told from new pages by the salt.
            name = recycled.poll();
            file = directory.open(name, true);
            return complete();
        }

        if (null == fresh)
        {
            fresh = directory.create(FRESH_NAME);
            zeroedLength = 0;
            fresh.allocate(length);
        }
        else if (zeroedLength < length && !(isUrgent && WriteDurability.POWER_LOSS == ctx.durability()))
        {
            final int chunk = (int)Math.min(zeros.buffer().capacity(), length - zeroedLength);
            fresh.write(zeroedLength, zeros, 0, chunk);
            zeroedLength += chunk;
        }
        else
        {
            name = FRESH_NAME;
            file = fresh;
            fresh = null;
            return complete();
        }

        return null;
    }

    /**
     * Give up the files in hand, and their space.
     */
    void abandon()
    {
        if (null != file)
        {
            file.close();
            file = null;
            // One whose name must exist gets another file in its place again.
            if (!toReplace.contains(name))
            {
                directory.delete(name);
            }
        }
        if (null != fresh)
        {
            fresh.close();
            fresh = null;
            directory.delete(FRESH_NAME);
        }
    }

    @Override
    public void close()
    {
        Closing.closeAll(file, fresh, zeros, headerPage);
        file = null;
        fresh = null;
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
