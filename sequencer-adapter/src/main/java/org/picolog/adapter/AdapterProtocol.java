/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.ConnectedDecoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.RefusedDecoder;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.UUID;
import java.util.function.LongSupplier;

/**
 * The adapter's side of docs/protocol.md: decides what each message of the sink means, and what is published and asked
 * next. Knows neither Aeron nor a clock: messages and times are handed in, by the publishing thread.
 */
final class AdapterProtocol implements ReplyHandler
{
    private static final long NULL_VALUE = Aeron.NULL_VALUE;

    private final CommitState shared;
    private final AdapterListener listener;
    private final Retained retained;
    private final Resender resender;
    private final Handshake handshake;
    private final long livenessTimeoutNs;

    private DataStream stream;
    private AdapterState state = AdapterState.CONNECTING;
    private boolean wasConnected;
    private boolean isAnnounced;
    private boolean isLowSpace;
    private boolean isSlowDevice;
    private long logIdHigh;
    private long logIdLow;
    private long epoch = NULL_VALUE;
    private long publisherEpoch;
    private long nextSequence;
    private long lossSequence;
    private long publishCode = PublishResult.NOT_CONNECTED;
    private Refusal refusal;
    private long timeOfLastAckNs;

    AdapterProtocol(
        final AdapterContext ctx,
        final CommitState shared,
        final AdapterListener listener,
        final Retained retained,
        final ConnectSender sender,
        final LongSupplier random,
        final long deadlineNs)
    {
        this.shared = shared;
        this.listener = listener;
        this.retained = retained;
        resender = new Resender(retained);
        handshake = new Handshake(
            sender, ctx.retryIntervalNs(), ctx.livenessTimeoutNs(), deadlineNs, random);
        livenessTimeoutNs = ctx.livenessTimeoutNs();
        publisherEpoch = ctx.publisherEpoch();
        nextSequence = ctx.nextSequence();
        final UUID logId = ctx.logId();
        if (null != logId)
        {
            logIdHigh = logId.getMostSignificantBits();
            logIdLow = logId.getLeastSignificantBits();
        }
        if (NULL_VALUE != nextSequence)
        {
            retained.start(nextSequence);
        }
    }

    AdapterState state()
    {
        return state;
    }

    long nextSequence()
    {
        return nextSequence;
    }

    /**
     * How the sink answered last, if that was with a no; otherwise null.
     */
    Refusal refusal()
    {
        return refusal;
    }

    /**
     * Why nothing may be published now: 0 if it may, otherwise the code to answer with.
     */
    long publishCode()
    {
        return publishCode;
    }

    /**
     * Number of the last attempt to connect. A claim that is older lies below the position that the attempt named,
     * where the sink drops whatever comes.
     */
    long handshakeNumber()
    {
        return handshake.number();
    }

    /**
     * There is a publication on the data stream, or a new one.
     */
    void onStream(final DataStream newStream)
    {
        stream = newStream;
        shared.committedPosition(NULL_VALUE);
        handshake.cancel();
    }

    /**
     * There is no publication any more, and may be one again.
     */
    void onStreamLost()
    {
        stream = null;
        handshake.cancel();
        if (AdapterState.DATA_LOSS != state && AdapterState.FENCED != state)
        {
            disconnect(PublishResult.NOT_CONNECTED);
        }
    }

    /**
     * To be called in each duty cycle, after the replies were read.
     *
     * @return 0 when there was nothing to do.
     */
    int doWork(final long nowNs, final boolean isReplyConnected)
    {
        announce();
        if (state.isConnected() && (!isReplyConnected || nowNs - timeOfLastAckNs > livenessTimeoutNs))
        {
            disconnect(PublishResult.NOT_CONNECTED);
        }

        return switch (state)
        {
            case CONNECTING, REFUSED -> connect(nowNs);
            case RESENDING -> resend();
            default -> 0;
        };
    }

    /**
     * A message was published under the next sequence.
     */
    long onPublished()
    {
        return nextSequence++;
    }

    /**
     * A message was retained under the next sequence, but not published, because its claim was made before the last
     * attempt to connect.
     */
    void onRetained()
    {
        if (AdapterState.CONNECTED == state)
        {
            resender.start(nextSequence);
            state(AdapterState.RESENDING, PublishResult.RESENDING);
        }
        nextSequence++;
    }

    /**
     * Go on after data loss, with the sequence that the log expects.
     */
    void continueFrom(final long sequence)
    {
        if (AdapterState.DATA_LOSS != state)
        {
            throw new IllegalStateException("no data loss to continue from: adapter is " + state);
        }
        if (sequence != lossSequence)
        {
            throw new IllegalArgumentException("sequence=" + sequence + " is not the one that the log expects, " +
                lossSequence);
        }

        retained.reset(sequence);
        nextSequence = sequence;
        handshake.cancel();
        state(AdapterState.CONNECTING, PublishResult.NOT_CONNECTED);
    }

    void close()
    {
        state(AdapterState.CLOSED, PublishResult.CLOSED);
    }

    /**
     * The Aeron client was the application's, and is gone.
     */
    void onClientClosed()
    {
        if (AdapterState.CLOSED != state)
        {
            stream = null;
            final boolean isToTell = isAnnounced;
            isAnnounced = false;
            close();
            if (isToTell)
            {
                listener.onDisconnected();
            }
        }
    }

    @Override
    public void onConnected(final ConnectedDecoder connected, final long nowNs)
    {
        final DurabilityLevel level = SinkStates.levelOf(connected.levelRaw());
        if (!isAsking() || !handshake.isAnsweredBy(connected) || DurabilityLevel.NULL_VAL == level ||
            !isConsistent(connected))
        {
            shared.countIgnoredAck();
            return;
        }

        handshake.succeed();
        refusal = null;
        timeOfLastAckNs = nowNs;
        logIdHigh = connected.logIdHigh();
        logIdLow = connected.logIdLow();
        epoch = connected.epoch();
        publisherEpoch = connected.publisherEpoch();
        shared.sink(new SinkIdentity(new UUID(logIdHigh, logIdLow), epoch, publisherEpoch));
        shared.status(SinkStatus.ACTIVE);
        shared.level(level);

        final long expectedSequence = connected.expectedSequence();
        if (NULL_VALUE == nextSequence)
        {
            nextSequence = expectedSequence;
            retained.start(nextSequence);
        }

        final long firstRetained = retained.first(nextSequence);
        final long seenSequence = shared.committedSequence();
        if (expectedSequence < firstRetained)
        {
            loseData(expectedSequence, firstRetained);
        }
        else
        {
            retained.release(expectedSequence - 1);
            resender.start(expectedSequence);
            enterConnected(expectedSequence);
            tellCommitted(seenSequence, expectedSequence - 1);
        }
    }

    @Override
    public void onRefused(final RefusedDecoder refused, final long nowNs)
    {
        if (!isAsking() || !handshake.isAnsweredBy(refused))
        {
            shared.countIgnoredAck();
            return;
        }

        if (RefusalCode.OTHER_INCARNATION.value() == refused.codeRaw())
        {
            // The first step of a claim: it is made to this incarnation of the sink and no other.
            handshake.attempt.sinkEpoch = refused.epoch();
            handshake.cancel();
            return;
        }

        final Refusal last = refusal;
        refusal = Refusal.of(refused, handshake.attempt);
        handshake.fail(nowNs);
        if (RefusalCode.FENCED == refusal.code())
        {
            fence(refusal.publisherEpoch());
        }
        else if (RefusalCode.AHEAD_OF_LOG == refusal.code())
        {
            loseData(refusal.expectedSequence(), handshake.attempt.firstRetained);
        }
        else
        {
            state(AdapterState.REFUSED, PublishResult.NOT_READY);
            if (wasConnected && (null == last || last.code() != refusal.code()))
            {
                listener.onRefused(refusal);
            }
        }
    }

    @Override
    public void onCommitPosition(final CommitPositionDecoder ack, final long nowNs)
    {
        final SinkStatus status = SinkStates.statusOf(ack.statusRaw());
        final DurabilityLevel level = SinkStates.levelOf(ack.levelRaw());
        if (!isOurs(ack) || !isSane(ack, status, level))
        {
            shared.countIgnoredAck();
            return;
        }

        if (ack.publisherEpoch() > publisherEpoch)
        {
            fence(ack.publisherEpoch());
            return;
        }

        announce();
        timeOfLastAckNs = nowNs;
        shared.status(status);
        shared.level(level);
        final long sentSequence = AdapterState.RESENDING == state ? resender.sequence() : nextSequence;
        if (SinkStatus.DETACHED == status || ack.expectedSequence() > sentSequence)
        {
            // Whatever is committed from there on cannot be told to be ours. The handshake says what is.
            disconnect(PublishResult.NOT_READY);
            return;
        }

        commit(ack);
        apply(status);
    }

    @Override
    public void onUnknown()
    {
        shared.countUnknownMessage();
    }

    private int connect(final long nowNs)
    {
        if (null == stream || stream.position() < 0)
        {
            return 0;
        }

        if (handshake.isDue(nowNs))
        {
            final long firstRetained = NULL_VALUE == nextSequence ? NULL_VALUE : retained.first(nextSequence);
            final ConnectAttempt attempt = handshake.begin(nowNs);
            attempt.publisherEpoch = publisherEpoch;
            attempt.sessionId = stream.sessionId();
            attempt.resumePosition = stream.position();
            attempt.firstRetained = firstRetained;
            attempt.nextSequence = nextSequence;
            attempt.logIdHigh = logIdHigh;
            attempt.logIdLow = logIdLow;
        }

        return handshake.send(nowNs);
    }

    private int resend()
    {
        final int count = resender.send(stream, nextSequence);
        if (resender.sequence() == nextSequence)
        {
            state(AdapterState.CONNECTED, 0);
            announce();
        }

        return count;
    }

    private void enterConnected(final long expectedSequence)
    {
        if (expectedSequence < nextSequence)
        {
            state(AdapterState.RESENDING, PublishResult.RESENDING);
        }
        else
        {
            state(AdapterState.CONNECTED, 0);
        }
    }

    private void tellCommitted(final long seenSequence, final long durableSequence)
    {
        if (!wasConnected)
        {
            wasConnected = true;
            shared.committedSequence(durableSequence);
        }
        else if (durableSequence < seenSequence)
        {
            listener.onAckedDataLost(seenSequence, durableSequence);
            shared.committedSequence(durableSequence);
            shared.committedPosition(NULL_VALUE);
        }
        else if (durableSequence > seenSequence)
        {
            shared.committedSequence(durableSequence);
            listener.onCommitted(durableSequence, shared.committedPosition());
        }
    }

    private void commit(final CommitPositionDecoder ack)
    {
        if (ack.sessionId() == stream.sessionId() && ack.committedPosition() > shared.committedPosition())
        {
            shared.committedPosition(ack.committedPosition());
        }

        final long committedSequence = ack.committedSequence();
        if (committedSequence > shared.committedSequence())
        {
            retained.release(committedSequence);
            shared.committedSequence(committedSequence);
            listener.onCommitted(committedSequence, shared.committedPosition());
        }
    }

    private void apply(final SinkStatus status)
    {
        if (SinkStatus.FAILED == status)
        {
            disconnect(PublishResult.NOT_READY);
            listener.onFailed();
        }
        else if (SinkStatus.CLOSED == status)
        {
            disconnect(PublishResult.NOT_READY);
            listener.onClosed();
        }
        else
        {
            tellCondition(status);
        }
    }

    private void tellCondition(final SinkStatus status)
    {
        final boolean isLow = SinkStatus.LOW_SPACE == status;
        if (isLowSpace != isLow)
        {
            isLowSpace = isLow;
            listener.onLowSpace(isLow);
        }

        // A lack of space takes precedence in the status, which then says nothing of the device.
        final boolean isSlow = SinkStatus.SLOW_DEVICE == status;
        if (!isLow && isSlowDevice != isSlow)
        {
            isSlowDevice = isSlow;
            listener.onSlowDevice(isSlow);
        }
    }

    private void announce()
    {
        if (AdapterState.CONNECTED == state && !isAnnounced)
        {
            isAnnounced = true;
            listener.onConnected(epoch, publisherEpoch, nextSequence);
        }
    }

    /**
     * Ask to be connected again.
     */
    private void disconnect(final long code)
    {
        if (AdapterState.CLOSED != state)
        {
            state(AdapterState.CONNECTING, code);
            tellDisconnected();
        }
    }

    private void fence(final long leaderEpoch)
    {
        state(AdapterState.FENCED, PublishResult.FENCED);
        if (wasConnected)
        {
            tellDisconnected();
            listener.onFenced(leaderEpoch);
        }
    }

    private void loseData(final long expectedSequence, final long firstRetained)
    {
        lossSequence = expectedSequence;
        state(AdapterState.DATA_LOSS, PublishResult.DATA_LOSS);
        if (!wasConnected)
        {
            return;
        }

        final long seenSequence = shared.committedSequence();
        if (expectedSequence - 1 < seenSequence)
        {
            listener.onAckedDataLost(seenSequence, expectedSequence - 1);
            shared.committedSequence(expectedSequence - 1);
            shared.committedPosition(NULL_VALUE);
        }
        tellDisconnected();
        listener.onDataLoss(expectedSequence, firstRetained - 1);
    }

    private void tellDisconnected()
    {
        if (isAnnounced)
        {
            isAnnounced = false;
            listener.onDisconnected();
        }
    }

    private boolean isAsking()
    {
        return AdapterState.CONNECTING == state || AdapterState.REFUSED == state;
    }

    /**
     * Is it an answer that a sink can give to what was asked?
     */
    private boolean isConsistent(final ConnectedDecoder connected)
    {
        final ConnectAttempt attempt = handshake.attempt;
        final boolean isLogWanted = 0 == attempt.logIdHigh && 0 == attempt.logIdLow ||
            connected.logIdHigh() == attempt.logIdHigh && connected.logIdLow() == attempt.logIdLow;
        final boolean isEpochWanted = NULL_VALUE == attempt.publisherEpoch ?
            connected.publisherEpoch() > 0 : connected.publisherEpoch() == attempt.publisherEpoch;

        return isLogWanted && isEpochWanted && connected.lastDurableSequence() >= 0 &&
            connected.expectedSequence() == connected.lastDurableSequence() + 1 &&
            (NULL_VALUE == nextSequence || connected.expectedSequence() <= nextSequence);
    }

    private boolean isOurs(final CommitPositionDecoder ack)
    {
        return state.isConnected() && ack.correlationId() == handshake.attempt.correlationId &&
            ack.epoch() == epoch && ack.logIdHigh() == logIdHigh && ack.logIdLow() == logIdLow;
    }

    /**
     * A level that this version does not know may mean anything, so nothing is concluded from it.
     */
    private boolean isSane(final CommitPositionDecoder ack, final SinkStatus status, final DurabilityLevel level)
    {
        if (SinkStatus.NULL_VAL == status || DurabilityLevel.NULL_VAL == level ||
            ack.publisherEpoch() < publisherEpoch)
        {
            return false;
        }

        return ack.committedSequence() >= shared.committedSequence() &&
            ack.expectedSequence() > ack.committedSequence() && ack.committedPosition() >= NULL_VALUE;
    }

    private void state(final AdapterState newState, final long newPublishCode)
    {
        // The listener may have closed the adapter in the middle of a message.
        if (AdapterState.CLOSED != state)
        {
            state = newState;
            publishCode = newPublishCode;
            shared.state(newState);
        }
    }
}
