/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.logbuffer.BufferClaim;
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.io.WriteDurability;
import org.picolog.log.DurableLog;
import org.picolog.log.PageFlusher;

/**
 * Says how far the log is durable. Never waits: whatever cannot be sent now is replaced by the newer state that can be
 * sent next time, since each message carries the whole of it. Flush thread only.
 */
final class CommitPublisher
{
    private static final int MESSAGE_LENGTH =
        MessageHeaderEncoder.ENCODED_LENGTH + CommitPositionEncoder.BLOCK_LENGTH;

    private final ExclusivePublication publication;
    private final PageFlusher flusher;
    private final SinkState state;
    private final long logIdHigh;
    private final long logIdLow;
    private final long epoch;
    private final DurabilityLevel level;
    private final long heartbeatIntervalNs;

    private final BufferClaim claim = new BufferClaim();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommitPositionEncoder encoder = new CommitPositionEncoder();

    private long sentSequence = -1;
    private SinkStatus sentStatus;
    private long sentNs;

    CommitPublisher(
        final ExclusivePublication publication,
        final DurableLog log,
        final SinkState state,
        final SinkContext ctx)
    {
        this.publication = publication;
        this.state = state;
        flusher = log.flusher();
        logIdHigh = log.logId().getMostSignificantBits();
        logIdLow = log.logId().getLeastSignificantBits();
        epoch = log.epoch();
        level = WriteDurability.POWER_LOSS == ctx.log().durability() ?
            DurabilityLevel.POWER_LOSS : DurabilityLevel.DEVICE_ACCEPTED;
        heartbeatIntervalNs = ctx.heartbeatIntervalNs();
    }

    boolean isConnected()
    {
        return publication.isConnected();
    }

    /**
     * Was this status, with how far the log is durable now, sent already?
     */
    boolean hasSent(final SinkStatus status)
    {
        return status == sentStatus && flusher.committedSequence() == sentSequence;
    }

    /**
     * Send the state if it changed since it was last sent, or if that was a while ago.
     *
     * @return 1 if it was sent.
     */
    int publish(final SinkStatus status, final long nowNs)
    {
        if (hasSent(status) && nowNs - sentNs < heartbeatIntervalNs)
        {
            return 0;
        }

        final long result = publication.tryClaim(MESSAGE_LENGTH, claim);
        if (result < 0)
        {
            onNotSent(result);
            return 0;
        }

        final long committedSequence = flusher.committedSequence();
        encoder.wrapAndApplyHeader(claim.buffer(), claim.offset(), header)
            .logIdHigh(logIdHigh)
            .logIdLow(logIdLow)
            .epoch(epoch)
            .committedSequence(committedSequence)
            .expectedSequence(expectedSequence(committedSequence))
            .committedPosition(flusher.committedStreamPosition())
            .sessionId(flusher.committedSessionId())
            .status(status)
            .level(level);
        claim.commit();

        sentSequence = committedSequence;
        sentStatus = status;
        sentNs = nowNs;

        return 1;
    }

    /**
     * The ingest thread says what it expects after it polled: pages that it filled in that poll may be durable before.
     */
    private long expectedSequence(final long committedSequence)
    {
        return Math.max(state.expectedSequence(), committedSequence + 1);
    }

    private void onNotSent(final long result)
    {
        // Everything else passes: nobody is there, somebody is slow, or the term is being rotated.
        if ((Publication.CLOSED == result || Publication.MAX_POSITION_EXCEEDED == result) && !state.hasFailed())
        {
            state.fail(new SinkException(
                "nothing can be acknowledged any more: the reply publication, stream " + publication.streamId() +
                " of " + publication.channel() + ", is " +
                (Publication.CLOSED == result ? "closed, and so is its Aeron client" : "at its greatest position")));
        }
    }
}
