/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A log open for writing, under as much load as it takes: one step appends a message, or waits a little if there is no
 * room. Now and then old segments are purged, so that files are used again; what may be appended before the log is read
 * and compared is less than what is retained.
 */
final class Load implements Appender, AutoCloseable
{
    /**
     * Length of a segment unless a rig wants another.
     */
    static final int SEGMENT_LENGTH = 1024 * 1024;

    /**
     * Fits a file system of that length with all that is prepared ahead.
     */
    static final long DISK_LENGTH = 384L << 20;

    /**
     * What one writer appends at most before the next one is started, which reads half of the time.
     */
    static final long MAX_APPENDED_BYTES = 24L * SEGMENT_LENGTH;

    /**
     * More than two writers append.
     */
    static final int RETAINED_SEGMENTS = 64;

    private static final int PREPARED_SEGMENTS = 4;
    private static final int MAX_MESSAGE_LENGTH = 20_000;
    private static final long PAUSE_NS = 20_000;
    private static final int PURGE_INTERVAL = 512;

    private final Messages messages;
    private final SegmentFiles files;
    private final long writer;
    private final int retainedSegments;
    private final UnsafeBuffer message;
    private final EmbeddedLog log;
    private final long first;
    private long refusals;
    private long appendedBytes;
    private long share = MAX_APPENDED_BYTES;
    private int length;
    private int steps;
    private int purgedAt = -1;
    private volatile long retainedFrom = 1;

    private Load(final Messages messages, final LogContext ctx, final long writer, final int retainedSegments)
    {
        this.retainedSegments = retainedSegments;
        this.messages = messages;
        this.writer = writer;
        files = new SegmentFiles(ctx.directory());
        message = messages.newBuffer();
        log = EmbeddedLog.open(ctx);
        first = log.nextSequence();
    }

    static Messages messages()
    {
        return new Messages(MAX_MESSAGE_LENGTH);
    }

    static LogContext context(final Path directory)
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(SEGMENT_LENGTH)
            .slabLength(SEGMENT_LENGTH)
            .maxWriteLength(SEGMENT_LENGTH / 16)
            .maxWritesInFlight(8);
    }

    /**
     * Open the log and begin.
     *
     * @param messages to append.
     * @param ctx      of the log.
     * @param writer   number of this writer.
     * @return the load, to be closed by the caller.
     */
    static Load open(final Messages messages, final LogContext ctx, final long writer)
    {
        return open(messages, ctx, writer, RETAINED_SEGMENTS);
    }

    /**
     * Open the log and begin.
     *
     * @param messages         to append.
     * @param ctx              of the log.
     * @param writer           number of this writer.
     * @param retainedSegments to keep, those that are prepared included.
     * @return the load, to be closed by the caller.
     */
    static Load open(final Messages messages, final LogContext ctx, final long writer, final int retainedSegments)
    {
        return new Load(messages, ctx, writer, retainedSegments);
    }

    EmbeddedLog log()
    {
        return log;
    }

    @Override
    public long first()
    {
        return first;
    }

    /**
     * Greatest sequence that was appended, or is about to be.
     */
    long appended()
    {
        return log.nextSequence() - 1;
    }

    @Override
    public long acknowledged()
    {
        return log.committedSequence();
    }

    @Override
    public Object failure()
    {
        return log.failure();
    }

    /**
     * The first message that was not given up for purging. Any thread.
     */
    long retainedFrom()
    {
        return retainedFrom;
    }

    /**
     * How often there was no room.
     */
    long refusals()
    {
        return refusals;
    }

    /**
     * Make the next message, which {@link #append()} takes.
     *
     * @return its sequence.
     */
    @Override
    public long prepare()
    {
        final long sequence = log.nextSequence();
        length = messages.fill(message, writer, sequence);
        return sequence;
    }

    /**
     * Append the message that was prepared.
     *
     * @return as {@link EmbeddedLog#append}; {@link EmbeddedLog#NO_ROOM} also when this writer has appended its share.
     */
    @Override
    public long append()
    {
        if (null == log.failure() && appendedBytes >= share)
        {
            pause();
            return EmbeddedLog.NO_ROOM;
        }

        // Also before the first one: lives can be too short to come to a second time.
        if (0 == steps % PURGE_INTERVAL && steps != purgedAt)
        {
            purgedAt = steps;
            purge();
        }
        final long result = log.append(message, 0, length);
        if (result < 0)
        {
            refusals++;
            pause();
        }
        else
        {
            appendedBytes += length;
            steps++;
        }

        return result;
    }

    /**
     * This writer goes on for as long as it is asked to.
     */
    void unlimited()
    {
        share = Long.MAX_VALUE;
    }

    /**
     * Prepare a message and append it.
     *
     * @return as {@link EmbeddedLog#append}.
     */
    long step()
    {
        prepare();
        return append();
    }

    @Override
    public void close()
    {
        log.close();
    }

    private void pause()
    {
        log.poll();
        LockSupport.parkNanos(PAUSE_NS);
    }

    /**
     * Await that the segment in use is followed by all that are prepared ahead: one ready, two more, and the reserve.
     */
    void awaitPrepared()
    {
        while (files.newest() < PREPARED_SEGMENTS)
        {
            pause();
        }
    }

    private void purge()
    {
        try
        {
            final long segment = files.newest() - retainedSegments;
            final long sequence = segment > 0 ? files.firstSequence(segment) : SegmentFiles.NONE;
            if (SegmentFiles.NONE != sequence)
            {
                // Before it is asked for: who looks in between does not miss what is gone.
                retainedFrom = Math.max(retainedFrom, sequence);
                log.purgeBelow(segment);
            }
        }
        catch (final UncheckedIOException ex)
        {
            // The disk is gone. What the log makes of that is what counts.
            System.out.println("purging: " + ex.getMessage());
        }
    }
}
