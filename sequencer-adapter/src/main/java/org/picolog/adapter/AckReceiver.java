/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;

/**
 * Reads the reply stream. What is not a CommitPosition of the sink protocol, or too short to be one, is skipped and
 * counted. A longer one, of a later schema version, is read as far as it is known.
 */
final class AckReceiver implements FragmentHandler
{
    private final Subscription subscription;
    private final CommitTracker tracker;
    private final CommitState shared;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommitPositionDecoder ack = new CommitPositionDecoder();
    private long nowNs;

    AckReceiver(final Subscription subscription, final CommitTracker tracker, final CommitState shared)
    {
        this.subscription = subscription;
        this.tracker = tracker;
        this.shared = shared;
    }

    int poll(final long timeNs, final int limit)
    {
        nowNs = timeNs;

        return subscription.poll(this, limit);
    }

    Subscription subscription()
    {
        return subscription;
    }

    @Override
    public void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header frameHeader)
    {
        if (length < MessageHeaderDecoder.ENCODED_LENGTH)
        {
            shared.countUnknownMessage();
            return;
        }

        header.wrap(buffer, offset);
        final int blockLength = header.blockLength();
        if (header.schemaId() != CommitPositionDecoder.SCHEMA_ID ||
            header.templateId() != CommitPositionDecoder.TEMPLATE_ID ||
            blockLength < CommitPositionDecoder.BLOCK_LENGTH ||
            blockLength > length - MessageHeaderDecoder.ENCODED_LENGTH)
        {
            shared.countUnknownMessage();
            return;
        }

        ack.wrap(buffer, offset + MessageHeaderDecoder.ENCODED_LENGTH, blockLength, header.version());
        tracker.onCommitPosition(ack, nowNs);
    }
}
