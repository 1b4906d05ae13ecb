/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;

import java.util.List;
import java.util.Queue;
import java.util.UUID;

/**
 * A log open for writing: one directory, one writer. Its three parts belong to three threads, or to one: the
 * {@link PageAssembler} to the producer of messages, the {@link PageFlusher} to the thread that makes them durable, the
 * {@link SegmentPreparer} to a thread that may block.
 */
public final class DurableLog implements AutoCloseable
{
    private final BlockDirectory directory;
    private final BlockFile lock;
    private final AlignedMemory slab;
    private final SegmentPreparer preparer;
    private final PageAssembler assembler;
    private final PageFlusher flusher;
    private final Queue<Segment> activated;
    private final Queue<Segment> filled;
    private final UUID logId;
    private final long epoch;

    private DurableLog(final Opening opening)
    {
        directory = opening.directory;
        lock = opening.lock;
        slab = opening.slab;
        preparer = opening.preparer;
        assembler = opening.assembler;
        flusher = opening.flusher;
        activated = opening.activated;
        filled = opening.filled;
        logId = opening.logId;
        epoch = opening.start.epoch();
    }

    /**
     * Lock a directory and open the log in it, creating the log if the directory holds none. Blocks: a first segment is
     * written, and the start of the new epoch is durable on return.
     *
     * @param ctx configuration; concluded here.
     * @return the log, to be closed by the caller.
     * @throws org.picolog.io.BlockIoException if the directory cannot be used, with subclasses for the reasons.
     * @throws LogException                    if what is in the directory cannot be appended to.
     */
    public static DurableLog open(final LogContext ctx)
    {
        ctx.conclude();
        final Opening opening = new Opening(ctx);
        try
        {
            return opening.open();
        }
        catch (final RuntimeException | Error ex)
        {
            opening.abandon();
            throw ex;
        }
    }

    /**
     * Where messages are appended.
     *
     * @return the assembler, for the producer's thread.
     */
    public PageAssembler assembler()
    {
        return assembler;
    }

    /**
     * What makes pages durable.
     *
     * @return the flusher, for the consumer's thread.
     */
    public PageFlusher flusher()
    {
        return flusher;
    }

    /**
     * What prepares segments ahead.
     *
     * @return the preparer, for a thread that may block.
     */
    public SegmentPreparer preparer()
    {
        return preparer;
    }

    /**
     * Identity of the log, given when it was created.
     *
     * @return the id.
     */
    public UUID logId()
    {
        return logId;
    }

    /**
     * Incarnation of this writer.
     *
     * @return the epoch, one more than that of the writer before.
     */
    public long epoch()
    {
        return epoch;
    }

    /**
     * Free everything and let go of the lock. The three parts must be at rest, and the flusher closed on its own thread
     * with {@link PageFlusher#close()} if it was started. What is not durable yet is abandoned.
     */
    @Override
    public void close()
    {
        flusher.close();
        closeAll(activated);
        closeAll(filled);
        flusher.closeSegments();
        preparer.close();
        CloseHelper.closeAll(slab, lock, directory);
    }

    private static void closeAll(final Queue<Segment> segments)
    {
        for (Segment segment = segments.poll(); null != segment; segment = segments.poll())
        {
            segment.file().close();
        }
    }

    /**
     * The steps of opening, each of which may fail; holds what is to be undone then.
     */
    private static final class Opening
    {
        private final LogContext ctx;
        private final BlockIo io;
        private final Queue<Segment> prepared;
        private final Queue<Segment> activated;
        private final Queue<Segment> filled;
        private BlockDirectory directory;
        private BlockFile lock;
        private AlignedMemory slab;
        private SegmentPreparer preparer;
        private PageAssembler assembler;
        private PageFlusher flusher;
        private BlockWriter writer;
        private UUID logId;
        private LogPosition start;

        Opening(final LogContext ctx)
        {
            this.ctx = ctx;
            io = ctx.blockIo();
            // A segment is in at most one of the queues, so that each offer finds room.
            final int capacity = 2 * (ctx.preparedSegments() + ctx.maxWritesInFlight() + 2);
            prepared = new OneToOneConcurrentArrayQueue<>(capacity);
            activated = new OneToOneConcurrentArrayQueue<>(capacity);
            filled = new OneToOneConcurrentArrayQueue<>(capacity);
        }

        DurableLog open()
        {
            directory = io.openDirectory(ctx.directory());
            lock = directory.lock(LogFormat.LOCK_FILE, ctx.lockTimeoutNs());
            requireEmpty();

            logId = new UUID(ctx.saltSupplier().getAsLong(), ctx.saltSupplier().getAsLong());
            start = LogPosition.START;
            slab = io.allocate(ctx.slabLength());
            preparer = new SegmentPreparer(io, directory, prepared, filled, ctx, logId, 0);
            preparer.prepareOne();
            openEpoch();

            return new DurableLog(this);
        }

        private void requireEmpty()
        {
            final List<String> segments = directory.list().stream().filter(LogFormat::isSegmentName).toList();
            if (!segments.isEmpty())
            {
                throw new UnsupportedLogException(
                    directory.path() + " holds a log already, and appending to an existing log is not supported yet: " +
                    "read it, or choose an empty directory");
            }
        }

        /**
         * The first OPEN page of an epoch is durable before anything else of it is submitted, served or announced.
         */
        private void openEpoch()
        {
            final PageRing ring = new PageRing(slab);
            assembler = new PageAssembler(ring, prepared, activated, start, ctx);
            final Segment first = prepared.poll();
            final long index = assembler.begin(first, LogFormat.NULL_PAGE);
            first.file().write(
                first.filePosition(first.openPage()), slab, ring.slabOffset(index), LogFormat.PAGE_SIZE);
            first.file().sync();
            ring.released(index + 1);

            writer = io.newWriter(slab, lock, ctx.maxWritesInFlight(), ctx.durability());
            flusher = new PageFlusher(ring, writer, activated, filled, start.nextSequence() - 1, ctx);
        }

        void abandon()
        {
            CloseHelper.closeAll(writer);
            closeAll(activated);
            if (null != preparer)
            {
                preparer.close();
            }
            CloseHelper.closeAll(slab, lock, directory);
        }
    }
}
