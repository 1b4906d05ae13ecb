/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.ConnectedEncoder;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.RefusedEncoder;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * What a sink says, encoded. The fields are what it says of itself.
 */
final class ReplyBuilder
{
    static final int HEADER_LENGTH = MessageHeaderEncoder.ENCODED_LENGTH;

    long logIdHigh = 11;
    long logIdLow = 22;
    long epoch = 5;
    long publisherId = 1;
    long publisherEpoch;
    long correlationId;
    long committedSequence;
    long expectedSequence = 1;
    long committedPosition = -1;
    long joinPosition = -1;
    int sessionId;
    int status = SinkStatus.ACTIVE.value();
    int level = DurabilityLevel.POWER_LOSS.value();
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[256]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectedEncoder connected = new ConnectedEncoder();
    private final RefusedEncoder refused = new RefusedEncoder();
    private final CommitPositionEncoder ack = new CommitPositionEncoder();

    UnsafeBuffer buffer()
    {
        return buffer;
    }

    int connected()
    {
        connected.wrapAndApplyHeader(buffer, 0, header)
            .protocolMajor(1)
            .protocolMinor(0)
            .correlationId(correlationId)
            .logIdHigh(logIdHigh)
            .logIdLow(logIdLow)
            .epoch(epoch)
            .publisherEpoch(publisherEpoch)
            .lastDurableSequence(committedSequence)
            .expectedSequence(expectedSequence);
        buffer.putByte(HEADER_LENGTH + ConnectedEncoder.levelEncodingOffset(), (byte)level);

        return HEADER_LENGTH + connected.encodedLength();
    }

    int refused(final RefusalCode code)
    {
        refused.wrapAndApplyHeader(buffer, 0, header)
            .protocolMajor(1)
            .protocolMinor(0)
            .correlationId(correlationId)
            .logIdHigh(logIdHigh)
            .logIdLow(logIdLow)
            .epoch(epoch)
            .publisherId(publisherId)
            .publisherEpoch(publisherEpoch)
            .expectedSequence(expectedSequence)
            .lastDurableSequence(committedSequence)
            .joinPosition(joinPosition)
            .code(code);

        return HEADER_LENGTH + refused.encodedLength();
    }

    int ack()
    {
        ack.wrapAndApplyHeader(buffer, 0, header)
            .logIdHigh(logIdHigh)
            .logIdLow(logIdLow)
            .epoch(epoch)
            .committedSequence(committedSequence)
            .expectedSequence(expectedSequence)
            .committedPosition(committedPosition)
            .fromPosition(-1)
            .correlationId(correlationId)
            .publisherEpoch(publisherEpoch)
            .sessionId(sessionId);
        buffer.putByte(HEADER_LENGTH + CommitPositionEncoder.statusEncodingOffset(), (byte)status);
        buffer.putByte(HEADER_LENGTH + CommitPositionEncoder.levelEncodingOffset(), (byte)level);

        return HEADER_LENGTH + ack.encodedLength();
    }
}
