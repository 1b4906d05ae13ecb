/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Publication;
import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.protocol.DataHeaderFlyweight;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * The adapter's state machine without Aeron and without time: a stream that is a list, a clock that is a number, and a
 * sink that says what it is told to.
 */
final class ProtocolRig
{
    static final long MS = 1_000_000;
    static final long LIVENESS_NS = 1_000 * MS;
    static final long RETRY_NS = 100 * MS;
    static final long CONNECT_NS = 10_000 * MS;

    final RecordingListener listener = new RecordingListener();
    final CommitState shared = new CommitState();
    final List<ConnectAttempt> requests = new ArrayList<>();
    final ReplyBuilder sink = new ReplyBuilder();
    final AdapterContext ctx = new AdapterContext()
        .livenessTimeoutNs(LIVENESS_NS).retryIntervalNs(RETRY_NS).connectTimeoutNs(CONNECT_NS);
    Stream stream = new Stream(1001);
    AdapterProtocol protocol;
    SequencedPublication publication;
    private ReplyReceiver receiver;
    long nowNs = Long.MAX_VALUE - 5 * MS;
    boolean isControlConnected = true;
    boolean isReplyConnected = true;

    ProtocolRig()
    {
        start();
    }

    /**
     * With the context as it is.
     */
    ProtocolRig start()
    {
        requests.clear();
        final Retained retained = null == ctx.messageSource() ?
            new RetainedRing(4096) : new SuppliedMessages(ctx.messageSource());
        protocol = new AdapterProtocol(
            ctx, shared, listener, retained, this::record, new SplittableRandom(7)::nextLong, nowNs + CONNECT_NS);
        receiver = new ReplyReceiver(protocol);
        publication = new SequencedPublication(protocol, retained, stream);
        protocol.onStream(stream);
        return this;
    }

    ProtocolRig connect()
    {
        work();
        answer();
        work();
        return this;
    }

    /**
     * Another publication, as after the media driver was started anew.
     */
    void newStream()
    {
        stream = new Stream(stream.sessionId + 1);
        publication.use(stream);
        protocol.onStream(stream);
    }

    int work()
    {
        return protocol.doWork(nowNs, isReplyConnected);
    }

    int work(final long afterNs)
    {
        nowNs += afterNs;
        return work();
    }

    ConnectAttempt lastRequest()
    {
        return requests.get(requests.size() - 1);
    }

    /**
     * Say that the last request succeeded: the log holds up to the committed sequence.
     */
    void answer()
    {
        final ConnectAttempt request = lastRequest();
        sink.correlationId = request.correlationId;
        sink.publisherEpoch = request.publisherEpoch < 0 ? sink.publisherEpoch + 1 : request.publisherEpoch;
        sink.expectedSequence = sink.committedSequence + 1;
        sink.sessionId = request.sessionId;
        sink.committedPosition = -1;
        sink.status = SinkStatus.ACTIVE.value();
        sayConnected();
    }

    void sayConnected()
    {
        receiver.at(nowNs).onMessage(sink.buffer(), 0, sink.connected());
    }

    void refuse(final RefusalCode code)
    {
        sink.correlationId = lastRequest().correlationId;
        receiver.at(nowNs).onMessage(sink.buffer(), 0, sink.refused(code));
    }

    void ack()
    {
        receiver.at(nowNs).onMessage(sink.buffer(), 0, sink.ack());
    }

    void ack(final long committedSequence, final long expectedSequence)
    {
        sink.committedSequence = committedSequence;
        sink.expectedSequence = expectedSequence;
        ack();
    }

    long offer(final int length)
    {
        return publication.offer(TestSink.message(length), 0, length);
    }

    void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final long next = protocol.nextSequence();
            if (offer(8) != next)
            {
                throw new AssertionError("not published: " + next + ", " + protocol.state());
            }
        }
    }

    private boolean record(final ConnectAttempt attempt)
    {
        if (!isControlConnected)
        {
            return false;
        }

        final ConnectAttempt copy = new ConnectAttempt();
        copy.correlationId = attempt.correlationId;
        copy.publisherEpoch = attempt.publisherEpoch;
        copy.sessionId = attempt.sessionId;
        copy.resumePosition = attempt.resumePosition;
        copy.firstRetained = attempt.firstRetained;
        copy.nextSequence = attempt.nextSequence;
        copy.logIdHigh = attempt.logIdHigh;
        copy.logIdLow = attempt.logIdLow;
        copy.sinkEpoch = attempt.sinkEpoch;
        requests.add(copy);
        return true;
    }

    /**
     * Remembers the sequences of what was published.
     */
    static final class Stream implements DataStream
    {
        final List<Long> sequences = new ArrayList<>();
        final int sessionId;
        int room = Integer.MAX_VALUE;
        boolean isClosed;
        private final UnsafeBuffer frame = new UnsafeBuffer(new byte[2048]);
        private long position;

        Stream(final int sessionId)
        {
            this.sessionId = sessionId;
        }

        UnsafeBuffer frame()
        {
            return frame;
        }

        @Override
        public int sessionId()
        {
            return sessionId;
        }

        @Override
        public long position()
        {
            return isClosed ? Publication.CLOSED : position;
        }

        @Override
        public boolean isClosed()
        {
            return isClosed;
        }

        @Override
        public int maxPayloadLength()
        {
            return 1024;
        }

        @Override
        public int maxMessageLength()
        {
            return 4000;
        }

        @Override
        public long tryClaim(final int length, final BufferClaim claim)
        {
            if (sequences.size() >= room)
            {
                return Publication.BACK_PRESSURED;
            }
            final int frameLength = length + DataHeaderFlyweight.HEADER_LENGTH;
            claim.wrap(frame, 0, frameLength);
            return advance(length);
        }

        @Override
        public long offer(
            final DirectBuffer buffer, final int offset, final int length, final ReservedValueSupplier sequence)
        {
            if (sequences.size() >= room)
            {
                return Publication.BACK_PRESSURED;
            }
            sequences.add(sequence.get(frame, 0, length));
            return advance(length);
        }

        private long advance(final int length)
        {
            position += BitUtil.align(length + DataHeaderFlyweight.HEADER_LENGTH, FrameDescriptor.FRAME_ALIGNMENT);
            return position;
        }
    }
}
