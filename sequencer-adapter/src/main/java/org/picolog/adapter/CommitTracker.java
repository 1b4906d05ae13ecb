/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * Decides what each ack means. Knows neither transport nor clock: acks and times are handed in, by the publishing
 * thread, which also takes its sequences from here.
 * <p>
 * Acks are cumulative, each with the whole state, and monotonic within one incarnation {log id, epoch} of the sink. The
 * incarnation first heard is adopted, with the sequence that it expects next.
 */
final class CommitTracker
{
    private final CommitState shared;
    private final CommitListener listener;
    private final long livenessTimeoutNs;
    private final int sessionId;

    private AdapterState state = AdapterState.DISCONNECTED;
    private boolean isAdopted;
    private boolean isAnnounced;
    private boolean isLowSpace;
    private long logIdHigh;
    private long logIdLow;
    private long epoch;
    private long nextSequence;
    private long publishedCount;
    private boolean isClaimOpen;
    private long timeOfLastAckNs;

    CommitTracker(
        final CommitState shared,
        final CommitListener listener,
        final long livenessTimeoutNs,
        final int sessionId)
    {
        this.shared = shared;
        this.listener = listener;
        this.livenessTimeoutNs = livenessTimeoutNs;
        this.sessionId = sessionId;
    }

    boolean isAdopted()
    {
        return isAdopted;
    }

    long epoch()
    {
        return epoch;
    }

    long nextSequence()
    {
        return nextSequence;
    }

    void onClaimed()
    {
        isClaimOpen = true;
    }

    void onAborted()
    {
        isClaimOpen = false;
    }

    long onPublished()
    {
        isClaimOpen = false;
        publishedCount++;

        return nextSequence++;
    }

    /**
     * Why nothing may be published now: 0 if it may, otherwise the code to answer with.
     */
    long refusal()
    {
        return switch (state)
        {
            case CONNECTED -> 0;
            case DISCONNECTED -> PublishResult.NOT_CONNECTED;
            case SINK_CLOSED, SINK_FAILED, OUT_OF_STEP -> PublishResult.NOT_READY;
            case ACKED_DATA_LOST -> PublishResult.DATA_LOSS;
            case CLOSED -> PublishResult.CLOSED;
        };
    }

    void onCommitPosition(final CommitPositionDecoder ack, final long nowNs)
    {
        final SinkStatus status = statusOf(ack);
        final DurabilityLevel level = levelOf(ack);
        if (isTerminal() || !isAcceptable(ack, status, level))
        {
            shared.countIgnoredAck();
            return;
        }

        if (!isAdopted)
        {
            adopt(ack, status, level, nowNs);
            return;
        }

        if (ack.epoch() > epoch)
        {
            onNewEpoch(ack);
        }
        else if (state == AdapterState.SINK_FAILED || state == AdapterState.SINK_CLOSED ||
            ack.committedSequence() < shared.committedSequence())
        {
            shared.countIgnoredAck();
            return;
        }

        if (isTerminal())
        {
            return;
        }

        timeOfLastAckNs = nowNs;
        shared.status(status);
        shared.level(level);

        if (state != AdapterState.OUT_OF_STEP && isInStep(ack))
        {
            apply(ack, status);
        }
    }

    /**
     * To be called in each duty cycle, after the acks were read.
     */
    void onTime(final long nowNs, final boolean isReplyConnected)
    {
        if (state == AdapterState.CONNECTED)
        {
            if (!isReplyConnected || nowNs - timeOfLastAckNs > livenessTimeoutNs)
            {
                state(AdapterState.DISCONNECTED);
                listener.onDisconnected();
            }
            else
            {
                announce();
            }
        }
    }

    /**
     * The Aeron client is gone, or the adapter is being closed.
     */
    void onClientClosed()
    {
        if (!isTerminal())
        {
            final boolean wasConnected = state == AdapterState.CONNECTED;
            state(AdapterState.CLOSED);
            if (wasConnected)
            {
                listener.onDisconnected();
            }
        }
    }

    void onClose()
    {
        state(AdapterState.CLOSED);
    }

    // While connecting: nothing is told to the listener, whose thread is the one that polls.
    private void adopt(
        final CommitPositionDecoder ack, final SinkStatus status, final DurabilityLevel level, final long nowNs)
    {
        shared.status(status);
        shared.level(level);
        if (status == SinkStatus.FAILED || status == SinkStatus.CLOSED)
        {
            return;
        }

        isAdopted = true;
        timeOfLastAckNs = nowNs;
        logIdHigh = ack.logIdHigh();
        logIdLow = ack.logIdLow();
        epoch = ack.epoch();
        nextSequence = ack.expectedSequence();
        shared.committedSequence(ack.committedSequence());
        state(AdapterState.CONNECTED);
    }

    private void onNewEpoch(final CommitPositionDecoder ack)
    {
        final long seenSequence = shared.committedSequence();
        if (ack.committedSequence() < seenSequence)
        {
            state(AdapterState.ACKED_DATA_LOST);
            listener.onAckedDataLost(seenSequence, ack.committedSequence());
            return;
        }

        epoch = ack.epoch();
        if (state == AdapterState.CONNECTED && isAnnounced)
        {
            state(AdapterState.DISCONNECTED);
            listener.onDisconnected();
        }

        if (isNumberingUnused())
        {
            nextSequence = ack.expectedSequence();
        }

        if (ack.expectedSequence() == nextSequence)
        {
            // Whatever ended the epoch before is over; apply() says what this one is like.
            state(AdapterState.DISCONNECTED);
        }
        else
        {
            onOutOfStep(ack.expectedSequence());
        }
    }

    /**
     * Within an epoch the sink cannot have appended more than was published; if it has, another publisher is at work.
     */
    private boolean isInStep(final CommitPositionDecoder ack)
    {
        if (ack.expectedSequence() <= nextSequence)
        {
            return true;
        }

        if (isNumberingUnused())
        {
            nextSequence = ack.expectedSequence();
            return true;
        }

        onOutOfStep(ack.expectedSequence());

        return false;
    }

    private void announce()
    {
        if (state == AdapterState.CONNECTED && !isAnnounced)
        {
            isAnnounced = true;
            listener.onConnected(epoch, nextSequence);
        }
    }

    private void onOutOfStep(final long expectedSequence)
    {
        state(AdapterState.OUT_OF_STEP);
        listener.onOutOfStep(expectedSequence, nextSequence);
    }

    private void apply(final CommitPositionDecoder ack, final SinkStatus status)
    {
        if (state == AdapterState.DISCONNECTED && status != SinkStatus.FAILED && status != SinkStatus.CLOSED)
        {
            state(AdapterState.CONNECTED);
            isAnnounced = false;
        }
        announce();

        if (ack.sessionId() == sessionId && ack.committedPosition() > shared.committedPosition())
        {
            shared.committedPosition(ack.committedPosition());
        }

        if (ack.committedSequence() > shared.committedSequence())
        {
            shared.committedSequence(ack.committedSequence());
            listener.onCommitted(ack.committedSequence(), shared.committedPosition());
        }

        applyStatus(status);
    }

    private void applyStatus(final SinkStatus status)
    {
        if (status == SinkStatus.FAILED)
        {
            state(AdapterState.SINK_FAILED);
            listener.onFailed();
        }
        else if (status == SinkStatus.CLOSED)
        {
            state(AdapterState.SINK_CLOSED);
            listener.onClosed();
        }
        else if (isLowSpace != (status == SinkStatus.LOW_SPACE))
        {
            isLowSpace = !isLowSpace;
            listener.onLowSpace(isLowSpace);
        }
    }

    private boolean isAcceptable(final CommitPositionDecoder ack, final SinkStatus status, final DurabilityLevel level)
    {
        // A state or a level that this version does not know may mean anything, so nothing is concluded from it.
        if (status == SinkStatus.NULL_VAL || level == DurabilityLevel.NULL_VAL)
        {
            return false;
        }

        if (ack.committedSequence() < 0 || ack.expectedSequence() <= ack.committedSequence() ||
            ack.committedPosition() < Aeron.NULL_VALUE)
        {
            return false;
        }

        return !isAdopted ||
            (ack.logIdHigh() == logIdHigh && ack.logIdLow() == logIdLow && ack.epoch() >= epoch);
    }

    private boolean isNumberingUnused()
    {
        return 0 == publishedCount && !isClaimOpen;
    }

    private boolean isTerminal()
    {
        return state == AdapterState.ACKED_DATA_LOST || state == AdapterState.CLOSED;
    }

    private void state(final AdapterState newState)
    {
        // The listener may have closed the adapter in the middle of an ack.
        if (state != AdapterState.CLOSED)
        {
            state = newState;
            shared.state(newState);
        }
    }

    // The generated lookup by value throws for a value that a later version added.
    private static SinkStatus statusOf(final CommitPositionDecoder ack)
    {
        return switch (ack.statusRaw())
        {
            case 0 -> SinkStatus.ACTIVE;
            case 1 -> SinkStatus.LOW_SPACE;
            case 2 -> SinkStatus.FAILED;
            case 3 -> SinkStatus.CLOSED;
            default -> SinkStatus.NULL_VAL;
        };
    }

    private static DurabilityLevel levelOf(final CommitPositionDecoder ack)
    {
        return switch (ack.levelRaw())
        {
            case 1 -> DurabilityLevel.POWER_LOSS;
            case 2 -> DurabilityLevel.DEVICE_ACCEPTED;
            default -> DurabilityLevel.NULL_VAL;
        };
    }
}
