/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.NanoClock;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * Prepares segments ahead of their use, off the flush path: a first write to fresh blocks costs the file system several
 * times what an overwrite does. A segment gets its name only when every block of it is written and flushed.
 * <p>
 * Blocks on the disk, so it has a thread of its own whatever the threading of the rest.
 */
public final class SegmentPreparer implements Agent, AutoCloseable
{
    private static final int CHUNK_LENGTH = 1024 * 1024;
    private static final long NO_SPACE_RETRY_NS = 1_000_000_000L;
    private static final int RESERVE = 1;

    private final BlockDirectory directory;
    private final AnchorFile anchorFile;
    private final Queue<Segment> ready;
    private final Queue<Segment> filled;
    private final ArrayDeque<Segment> pool = new ArrayDeque<>();
    private final long epoch;
    private final UUID logId;
    private final int pagesPerSegment;
    private final int depth;
    private final LongSupplier salts;
    private final EpochNanoClock epochClock;
    private final NanoClock clock;
    private final AlignedMemory zeros;
    private final AlignedMemory headerPage;

    private long nextNumber;
    private BlockFile file;
    private long zeroedLength;
    private long pauseUntilNs;
    private volatile boolean isSpaceLow;

    SegmentPreparer(
        final BlockIo io,
        final BlockDirectory directory,
        final AnchorFile anchorFile,
        final Queue<Segment> ready,
        final Queue<Segment> filled,
        final long epoch,
        final long nextNumber,
        final LogContext ctx)
    {
        this.directory = directory;
        this.anchorFile = anchorFile;
        this.ready = ready;
        this.filled = filled;
        this.epoch = epoch;
        this.nextNumber = nextNumber;
        logId = anchorFile.anchor().logId();
        pagesPerSegment = ctx.pagesPerSegment();
        depth = ctx.preparedSegments();
        salts = ctx.saltSupplier();
        epochClock = ctx.epochNanoClock();
        clock = ctx.nanoClock();
        pauseUntilNs = clock.nanoTime();
        zeros = io.allocate(Math.min(CHUNK_LENGTH, pagesPerSegment * LogFormat.PAGE_SIZE));
        headerPage = io.allocate(LogFormat.PAGE_SIZE);
    }

    @Override
    public String roleName()
    {
        return "picolog-preparer";
    }

    /**
     * One step: close what is filled, hand over the next segment, and write the next piece of the one being prepared.
     * Blocks on the disk.
     *
     * @return an indication of work done, 0 when the pool is full or while pausing.
     * @throws BlockIoException when the disk fails; running out of space is not a failure, see {@link #isSpaceLow()}.
     */
    @Override
    public int doWork()
    {
        int workCount = closeFilled();
        // The last one stays back: a restart needs a segment to begin its epoch in, and there may be no space for it.
        if (ready.isEmpty() && pool.size() > RESERVE)
        {
            ready.add(take());
            workCount++;
        }

        if (pool.size() < depth + RESERVE && clock.nanoTime() - pauseUntilNs >= 0)
        {
            step();
            workCount++;
        }

        return workCount;
    }

    /**
     * Could the last attempt to prepare a segment not find the space? Any thread.
     *
     * @return true from the failed attempt on until one succeeds.
     */
    public boolean isSpaceLow()
    {
        return isSpaceLow;
    }

    /**
     * Take over a segment that was prepared before the log was opened. Before anything else is prepared, in order.
     */
    void adopt(final Segment segment)
    {
        pool.add(segment);
        nextNumber = segment.number() + 1;
    }

    /**
     * Have a segment for the beginning of an epoch, preparing it now if need be. Blocks.
     *
     * @throws BlockIoException when the disk fails or is full.
     */
    Segment takeFirst()
    {
        while (pool.isEmpty())
        {
            advance();
        }

        return take();
    }

    /**
     * Delete segments that the chain skips. What was in them does not exist.
     */
    void deleteOrphans(final long firstNumber, final long endNumber)
    {
        boolean isChanged = false;
        final List<String> names = directory.list();
        for (long number = firstNumber; number < endNumber; number++)
        {
            final String name = LogFormat.segmentName(number);
            if (names.contains(name))
            {
                directory.delete(name);
                isChanged = true;
            }
        }

        if (isChanged)
        {
            directory.sync();
        }
    }

    /**
     * Close every file and free the memory. Not on another thread while one is in {@link #doWork()}. A segment half
     * prepared is left under its temporary name, to be deleted when the log is next opened.
     */
    @Override
    public void close()
    {
        closeFilled();
        Segment.closeAll(ready);
        Segment.closeAll(pool);
        if (null != file)
        {
            file.close();
            file = null;
        }
        zeros.close();
        headerPage.close();
    }

    /**
     * The anchor names a segment before anything of it can be acknowledged.
     */
    private Segment take()
    {
        anchorFile.write(anchorFile.anchor().activated(pool.peek().number(), epoch));
        return pool.poll();
    }

    private void step()
    {
        final long startNs = clock.nanoTime();
        try
        {
            advance();
            if (!pool.isEmpty())
            {
                // Nobody is waiting: leave the device half of the time to the flusher.
                final long endNs = clock.nanoTime();
                pauseUntilNs = endNs + (endNs - startNs);
            }
        }
        catch (final BlockIoException ex)
        {
            if (Errno.ENOSPC != ex.errno() && Errno.EDQUOT != ex.errno())
            {
                throw ex;
            }
            isSpaceLow = true;
            abandon();
            pauseUntilNs = clock.nanoTime() + NO_SPACE_RETRY_NS;
        }
    }

    private void advance()
    {
        final long length = (long)pagesPerSegment * LogFormat.PAGE_SIZE;
        if (null == file)
        {
            file = directory.create(temporaryName());
            zeroedLength = 0;
            file.allocate(length);
        }
        else if (zeroedLength < length)
        {
            final int chunk = (int)Math.min(zeros.buffer().capacity(), length - zeroedLength);
            file.write(zeroedLength, zeros, 0, chunk);
            zeroedLength += chunk;
        }
        else
        {
            complete();
        }
    }

    private void complete()
    {
        final SegmentHeader header = new SegmentHeader(
            logId, nextNumber, salts.getAsLong(), pagesPerSegment, epochClock.nanoTime());
        header.encode(headerPage);
        for (int copy = 0; copy < LogFormat.SEGMENT_HEADER_PAGES; copy++)
        {
            file.write((long)copy * LogFormat.PAGE_SIZE, headerPage, 0, LogFormat.PAGE_SIZE);
            file.sync();
        }

        file.close();
        file = null;
        final String name = LogFormat.segmentName(nextNumber);
        directory.rename(temporaryName(), name);
        directory.sync();

        isSpaceLow = false;
        pool.add(new Segment(nextNumber, header.salt(), pagesPerSegment, directory.open(name, true)));
        nextNumber++;
    }

    private void abandon()
    {
        if (null != file)
        {
            file.close();
            file = null;
            directory.delete(temporaryName());
        }
    }

    private int closeFilled()
    {
        int count = 0;
        for (Segment segment = filled.poll(); null != segment; segment = filled.poll())
        {
            segment.file().close();
            count++;
        }

        return count;
    }

    private String temporaryName()
    {
        return LogFormat.segmentName(nextNumber) + LogFormat.TEMPORARY_SUFFIX;
    }
}
