/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.PageFlusher;

/**
 * One who is told how far the log is durable: an adapter, which is first told whether it is connected, or whoever
 * listens to the monitor stream. Never waited for: whatever cannot be sent now is replaced by the newer state that can
 * be sent next time, since each message carries the whole of it. Flush thread only.
 */
final class AckReader
{
    private final String channel;
    private final int streamId;
    private final long registrationId;
    private final ReplyTransport transport;
    private final SinkMessages messages;
    private final PageFlusher flusher;
    private final SinkState state;
    private final long heartbeatIntervalNs;
    private final boolean isMonitor;

    private ReplyPublication publication;
    private Answer unanswered;
    private long correlationId = ConnectRequest.NULL;
    private boolean isTold;
    private boolean wasConnected;
    private long absentSinceNs;

    private long sentSequence = -1;
    private long sentPublisherEpoch;
    private SinkStatus sentStatus;
    private long sentNs;

    private AckReader(
        final String channel,
        final int streamId,
        final ReplyPublication publication,
        final ReplyTransport transport,
        final SinkMessages messages,
        final PageFlusher flusher,
        final SinkState state,
        final long heartbeatIntervalNs)
    {
        this.channel = channel;
        this.streamId = streamId;
        this.publication = publication;
        this.transport = transport;
        this.messages = messages;
        this.flusher = flusher;
        this.state = state;
        this.heartbeatIntervalNs = heartbeatIntervalNs;
        isMonitor = null != publication;
        isTold = isMonitor;
        registrationId = isMonitor ? Aeron.NULL_VALUE : transport.add(channel, streamId);
    }

    /**
     * Whoever listens to the monitor stream.
     */
    static AckReader ofMonitors(
        final ReplyTransport transport,
        final SinkMessages messages,
        final PageFlusher flusher,
        final SinkState state,
        final long heartbeatIntervalNs)
    {
        return new AckReader(
            null, 0, transport.monitor(), transport, messages, flusher, state, heartbeatIntervalNs);
    }

    /**
     * The adapter that asked to connect.
     *
     * @throws SinkException if where it wants to be answered makes no sense.
     */
    static AckReader of(
        final ConnectRequest request,
        final ReplyTransport transport,
        final SinkMessages messages,
        final PageFlusher flusher,
        final SinkState state,
        final long heartbeatIntervalNs)
    {
        return new AckReader(
            request.replyChannel(),
            request.replyStreamId(),
            null,
            transport,
            messages,
            flusher,
            state,
            heartbeatIntervalNs);
    }

    /**
     * Where it is told; null for the monitor stream.
     */
    String channel()
    {
        return channel;
    }

    boolean isAt(final ConnectRequest request)
    {
        return !isMonitor && streamId == request.replyStreamId() && channel.equals(request.replyChannel());
    }

    void answer(final Answer answer, final long nowNs)
    {
        unanswered = answer;
        absentSinceNs = nowNs;
    }

    /**
     * The publisher to be told that it is connected, once that is durable; null if there is nothing to be told, or not
     * yet.
     */
    Answer durableAnswer()
    {
        return null != unanswered && unanswered.isConnected() && isDurable(unanswered) ? unanswered : null;
    }

    /**
     * Say what is to be said and can be said now.
     *
     * @return 1 if a message was sent.
     */
    int doWork(final SinkStatus status, final long publisherEpoch, final long nowNs)
    {
        if (!isListening())
        {
            return 0;
        }

        absentSinceNs = nowNs;
        if (null != unanswered && tell(unanswered))
        {
            return 1;
        }

        return isTold && acknowledge(status, publisherEpoch, nowNs) ? 1 : 0;
    }

    /**
     * Is it connected, and does not know of the last change?
     */
    boolean isBehind(final SinkStatus status, final long publisherEpoch)
    {
        return isTold && isListening() && !hasSent(statusOf(status), publisherEpoch);
    }

    /**
     * Has it gone away, or not come for so long? The monitor stream stays, listened to or not.
     */
    boolean isGone(final long nowNs, final long timeoutNs)
    {
        if (null != publication && publication.isClosed())
        {
            return true;
        }

        return !isMonitor && !isListening() &&
            (wasConnected && null == unanswered || nowNs - absentSinceNs > timeoutNs);
    }

    void close()
    {
        if (null != publication)
        {
            publication.close();
        }
        else
        {
            transport.cancel(registrationId);
        }
    }

    private boolean isListening()
    {
        if (null == publication)
        {
            publication = transport.get(registrationId);
        }

        final boolean isListening = null != publication && !publication.isClosed() && publication.isConnected();
        wasConnected |= isListening;

        return isListening;
    }

    private boolean isDurable(final Answer answer)
    {
        return flusher.pagesDurable() >= answer.pagesSealed();
    }

    private boolean tell(final Answer answer)
    {
        // Who is told that it is connected, or that another one leads, relies on it.
        final boolean needsDurability = answer.isConnected() || RefusalCode.FENCED == answer.refusal();
        final boolean isVoid = needsDurability && state.hasFailed() && !isDurable(answer);
        if (needsDurability && !isVoid && !isDurable(answer))
        {
            return false;
        }

        final boolean isRefused = !answer.isConnected() || state.hasFailed();
        final RefusalCode code = answer.isConnected() || isVoid ? RefusalCode.SINK_FAILED : answer.refusal();
        final int length = isRefused ? messages.refused(answer, code) : messages.connected(answer);
        if (!publication.offer(messages.buffer(), length))
        {
            return false;
        }

        unanswered = null;
        if (!isRefused)
        {
            isTold = true;
            correlationId = answer.request().correlationId();
            sentSequence = -1;
        }

        return true;
    }

    private boolean acknowledge(final SinkStatus sinkStatus, final long publisherEpoch, final long nowNs)
    {
        final SinkStatus status = statusOf(sinkStatus);
        if (hasSent(status, publisherEpoch) && nowNs - sentNs < heartbeatIntervalNs)
        {
            return false;
        }

        final long committedSequence = flusher.committedSequence();
        final int length = messages.commitPosition(correlationId, publisherEpoch, status);
        if (!publication.offer(messages.buffer(), length))
        {
            return false;
        }

        sentSequence = committedSequence;
        sentPublisherEpoch = publisherEpoch;
        sentStatus = status;
        sentNs = nowNs;

        return true;
    }

    private boolean hasSent(final SinkStatus status, final long publisherEpoch)
    {
        return status == sentStatus && publisherEpoch == sentPublisherEpoch &&
            flusher.committedSequence() == sentSequence;
    }

    private SinkStatus statusOf(final SinkStatus status)
    {
        // Whatever else is the matter: what is committed may be another session's by now.
        return !isMonitor && !state.isAttached(correlationId) ? SinkStatus.DETACHED : status;
    }
}
