/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.ConnectDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * A sink that keeps messages in memory: connects whom it is told to, appends what continues its log, and acks when it
 * is told to. Driven by the test's own thread, in between the adapter's duty cycles.
 */
final class TestSink implements AutoCloseable
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(30);
    private static final AtomicInteger NEXT_STREAM_ID = new AtomicInteger(7101);

    /**
     * What it says.
     */
    final ReplyBuilder says = new ReplyBuilder();
    /**
     * What it read of sessions that are connected.
     */
    final List<Frame> frames = new ArrayList<>();
    /**
     * What it appended, from sequence 1 on.
     */
    final List<byte[]> log;
    final int streamId;
    final int controlStreamId;
    final int replyStreamId;
    RefusalCode refusal;
    boolean isMute;
    boolean isStalled;
    int requestCount;
    String replyChannel;
    private final Aeron aeron;
    private final Subscription data;
    private final Subscription control;
    private final ConnectDecoder connect = new ConnectDecoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final FragmentHandler appender = new FragmentAssembler(this::onMessage);
    private ExclusivePublication reply;
    private String readyChannel;
    private long grantedId = -1;
    private long resumePosition;

    /**
     * On streams of its own: on those of an earlier test, something may still linger.
     */
    TestSink(final Aeron aeron)
    {
        this(aeron, NEXT_STREAM_ID.getAndAdd(3), new ArrayList<>());
    }

    TestSink(final Aeron aeron, final int streamId, final List<byte[]> log)
    {
        this.aeron = aeron;
        this.streamId = streamId;
        this.log = log;
        controlStreamId = streamId + 1;
        replyStreamId = streamId + 2;
        says.committedSequence = log.size();
        data = aeron.addSubscription("aeron:ipc", streamId);
        control = aeron.addSubscription("aeron:ipc?term-length=64k", controlStreamId);
    }

    static void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                throw new AssertionError("not within 30 s: " + what);
            }
            Thread.yield();
        }
    }

    AdapterContext on(final AdapterContext ctx)
    {
        return ctx.streamId(streamId).controlStreamId(controlStreamId).replyStreamId(replyStreamId);
    }

    /**
     * Connect an adapter, and poll it until it has told so.
     */
    SequencerAdapter connect(final AdapterContext ctx)
    {
        try (AsyncConnect connecting = SequencerAdapter.asyncConnect(on(ctx)))
        {
            final SequencerAdapter[] adapter = new SequencerAdapter[1];
            await("connect", () ->
            {
                poll();
                adapter[0] = connecting.poll();
                return null != adapter[0];
            });
            return adapter[0];
        }
    }

    /**
     * One after the other, until something holds.
     */
    void run(final SequencerAdapter adapter, final String what, final BooleanSupplier condition)
    {
        await(what + ", " + adapter.state(), () ->
        {
            poll();
            adapter.poll();
            return condition.getAsBoolean();
        });
    }

    void poll()
    {
        control.poll((buffer, offset, length, frame) -> onConnect(buffer, offset), 10);
        if (!isStalled)
        {
            data.poll(this::onFrame, 100);
        }
    }

    /**
     * Ack all that is appended.
     */
    void commit()
    {
        says.committedSequence = log.size();
        tell();
    }

    /**
     * Send the ack as it stands, once.
     */
    void tell()
    {
        says.expectedSequence = Math.max(log.size(), says.committedSequence) + 1;
        tell(says.ack());
    }

    void tell(final int length)
    {
        await("reply", () -> reply.offer(says.buffer(), 0, length) > 0);
    }

    /**
     * Ack everything below a sequence, once, if there is room.
     */
    void offer(final long nextSequence)
    {
        says.committedSequence = nextSequence - 1;
        says.expectedSequence = nextSequence;
        reply.offer(says.buffer(), 0, says.ack());
    }

    /**
     * Read everything, and keep nothing of it.
     */
    void drain()
    {
        await("drained", () -> 0 == data.poll((buffer, offset, length, frame) -> { }, 1000));
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
            future.get(30, TimeUnit.SECONDS);
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
        CloseHelper.closeAll(reply, data, control);
    }

    private void onConnect(final DirectBuffer buffer, final int offset)
    {
        connect.wrapAndApplyHeader(buffer, offset, header);
        requestCount++;
        says.correlationId = connect.correlationId();
        says.sessionId = connect.sessionId();
        resumePosition = connect.resumePosition();
        replyChannel = connect.replyChannel();
        if (isMute)
        {
            return;
        }

        if (!replyChannel.equals(readyChannel))
        {
            CloseHelper.close(reply);
            reply = aeron.addExclusivePublication(replyChannel, connect.replyStreamId());
            readyChannel = replyChannel;
        }
        says.expectedSequence = log.size() + 1;
        if (null != refusal)
        {
            reply.offer(says.buffer(), 0, says.refused(refusal));
        }
        else
        {
            // A repeated claim is granted once.
            if (grantedId != connect.correlationId())
            {
                grantedId = connect.correlationId();
                says.publisherEpoch =
                    connect.publisherEpoch() < 0 ? says.publisherEpoch + 1 : connect.publisherEpoch();
            }
            says.committedSequence = log.size();
            says.committedPosition = -1;
            says.status = SinkStatus.ACTIVE.value();
            reply.offer(says.buffer(), 0, says.connected());
        }
    }

    private void onFrame(final DirectBuffer buffer, final int offset, final int length, final Header frame)
    {
        if (frame.sessionId() == says.sessionId && frame.position() > resumePosition)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            frames.add(new Frame(frame.reservedValue(), frame.flags() & 0xFF, bytes, frame.position()));
            appender.onFragment(buffer, offset, length, frame);
        }
    }

    private void onMessage(final DirectBuffer buffer, final int offset, final int length, final Header frame)
    {
        if (frame.reservedValue() == log.size() + 1)
        {
            final byte[] bytes = new byte[length];
            buffer.getBytes(offset, bytes);
            log.add(bytes);
            says.committedPosition = frame.position();
        }
    }

    record Frame(long sequence, int flags, byte[] bytes, long position)
    {
    }
}
