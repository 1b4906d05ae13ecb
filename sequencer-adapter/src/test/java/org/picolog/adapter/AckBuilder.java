/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * One ack, encoded; to be changed and sent again.
 */
final class AckBuilder
{
    static final int LENGTH = MessageHeaderEncoder.ENCODED_LENGTH + CommitPositionEncoder.BLOCK_LENGTH;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[LENGTH]);
    private final CommitPositionEncoder encoder = new CommitPositionEncoder();
    private final CommitPositionDecoder decoder = new CommitPositionDecoder();

    AckBuilder()
    {
        encoder.wrapAndApplyHeader(buffer, 0, new MessageHeaderEncoder())
            .level(DurabilityLevel.POWER_LOSS);
        log(11, 22).epoch(5).committed(0).expected(1).position(0, -1).status(SinkStatus.ACTIVE);
    }

    AckBuilder log(final long high, final long low)
    {
        encoder.logIdHigh(high).logIdLow(low);
        return this;
    }

    AckBuilder epoch(final long epoch)
    {
        encoder.epoch(epoch);
        return this;
    }

    AckBuilder committed(final long sequence)
    {
        encoder.committedSequence(sequence);
        return this;
    }

    AckBuilder expected(final long sequence)
    {
        encoder.expectedSequence(sequence);
        return this;
    }

    AckBuilder position(final int sessionId, final long position)
    {
        encoder.sessionId(sessionId).committedPosition(position);
        return this;
    }

    AckBuilder status(final SinkStatus status)
    {
        encoder.status(status);
        return this;
    }

    AckBuilder rawStatus(final int status)
    {
        buffer.putByte(8 + CommitPositionEncoder.statusEncodingOffset(), (byte)status);
        return this;
    }

    AckBuilder rawLevel(final int level)
    {
        buffer.putByte(8 + CommitPositionEncoder.levelEncodingOffset(), (byte)level);
        return this;
    }

    MutableDirectBuffer buffer()
    {
        return buffer;
    }

    CommitPositionDecoder decode()
    {
        return decoder.wrap(
            buffer, MessageHeaderEncoder.ENCODED_LENGTH, CommitPositionEncoder.BLOCK_LENGTH,
            CommitPositionEncoder.SCHEMA_VERSION);
    }
}
