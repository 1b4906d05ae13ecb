/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ExclusivePublication;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.protocol.ConnectEncoder;
import org.picolog.codecs.protocol.MessageHeaderEncoder;

/**
 * Sends Connect on the control stream. Publishing thread only.
 */
final class ControlSender implements ConnectSender
{
    static final int REPLY_CHANNEL_LIMIT = 1024;

    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[MessageHeaderEncoder.ENCODED_LENGTH +
        ConnectEncoder.BLOCK_LENGTH + ConnectEncoder.replyChannelHeaderLength() + REPLY_CHANNEL_LIMIT]);
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final ConnectEncoder connect = new ConnectEncoder();
    private final long publisherId;
    private final int streamId;
    private final int replyStreamId;
    private ExclusivePublication publication;
    private String replyChannel;

    ControlSender(final AdapterContext ctx)
    {
        publisherId = ctx.publisherId();
        streamId = ctx.streamId();
        replyStreamId = ctx.replyStreamId();
    }

    /**
     * From now on send there, and have it answered here; null for nowhere.
     */
    void use(final ExclusivePublication newPublication, final String newReplyChannel)
    {
        publication = newPublication;
        replyChannel = newReplyChannel;
    }

    @Override
    public boolean send(final ConnectAttempt attempt)
    {
        if (null == publication)
        {
            return false;
        }

        connect.wrapAndApplyHeader(buffer, 0, header)
            .protocolMajor(Handshake.PROTOCOL_MAJOR)
            .protocolMinor(Handshake.PROTOCOL_MINOR)
            .sessionId(attempt.sessionId)
            .streamId(streamId)
            .replyStreamId(replyStreamId)
            .correlationId(attempt.correlationId)
            .publisherId(publisherId)
            .publisherEpoch(attempt.publisherEpoch)
            .resumePosition(attempt.resumePosition)
            .firstRetained(attempt.firstRetained)
            .nextSequence(attempt.nextSequence)
            .logIdHigh(attempt.logIdHigh)
            .logIdLow(attempt.logIdLow)
            .sinkEpoch(attempt.sinkEpoch)
            .replyChannel(replyChannel);

        return publication.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + connect.encodedLength()) > 0;
    }
}
