/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.picolog.codecs.protocol.ConnectDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;

import java.util.UUID;
import java.util.function.Consumer;

/**
 * Reads what publishers ask of the sink. What is no Connect, or too short to be one, is reported once and dropped. A
 * longer one, of a later version, is read as far as it is known.
 */
final class ControlReceiver implements FragmentHandler
{
    private final Consumer<ConnectRequest> requests;
    private final SinkState state;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final ConnectDecoder connect = new ConnectDecoder();
    private boolean isReported;

    ControlReceiver(final Consumer<ConnectRequest> requests, final SinkState state)
    {
        this.requests = requests;
        this.state = state;
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header frameHeader)
    {
        final ConnectRequest request = decode(buffer, offset, length);
        if (null != request)
        {
            requests.accept(request);
        }
        else if (!isReported)
        {
            isReported = true;
            state.report(new SinkException(
                "a message of " + length + " bytes on the control stream is no Connect, from session " +
                frameHeader.sessionId() + ": it and others like it are ignored"));
        }
    }

    private ConnectRequest decode(final DirectBuffer buffer, final int offset, final int length)
    {
        final int bodyLength = length - MessageHeaderDecoder.ENCODED_LENGTH;
        if (bodyLength < 0)
        {
            return null;
        }

        header.wrap(buffer, offset);
        final int blockLength = header.blockLength();
        final int channelLengthOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH + blockLength;
        if (header.schemaId() != ConnectDecoder.SCHEMA_ID ||
            header.templateId() != ConnectDecoder.TEMPLATE_ID ||
            blockLength < ConnectDecoder.BLOCK_LENGTH ||
            bodyLength < blockLength + Integer.BYTES)
        {
            return null;
        }

        connect.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, blockLength, header.version());
        final int channelLength = buffer.getInt(channelLengthOffset, ConnectDecoder.BYTE_ORDER);
        if (channelLength < 0 || channelLength > bodyLength - blockLength - Integer.BYTES)
        {
            return null;
        }

        final boolean isForAnyLog = 0 == connect.logIdHigh() && 0 == connect.logIdLow();
        return new ConnectRequest(
            connect.protocolMajor(),
            connect.correlationId(),
            connect.publisherId(),
            connect.publisherEpoch(),
            connect.sessionId(),
            connect.streamId(),
            connect.resumePosition(),
            connect.firstRetained(),
            connect.nextSequence(),
            isForAnyLog ? null : new UUID(connect.logIdHigh(), connect.logIdLow()),
            connect.sinkEpoch(),
            connect.replyChannel(),
            connect.replyStreamId());
    }
}
