/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.ConnectedEncoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.RefusedEncoder;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.io.WriteDurability;
import org.picolog.log.PageFlusher;

import java.util.UUID;

/**
 * Composes what the sink says. One message at a time; flush thread only.
 */
final class SinkMessages
{
    private final UUID logId;
    private final long epoch;
    private final DurabilityLevel level;
    private final PageFlusher flusher;
    private final SinkState state;
    private final MutableDirectBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final CommitPositionEncoder commit = new CommitPositionEncoder();
    private final ConnectedEncoder connected = new ConnectedEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();

    SinkMessages(
        final UUID logId,
        final long epoch,
        final WriteDurability durability,
        final PageFlusher flusher,
        final SinkState state)
    {
        this.logId = logId;
        this.epoch = epoch;
        this.flusher = flusher;
        this.state = state;
        level = WriteDurability.POWER_LOSS == durability ?
            DurabilityLevel.POWER_LOSS : DurabilityLevel.DEVICE_ACCEPTED;
    }

    MutableDirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * How far the log is durable.
     *
     * @return the length of the message.
     */
    int commitPosition(final long correlationId, final long publisherEpoch, final SinkStatus status)
    {
        final long committedSequence = flusher.committedSequence();
        final int sessionId = flusher.committedSessionId();
        commit.wrapAndApplyHeader(buffer, 0, header)
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .epoch(epoch)
            .committedSequence(committedSequence)
            // The ingest thread says what it expects after it polled: pages that it filled in that poll may be durable
            // before.
            .expectedSequence(Math.max(state.expectedSequence(), committedSequence + 1))
            .committedPosition(flusher.committedStreamPosition())
            .fromPosition(state.fromPosition(sessionId))
            .correlationId(correlationId)
            .publisherEpoch(publisherEpoch)
            .sessionId(sessionId)
            .status(status)
            .level(level);

        return MessageHeaderEncoder.ENCODED_LENGTH + CommitPositionEncoder.BLOCK_LENGTH;
    }

    /**
     * That a publisher is connected.
     *
     * @return the length of the message.
     */
    int connected(final Answer answer)
    {
        connected.wrapAndApplyHeader(buffer, 0, header)
            .protocolMajor(SequencedSessions.PROTOCOL_MAJOR)
            .protocolMinor(SequencedSessions.PROTOCOL_MINOR)
            .correlationId(answer.request().correlationId())
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .epoch(epoch)
            .publisherEpoch(answer.publisher().epoch())
            .lastDurableSequence(answer.expectedSequence() - 1)
            .expectedSequence(answer.expectedSequence())
            .level(level);

        return MessageHeaderEncoder.ENCODED_LENGTH + ConnectedEncoder.BLOCK_LENGTH;
    }

    /**
     * That a publisher is not.
     *
     * @return the length of the message.
     */
    int refused(final Answer answer, final RefusalCode code)
    {
        refused.wrapAndApplyHeader(buffer, 0, header)
            .protocolMajor(SequencedSessions.PROTOCOL_MAJOR)
            .protocolMinor(SequencedSessions.PROTOCOL_MINOR)
            .correlationId(answer.request().correlationId())
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .epoch(epoch)
            .publisherId(answer.publisher().id())
            .publisherEpoch(answer.publisher().epoch())
            .expectedSequence(answer.expectedSequence())
            .lastDurableSequence(flusher.committedSequence())
            .joinPosition(answer.joinPosition())
            .code(code);

        return MessageHeaderEncoder.ENCODED_LENGTH + RefusedEncoder.BLOCK_LENGTH;
    }
}
