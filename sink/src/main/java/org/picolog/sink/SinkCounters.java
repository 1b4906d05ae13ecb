/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.aeron.exceptions.AeronException;
import org.agrona.BitUtil;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A sink's counters in the media driver's counters file. Each counter has one writer, the agent whose business it is;
 * no call blocks or allocates. A counter whose client is closed is left alone: its memory is unmapped after the
 * client's close linger, and a write to it would end the process.
 */
final class SinkCounters implements AutoCloseable
{
    private static final int LOG_ID_HIGH_OFFSET = 0;
    private static final int LOG_ID_LOW_OFFSET = 8;
    private static final int EPOCH_OFFSET = 16;
    private static final int STREAM_ID_OFFSET = 24;
    private static final int KEY_LENGTH = 28;
    private static final long RETRY_NS = TimeUnit.MICROSECONDS.toNanos(100);

    private static final Counter[] NONE = new Counter[SinkCounter.values().length];

    private final SinkContext ctx;
    private final UUID logId;
    private final long epoch;
    private volatile Counter[] counters = NONE;
    private volatile Aeron client;

    private SinkCounters(final SinkContext ctx, final UUID logId, final long epoch)
    {
        this.ctx = ctx;
        this.logId = logId;
        this.epoch = epoch;
    }

    /**
     * Counters that count nothing until {@link #attach(Aeron)}.
     */
    static SinkCounters of(final SinkContext ctx, final UUID logId, final long epoch)
    {
        return new SinkCounters(ctx, logId, epoch);
    }

    /**
     * Have the media driver make the counters, which begin anew. Blocks until it did: all are asked for at once.
     *
     * @throws MediaDriverException if it does not answer in time, or has no room for them.
     */
    void attach(final Aeron aeron)
    {
        final SinkCounter[] kinds = SinkCounter.values();
        final long[] registrationIds = new long[kinds.length];
        final Counter[] added = new Counter[kinds.length];
        try
        {
            for (final SinkCounter kind : kinds)
            {
                registrationIds[kind.ordinal()] = request(aeron, kind, ctx, logId, epoch);
            }
            final long deadlineNs = System.nanoTime() + ctx.driverTimeoutNs();
            for (final SinkCounter kind : kinds)
            {
                added[kind.ordinal()] = await(aeron, registrationIds[kind.ordinal()], deadlineNs);
            }
            counters = added;
            client = aeron;
        }
        catch (final AeronException ex)
        {
            CloseHelper.quietCloseAll(added);
            throw new MediaDriverException(
                "the media driver in " + aeron.context().aeronDirectoryName() + " made no counters for the sink: " +
                ex.getMessage() + ". If it has no room for them, set aeron.counters.buffer.length there", ex);
        }
    }

    /**
     * The client that made them is lost: count nothing. Whoever is counting at this moment must be given the time to
     * end it before the client is closed.
     */
    void detach()
    {
        client = null;
        counters = NONE;
    }

    /**
     * The client that the counters are of, null for none. Not to be kept: it is closed some time after {@link
     * #detach()}.
     */
    Aeron client()
    {
        return client;
    }

    /**
     * Say what a value is. Its one writer only.
     */
    void set(final SinkCounter kind, final long value)
    {
        final Counter counter = counters[kind.ordinal()];
        if (null != counter && !counter.isClosed())
        {
            counter.setRelease(value);
        }
    }

    /**
     * Count one more. Its one writer only.
     */
    void increment(final SinkCounter kind)
    {
        final Counter counter = counters[kind.ordinal()];
        if (null != counter && !counter.isClosed())
        {
            counter.incrementRelease();
        }
    }

    /**
     * Count so many more. Its one writer only.
     */
    void add(final SinkCounter kind, final long count)
    {
        final Counter counter = counters[kind.ordinal()];
        if (null != counter && !counter.isClosed())
        {
            counter.getAndAddRelease(count);
        }
    }

    /**
     * What was last said, 0 when the client is closed. Any thread.
     */
    long get(final SinkCounter kind)
    {
        final Counter counter = counters[kind.ordinal()];
        return null == counter || counter.isClosed() ? 0 : counter.getAcquire();
    }

    @Override
    public void close()
    {
        CloseHelper.quietCloseAll(counters);
    }

    private static long request(
        final Aeron aeron, final SinkCounter kind, final SinkContext ctx, final UUID logId, final long epoch)
    {
        final byte[] label = label(kind, ctx.log().directory());
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[BitUtil.align(KEY_LENGTH, 8) + label.length]);
        buffer.putLong(LOG_ID_HIGH_OFFSET, logId.getMostSignificantBits());
        buffer.putLong(LOG_ID_LOW_OFFSET, logId.getLeastSignificantBits());
        buffer.putLong(EPOCH_OFFSET, epoch);
        buffer.putInt(STREAM_ID_OFFSET, ctx.streamId());
        final int labelOffset = BitUtil.align(KEY_LENGTH, 8);
        buffer.putBytes(labelOffset, label);

        return aeron.asyncAddCounter(kind.typeId(), buffer, 0, KEY_LENGTH, buffer, labelOffset, label.length);
    }

    /**
     * Labels are ASCII, and of a limited length: of a long directory the end says more.
     */
    private static byte[] label(final SinkCounter kind, final Path directory)
    {
        final String prefix = "picolog-" + kind.text() + ": ";
        final String path = directory.toAbsolutePath().normalize().toString();
        final int room = CountersReader.MAX_LABEL_LENGTH - prefix.length();
        final String end = path.length() <= room ? path : path.substring(path.length() - room);

        return (prefix + end).getBytes(StandardCharsets.US_ASCII);
    }

    private static Counter await(final Aeron aeron, final long registrationId, final long deadlineNs)
    {
        final AgentInvoker invoker = aeron.conductorAgentInvoker();
        Counter counter = aeron.getCounter(registrationId);
        while (null == counter)
        {
            if (System.nanoTime() - deadlineNs >= 0)
            {
                throw new AeronException("it did not answer in time");
            }
            if (null == invoker)
            {
                LockSupport.parkNanos(RETRY_NS);
            }
            else
            {
                invoker.invoke();
            }
            counter = aeron.getCounter(registrationId);
        }

        return counter;
    }
}
