/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.ConnectedDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.codecs.protocol.RefusedDecoder;

/**
 * Reads the reply stream. What is not a message of the sink protocol that an adapter knows, or too short to be one, is
 * skipped and counted. A longer one, of a later schema version, is read as far as it is known.
 */
final class ReplyReceiver implements FragmentHandler
{
    private final ReplyHandler handler;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommitPositionDecoder commitPosition = new CommitPositionDecoder();
    private final ConnectedDecoder connected = new ConnectedDecoder();
    private final RefusedDecoder refused = new RefusedDecoder();
    private long nowNs;

    ReplyReceiver(final ReplyHandler handler)
    {
        this.handler = handler;
    }

    /**
     * Set the time at which what follows is received.
     */
    ReplyReceiver at(final long timeNs)
    {
        nowNs = timeNs;
        return this;
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header frameHeader)
    {
        onMessage(buffer, offset, length);
    }

    void onMessage(final DirectBuffer buffer, final int offset, final int length)
    {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH)
        {
            handler.onUnknown();
            return;
        }

        header.wrap(buffer, offset);
        final int bodyOffset = offset + MessageHeaderDecoder.ENCODED_LENGTH;
        final int blockLength = header.blockLength();
        final boolean isWhole = blockLength <= length - MessageHeaderDecoder.ENCODED_LENGTH;
        final int templateId = isWhole && header.schemaId() == MessageHeaderDecoder.SCHEMA_ID ?
            header.templateId() : -1;
        if (templateId == CommitPositionDecoder.TEMPLATE_ID && blockLength >= CommitPositionDecoder.BLOCK_LENGTH)
        {
            commitPosition.wrap(buffer, bodyOffset, blockLength, header.version());
            handler.onCommitPosition(commitPosition, nowNs);
        }
        else if (templateId == ConnectedDecoder.TEMPLATE_ID && blockLength >= ConnectedDecoder.BLOCK_LENGTH)
        {
            connected.wrap(buffer, bodyOffset, blockLength, header.version());
            handler.onConnected(connected, nowNs);
        }
        else if (templateId == RefusedDecoder.TEMPLATE_ID && blockLength >= RefusedDecoder.BLOCK_LENGTH)
        {
            refused.wrap(buffer, bodyOffset, blockLength, header.version());
            handler.onRefused(refused, nowNs);
        }
        else
        {
            handler.onUnknown();
        }
    }
}
