/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.NanoClock;
import org.picolog.io.BlockWriter;
import org.picolog.io.Errno;

import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * Makes sealed pages durable and moves the commit mark: everything below the mark is durable, whatever the order in
 * which writes complete. One thread, the consumer, may call; nothing blocks or allocates, but for a roll and {@link
 * #await}.
 * <p> Group commit without a timer: a device with nothing to do gets what there is, at once; a busy one gets a further
 * write only when that is a large one.
 * <p>
 * A failure is final: no mark moves again in this incarnation.
 */
public final class PageFlusher extends Padded
{
    private final PageRing ring;
    private final BlockWriter writer;
    private final Queue<Segment> activated;
    private final Queue<Segment> filled;
    private final PublishedMark publishedMark;
    private final int maxWritePages;
    private final int writeWindow;
    private final BlockWriter.CompletionHandler completionHandler = this::onCompletion;
    private final NanoClock clock;
    private final LongConsumer flushTimeConsumer;
    private final LongConsumer commitTimeConsumer;
    private final FlushTimes flushTimes;

    /**
     * Writes in flight, oldest first; a token is an index into this ring.
     */
    private final Write[] writes;
    private final int writesMask;
    private long writesHead;
    private long writesTail;

    /**
     * Segments with a write in flight or to come, oldest first.
     */
    private final Segment[] segments;
    private final int[] slots;
    private int segmentCount;

    private long submitted;
    private long released;
    private long committedSequence;
    private long committedStreamPosition = LogFormat.NULL_POSITION;
    private int committedSessionId;
    private long bytesWritten;
    private long writeCount;
    private long segmentsTaken;
    private WriteFailedException failure;
    private boolean isStarted;

    PageFlusher(
        final PageRing ring,
        final BlockWriter writer,
        final Queue<Segment> activated,
        final Queue<Segment> filled,
        final PublishedMark publishedMark,
        final long committedSequence,
        final LogContext ctx)
    {
        this.ring = ring;
        this.writer = writer;
        this.activated = activated;
        this.filled = filled;
        maxWritePages = ctx.maxWritePages();
        writeWindow = ctx.writeWindow();
        clock = ctx.nanoClock();
        flushTimeConsumer = ctx.flushTimeConsumer();
        commitTimeConsumer = ctx.commitTimeConsumer();
        flushTimes = new FlushTimes(clock, ctx.slowWriteThresholdNs());
        this.publishedMark = publishedMark;
        this.committedSequence = committedSequence;

        ring.committedSequence(committedSequence);
        submitted = ring.released();
        released = submitted;
        final int maxWritesInFlight = ctx.maxWritesInFlight();
        segments = new Segment[maxWritesInFlight + 1];
        slots = new int[maxWritesInFlight + 1];
        writesMask = maxWritesInFlight - 1;
        writes = new Write[maxWritesInFlight];
        for (int i = 0; i < maxWritesInFlight; i++)
        {
            writes[i] = new Write();
        }
    }

    /**
     * Make the calling thread the consumer, unless there is one.
     */
    public void start()
    {
        if (!isStarted)
        {
            isStarted = true;
            writer.start();
        }
    }

    /**
     * One duty cycle: take in what completed, move the mark, write what there is.
     *
     * @return an indication of work done, 0 for none.
     * @throws WriteFailedException when a write failed, and on each call from then on.
     */
    public int doWork()
    {
        if (null != failure)
        {
            throw failure;
        }

        int workCount = writer.poll(completionHandler);
        if (workCount > 0)
        {
            advance();
        }
        workCount += write();

        return workCount;
    }

    /**
     * Wait in the kernel until a write completes. Returns at once when none is in flight.
     *
     * @param timeoutNs longest wait in nanoseconds.
     */
    public void await(final long timeoutNs)
    {
        writer.awaitCompletion(timeoutNs);
    }

    /**
     * Is everything durable that was sealed?
     *
     * @return true if nothing is pending and nothing in flight.
     */
    public boolean isIdle()
    {
        return released == ring.sealed();
    }

    /**
     * Is a write in flight?
     *
     * @return true if so: {@link #await(long)} would wait.
     */
    public boolean isWriting()
    {
        return writesHead < writesTail;
    }

    /**
     * As {@link #committedSequence()}, for any thread.
     *
     * @return the sequence, 0 for none.
     */
    public long publishedSequence()
    {
        return ring.committedSequence();
    }

    /**
     * Messages up to and including this one are durable.
     *
     * @return the sequence, 0 for none.
     */
    public long committedSequence()
    {
        return committedSequence;
    }

    /**
     * Position in the stream up to which it is durable.
     *
     * @return the position, -1 if no message of a stream was committed by this writer.
     */
    public long committedStreamPosition()
    {
        return committedStreamPosition;
    }

    /**
     * Session that {@link #committedStreamPosition()} is of.
     *
     * @return the session id.
     */
    public int committedSessionId()
    {
        return committedSessionId;
    }

    /**
     * Bytes made durable.
     *
     * @return the number since the log was opened.
     */
    public long bytesWritten()
    {
        return bytesWritten;
    }

    /**
     * Writes completed.
     *
     * @return the number since the log was opened.
     */
    public long writeCount()
    {
        return writeCount;
    }

    /**
     * Writes in flight.
     *
     * @return their number.
     */
    public int writesInFlight()
    {
        return (int)(writesTail - writesHead);
    }

    /**
     * How long writes take.
     *
     * @return the same object always; any thread may ask it.
     */
    public FlushTimes flushTimes()
    {
        return flushTimes;
    }

    /**
     * Pages that are durable, of those that {@link PageAssembler#pagesSealed()} counts.
     *
     * @return the number since the log was opened.
     */
    public long pagesDurable()
    {
        return released;
    }

    /**
     * Pages of the slab that can be filled: all but those that are sealed and not durable.
     *
     * @return the number.
     */
    public long pagesFree()
    {
        return ring.capacity() - (ring.sealed() - released);
    }

    /**
     * Segments begun after the first of this epoch.
     *
     * @return the number since the log was opened.
     */
    public long rollCount()
    {
        return Math.max(0, segmentsTaken - 1);
    }

    /**
     * Wait for the writes in flight and free what the queue of writes holds. On the consumer's thread.
     */
    public void close()
    {
        writer.close();
    }

    void closeSegments()
    {
        final AutoCloseable[] files = new AutoCloseable[segmentCount];
        while (segmentCount > 0)
        {
            segmentCount--;
            files[segmentCount] = segments[segmentCount].file();
        }
        Closing.closeAll(files);
    }

    private int write()
    {
        final long sealed = ring.sealed();
        int queued = 0;
        while (submitted < sealed && writesTail - writesHead <= writesMask)
        {
            final int pages = nextWritePages(sealed);
            final boolean isBusy = isWriting();
            if (0 == pages || isBusy && sealed - submitted < maxWritePages)
            {
                break;
            }
            queueWrite(pages);
            queued++;
        }

        // Also when nothing is new: the kernel may have been too busy to take everything the last time.
        writer.submit();

        return queued;
    }

    /**
     * How many pages the next write may take: contiguous in the slab and in the segment, within the window.
     */
    private int nextWritePages(final long sealed)
    {
        final long pageNumber = ring.pageNumber(submitted);
        final long mark = released < submitted ? ring.pageNumber(released) : pageNumber;
        final long toSlabEnd = ring.capacity() - ring.slot(submitted);
        final long toSegmentEnd = segmentOf(pageNumber).endPage() - pageNumber;
        final long toWindowEnd = mark + writeWindow - pageNumber;

        final long bound = Math.min(Math.min(toSlabEnd, toSegmentEnd), Math.min(toWindowEnd, maxWritePages));
        return (int)Math.max(0, Math.min(sealed - submitted, bound));
    }

    private void queueWrite(final int pages)
    {
        final long pageNumber = ring.pageNumber(submitted);
        final Segment segment = segmentOf(pageNumber);

        final Write write = writes[(int)writesTail & writesMask];
        write.endIndex = submitted + pages;
        write.slot = slots[indexOf(segment)];
        write.filePosition = segment.filePosition(pageNumber);
        write.slabOffset = ring.slabOffset(submitted);
        write.length = pages * LogFormat.PAGE_SIZE;
        write.shortWrites = 0;
        write.interruptions = 0;
        write.isDurable = false;
        write.startNs = clock.nanoTime();

        if (writesHead == writesTail)
        {
            flushTimes.oldest(write.startNs);
        }
        enqueue(write, writesTail);
        writesTail++;
        submitted += pages;
    }

    private void enqueue(final Write write, final long token)
    {
        if (!writer.write(write.slot, write.filePosition, write.slabOffset, write.length, token))
        {
            throw new IllegalStateException("queue of writes is full with " + writer.inFlight() + " in flight");
        }
    }

    private void onCompletion(final long token, final int result)
    {
        final Write write = writes[(int)token & writesMask];
        switch (WriteOutcome.of(result, write.length, write.shortWrites, write.interruptions))
        {
            case DURABLE:
                onDurable(write);
                break;

            case AGAIN:
                if (WriteOutcome.isInterruption(result))
                {
                    write.interruptions++;
                }
                else
                {
                    write.shortWrites++;
                }
                enqueue(write, token);
                writer.submit();
                break;

            default:
                fail(write, result);
                break;
        }
    }

    private void onDurable(final Write write)
    {
        final long timeNs = clock.nanoTime() - write.startNs;
        write.isDurable = true;
        bytesWritten += write.length;
        writeCount++;
        flushTimes.completed(timeNs);
        flushTimeConsumer.accept(timeNs);
    }

    private void fail(final Write write, final int result)
    {
        if (null == failure)
        {
            final String name = nameOf(write.slot);
            failure = new WriteFailedException(
                "write of " + write.length + " bytes at " + write.filePosition + " of " + name + " failed: " +
                (result < 0 ? Errno.describe(-result) : "only " + result + " bytes were written, twice") +
                ". Nothing after sequence " + committedSequence +
                " is acknowledged. Check the device and the free space, then restart: recovery keeps what was " +
                "acknowledged.");
        }
    }

    private void advance()
    {
        if (null != failure)
        {
            throw failure;
        }

        final long before = released;
        long mark = before;
        while (writesHead < writesTail && writes[(int)writesHead & writesMask].isDurable)
        {
            mark = writes[(int)writesHead & writesMask].endIndex;
            writesHead++;
        }

        if (mark > before)
        {
            noteOldest();
            noteCommitTimes(before, mark);
            // Read before the slots go back to the producer.
            final long last = mark - 1;
            committedSequence = ring.nextSequence(last) - 1;
            committedStreamPosition = ring.streamPosition(last);
            committedSessionId = ring.sessionId(last);
            final long endPage = ring.pageNumber(last) + 1;

            released = mark;
            // Who sees the sequence finds it with a reader.
            publishedMark.lastPage(endPage - 1);
            ring.committedSequence(committedSequence);
            ring.released(mark);
            retireSegmentsBelow(endPage);
        }
    }

    private void noteOldest()
    {
        if (isWriting())
        {
            flushTimes.oldest(writes[(int)writesHead & writesMask].startNs);
        }
        else
        {
            flushTimes.noneInFlight();
        }
    }

    private void noteCommitTimes(final long first, final long end)
    {
        final long nowNs = clock.nanoTime();
        for (long index = first; index < end; index++)
        {
            commitTimeConsumer.accept(nowNs - ring.begunNs(index));
        }
    }

    private Segment segmentOf(final long pageNumber)
    {
        Segment segment = segmentCount > 0 ? segments[segmentCount - 1] : null;
        while (null == segment || pageNumber >= segment.endPage())
        {
            segment = activated.poll();
            if (null == segment)
            {
                throw new IllegalStateException("page " + pageNumber + " is of a segment that was never activated");
            }
            segmentsTaken++;
            segments[segmentCount] = segment;
            segmentCount++;
            slots[segmentCount - 1] = writer.register(segment.file());
        }

        return segment;
    }

    private int indexOf(final Segment segment)
    {
        int index = segmentCount - 1;
        while (segments[index] != segment)
        {
            index--;
        }

        return index;
    }

    private String nameOf(final int slot)
    {
        for (int i = 0; i < segmentCount; i++)
        {
            if (slots[i] == slot)
            {
                return segments[i].file().name();
            }
        }

        return "slot " + slot;
    }

    private void retireSegmentsBelow(final long pageNumber)
    {
        while (segmentCount > 0 && segments[0].endPage() <= pageNumber)
        {
            writer.unregister(slots[0]);
            if (!filled.offer(segments[0]))
            {
                throw new IllegalStateException("the preparer has not taken the segments filled before");
            }
            segmentCount--;
            System.arraycopy(segments, 1, segments, 0, segmentCount);
            System.arraycopy(slots, 1, slots, 0, segmentCount);
        }
    }

    private static final class Write
    {
        private long endIndex;
        private long filePosition;
        private long startNs;
        private int slabOffset;
        private int length;
        private int slot;
        private int shortWrites;
        private int interruptions;
        private boolean isDurable;
    }
}
