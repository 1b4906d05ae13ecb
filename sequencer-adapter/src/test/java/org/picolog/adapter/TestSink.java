/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A sink that stores nothing: remembers the frames it reads, and says what it is told to say. Used by the test's own
 * thread.
 */
final class TestSink implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(10);

    private static final long ACK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final AtomicInteger NEXT_STREAM_ID = new AtomicInteger(7101);

    final AckBuilder ack = new AckBuilder();
    final List<Frame> frames = new ArrayList<>();
    final int streamId;
    final int replyStreamId;
    private final Subscription data;
    private final ExclusivePublication reply;

    /**
     * On streams of its own: on those of an earlier test, its last acks may still linger.
     */
    TestSink(final Aeron aeron)
    {
        this(aeron, NEXT_STREAM_ID.getAndIncrement(), NEXT_STREAM_ID.getAndIncrement());
    }

    TestSink(final Aeron aeron, final int streamId, final int replyStreamId)
    {
        this.streamId = streamId;
        this.replyStreamId = replyStreamId;
        data = aeron.addSubscription("aeron:ipc", streamId);
        reply = aeron.addExclusivePublication("aeron:ipc?term-length=64k", replyStreamId);
    }

    static void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("not within 10 s: " + what);
            }
            Thread.yield();
        }
    }

    /**
     * Connect an adapter on another thread, acking meanwhile.
     */
    SequencerAdapter connect(final SequencerAdapter.Context ctx)
    {
        if (ctx.streamId() == AdapterConfiguration.STREAM_ID_DEFAULT)
        {
            ctx.streamId(streamId).replyStreamId(replyStreamId);
        }
        final CompletableFuture<SequencerAdapter> future =
            CompletableFuture.supplyAsync(() -> SequencerAdapter.connect(ctx));
        final long[] timeOfLastAckNs = {System.nanoTime()};
        await("connect", () ->
        {
            if (System.nanoTime() - timeOfLastAckNs[0] > ACK_INTERVAL_NS)
            {
                reply.offer(ack.buffer());
                timeOfLastAckNs[0] = System.nanoTime();
            }
            return future.isDone();
        });

        try
        {
            return future.join();
        }
        catch (final CompletionException ex)
        {
            throw (RuntimeException)ex.getCause();
        }
    }

    /**
     * Send the ack as it stands, once.
     */
    void tell()
    {
        tell(ack.buffer());
    }

    void tell(final DirectBuffer message)
    {
        await("reply", () -> reply.offer(message) > 0);
    }

    /**
     * Send the ack, and poll the adapter until a condition holds.
     */
    void tell(final SequencerAdapter adapter, final BooleanSupplier condition)
    {
        tell();
        await("condition", () ->
        {
            adapter.poll();
            return condition.getAsBoolean();
        });
    }

    /**
     * Send the ack once, if there is room for it.
     */
    void offer()
    {
        reply.offer(ack.buffer());
    }

    void readFrames(final int count)
    {
        await(count + " frames, of which " + frames.size(), () ->
        {
            data.poll(
                (buffer, offset, length, header) ->
                {
                    final byte[] bytes = new byte[length];
                    buffer.getBytes(offset, bytes);
                    frames.add(new Frame(header.reservedValue(), header.flags() & 0xFF, bytes, header.position()));
                },
                100);
            return frames.size() >= count;
        });
    }

    boolean hasAdapter()
    {
        return reply.isConnected();
    }

    int drain()
    {
        return data.poll((buffer, offset, length, header) -> ack.position(header.sessionId(), header.position()), 100);
    }

    static UnsafeBuffer message(final int length)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        for (int i = 0; i < length; i++)
        {
            buffer.putByte(i, (byte)(i * 31));
        }
        return buffer;
    }

    static Throwable causeOf(final CompletableFuture<?> future)
    {
        try
        {
            future.get(10, TimeUnit.SECONDS);
        }
        catch (final ExecutionException ex)
        {
            return ex.getCause();
        }
        catch (final Exception ex)
        {
            throw new AssertionError(ex);
        }
        throw new AssertionError("succeeded");
    }

    @Override
    public void close()
    {
        reply.close();
        data.close();
    }

    record Frame(long sequence, int flags, byte[] bytes, long position)
    {
    }
}
