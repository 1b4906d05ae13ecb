/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;

import java.util.Queue;
import java.util.UUID;

/**
 * A log open for writing: one directory, one writer. Its three parts belong to three threads, or to one: the
 * {@link PageAssembler} to the producer of messages, the {@link PageFlusher} to the thread that makes them durable, the
 * {@link SegmentPreparer} to a thread that may block.
 */
public final class DurableLog implements AutoCloseable
{
    private final Parts parts;
    private boolean isClosed;

    private DurableLog(final Parts parts)
    {
        this.parts = parts;
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
        final Parts parts = new Parts(ctx);
        try
        {
            parts.open();
            return new DurableLog(parts);
        }
        catch (final RuntimeException | Error ex)
        {
            Closing.close(parts::close, ex);
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
        return parts.assembler;
    }

    /**
     * What makes pages durable.
     *
     * @return the flusher, for the consumer's thread.
     */
    public PageFlusher flusher()
    {
        return parts.flusher;
    }

    /**
     * What prepares segments ahead.
     *
     * @return the preparer, for a thread that may block.
     */
    public SegmentPreparer preparer()
    {
        return parts.preparer;
    }

    /**
     * Identity of the log, given when it was created.
     *
     * @return the id.
     */
    public UUID logId()
    {
        return parts.recovered.anchor().logId();
    }

    /**
     * Incarnation of this writer.
     *
     * @return the epoch, one more than that of the writer before.
     */
    public long epoch()
    {
        return parts.recovered.end().epoch();
    }

    /**
     * Where the stream stood that the log was fed from, when it was opened.
     *
     * @return what the log knew then.
     */
    public StreamEnd streamEnd()
    {
        return parts.recovered.end().stream();
    }

    /**
     * Purge the segments below one, by and by, and use their files again: what is in them is gone for every reader.
     * Does not block; the {@link #preparer()} does it, and passes over a segment that a reader holds until it lets go.
     * Any thread.
     *
     * @param segmentNumber of the first segment to keep; at the most the one of the last durable page.
     */
    public void purgeBelow(final long segmentNumber)
    {
        final long newest = parts.anchorFile.anchor().segmentOf(parts.publishedMark.lastPage());
        parts.preparer.purgeBelow(Math.min(segmentNumber, newest));
    }

    /**
     * What was found when the log was opened.
     *
     * @return the row of the recovery table.
     */
    public RecoveryVerdict recoveryVerdict()
    {
        return parts.recovered.verdict();
    }

    /**
     * Free everything and let go of the lock. The three parts must be at rest, and the flusher closed on its own thread
     * with {@link PageFlusher#close()} if it was started. If everything is durable, a last page says so; what is not
     * durable yet is abandoned. Whatever fails on the way, the rest is closed.
     *
     * @throws LogReplacedException if the files of the log were taken away meanwhile.
     */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            Closing.closeAll(parts::closeWriter, parts::claimAll, parts.preparer::watchLast, parts::close);
        }
    }

    /**
     * As if the process ended here: nothing more is written. For tests.
     */
    void abandon()
    {
        isClosed = true;
        // Before the preparer would write their indexes.
        Segment.closeAll(parts.filled);
        parts.close();
    }

    /**
     * What a log is made of while it is open; closes as much of it as there is.
     */
    private static final class Parts
    {
        private final LogContext ctx;
        private final BlockIo io;
        private final Queue<Segment> ready = new OneToOneConcurrentArrayQueue<>(2);
        private final Queue<Segment> activated;
        private final Queue<Segment> filled;
        private BlockDirectory directory;
        private BlockFile lock;
        private AnchorFile anchorFile;
        private RecoveredLog recovered;
        private PublishedMark publishedMark;
        private AlignedMemory slab;
        private PageRing ring;
        private SegmentPreparer preparer;
        private PageAssembler assembler;
        private BlockWriter writer;
        private PageFlusher flusher;
        private boolean isWriterClosed;
        private boolean isSlabInUse;

        Parts(final LogContext ctx)
        {
            this.ctx = ctx;
            io = ctx.blockIo();
            // Room for every segment that can be between two parties, so that each offer succeeds.
            final int pagesPerSegment = ctx.pagesPerSegment() - LogFormat.SEGMENT_HEADER_PAGES;
            final int inRing = ctx.slabLength() / LogFormat.PAGE_SIZE / pagesPerSegment + 2;
            final int capacity = inRing + ctx.maxWritesInFlight() + 2;
            activated = new OneToOneConcurrentArrayQueue<>(capacity);
            filled = new OneToOneConcurrentArrayQueue<>(capacity);
        }

        void open()
        {
            directory = io.openDirectory(ctx.directory());
            lock = directory.lock(LogFormat.LOCK_FILE, ctx.lockTimeoutNs());
            // What an earlier process created, renamed or deleted is made durable before anything is concluded from it.
            directory.sync();
            anchorFile = AnchorFile.openOrCreate(io, directory, this::newAnchor);
            checkContext(anchorFile.anchor());
            recovered = Recovery.recover(io, directory, anchorFile.anchor());
            final long nextSegment = recovered.lastTouched() + 1;
            deleteLeftovers(anchorFile.anchor().firstRetained());

            slab = io.allocate(ctx.slabLength());
            ring = new PageRing(slab);
            preparer = new SegmentPreparer(
                io, directory, anchorFile, ready, filled, recovered.end().epoch(), nextSegment, ctx);
            adoptPrepared(nextSegment);
            openEpoch();
        }

        private Anchor newAnchor()
        {
            final UUID logId = new UUID(ctx.saltSupplier().getAsLong(), ctx.saltSupplier().getAsLong());
            return Anchor.create(logId, ctx.pagesPerSegment());
        }

        private void checkContext(final Anchor anchor)
        {
            if (anchor.pagesPerSegment() != ctx.pagesPerSegment())
            {
                throw new IllegalArgumentException(
                    LogConfiguration.SEGMENT_LENGTH_PROP_NAME + "=" + ctx.segmentLength() + ": the log in " +
                    directory.path() + " was created with " + (long)anchor.pagesPerSegment() * LogFormat.PAGE_SIZE +
                    ", which stays for the life of a log");
            }
        }

        /**
         * What was being prepared, and what was being purged: the anchor does not speak of either.
         */
        private void deleteLeftovers(final long firstRetained)
        {
            directory.list().stream()
                .filter((name) -> LogFormat.isTemporaryName(name) ||
                    LogFormat.isSegmentName(name) && LogFormat.segmentNumber(name) < firstRetained ||
                    LogIndex.isIndexName(name) && LogFormat.segmentNumber(name) < firstRetained)
                .forEach(directory::delete);
        }

        /**
         * Segments beyond the last touched one were prepared and never written to: they are as good as new ones. One
         * that does not follow is of no use, since numbers grow along the chain. One that the anchor names must exist,
         * whatever happens next: it stays until another takes its name.
         */
        private void adoptPrepared(final long firstNumber)
        {
            final AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE);
            try
            {
                long number = firstNumber;
                for (final String name : directory.list())
                {
                    if (LogFormat.isSegmentName(name) && LogFormat.segmentNumber(name) >= firstNumber)
                    {
                        final Segment segment =
                            Segment.openPrepared(
                                directory, name, number, anchorFile.anchor(), ctx.durability(), page);
                        if (null != segment)
                        {
                            preparer.adopt(segment);
                            number++;
                        }
                        else if (LogFormat.segmentNumber(name) > anchorFile.anchor().highestActivated())
                        {
                            directory.delete(name);
                        }
                        else
                        {
                            preparer.replace(name);
                        }
                    }
                }
            }
            finally
            {
                page.close();
            }
        }

        /**
         * The first OPEN page of an epoch is durable before anything else of it is submitted, served or announced.
         */
        private void openEpoch()
        {
            final LogPosition end = recovered.end();
            publishedMark = PublishedMark.openForWriting(directory);
            final FileWatch fileWatch = new FileWatch(directory, lock, anchorFile);
            preparer.watch(fileWatch);
            final Segment first = preparer.takeFirst();
            assembler = new PageAssembler(ring, ready, activated, end, ctx);
            assembler.begin(first, recovered.cutPage());
            writeNow(first);

            preparer.deleteOrphans(recovered.firstOrphan(), first.number());
            fileWatch.retain(first.number());

            preparer.makeReady();
            writer = io.newWriter(slab, lock, ctx.maxWritesInFlight(), ctx.durability());
            flusher = new PageFlusher(
                ring, writer, activated, filled, publishedMark, end.nextSequence() - 1, ctx);
            if (!ctx.retention().keepsAll())
            {
                preparer.retain(new RetentionTask(directory, publishedMark, ctx));
            }
            preparer.watch(flusher.flushTimes());
        }

        /**
         * After a clean close the last page that was acknowledged has a witness: a page that claims it.
         */
        private void claimAll()
        {
            if (!isSlabInUse && flusher.isIdle() && assembler.claim())
            {
                writeNow(assembler.segment());
            }
        }

        private void writeNow(final Segment segment)
        {
            final long index = ring.sealed() - 1;
            segment.file().write(
                segment.filePosition(ring.pageNumber(index)), slab, ring.slabOffset(index), LogFormat.PAGE_SIZE);
            segment.file().sync();
            ring.released(index + 1);
            publishedMark.lastPage(ring.pageNumber(index));
        }

        void close()
        {
            Closing.closeAll(
                this::closeWriter,
                null == flusher ? null : flusher::closeSegments,
                () -> Segment.closeAll(activated),
                preparer,
                () -> Segment.closeAll(filled),
                anchorFile,
                publishedMark,
                this::freeSlab,
                lock,
                directory);
        }

        private void closeWriter()
        {
            if (null != writer && !isWriterClosed)
            {
                isWriterClosed = true;
                // On a thread that is not its own the writer cannot wait for the writes in flight, and throws.
                isSlabInUse = writer.inFlight() > 0;
                writer.close();
                isSlabInUse = writer.inFlight() > 0;
            }
        }

        /**
         * Not while a write may still read from it: memory lost is better than a page overwritten with anything.
         */
        private void freeSlab()
        {
            if (null != slab && !isSlabInUse)
            {
                slab.close();
            }
        }
    }
}
