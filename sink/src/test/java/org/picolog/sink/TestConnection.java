/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.ConnectEncoder;
import org.picolog.codecs.protocol.ConnectedDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.RefusedDecoder;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * What an adapter says and hears besides its messages, by hand: requests to connect, their answers, acks.
 */
final class TestConnection implements AutoCloseable
{
    static final long NULL = -1;

    record Connected(long correlationId, UUID logId, long epoch, long publisherEpoch, long lastDurable, long expected)
    {
    }

    record Refused(
        long correlationId,
        RefusalCode code,
        long publisherId,
        long publisherEpoch,
        long lastDurable,
        long expected,
        long joinPosition)
    {
    }

    record Ack(long correlationId, long publisherEpoch, long committed, long position, long from, SinkStatus status)
    {
    }

    final List<Connected> connected = new ArrayList<>();
    final List<Refused> refused = new ArrayList<>();
    final List<Ack> acks = new ArrayList<>();

    private final String replyChannel;
    private final SinkContext ctx;
    private final ExclusivePublication control;
    private final Subscription replies;
    private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer();
    private final MessageHeaderEncoder headerEncoder = new MessageHeaderEncoder();
    private final ConnectEncoder connect = new ConnectEncoder();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    private long correlationId = NULL;
    private int major = 1;
    private long publisherId = 1;
    private long publisherEpoch = NULL;
    private int sessionId;
    private int streamId;
    private long resumePosition;
    private long firstRetained = 1;
    private long nextSequence = NULL;
    private UUID logId = new UUID(0, 0);
    private long sinkEpoch = NULL;

    TestConnection(final Aeron aeron, final SinkContext ctx, final int replyStreamId)
    {
        this.ctx = ctx;
        replyChannel = "aeron:ipc?term-length=64k|session-id=" + aeron.nextSessionId(replyStreamId);
        control = aeron.addExclusivePublication(ctx.controlChannel(), ctx.controlStreamId());
        replies = aeron.addSubscription(replyChannel, replyStreamId);
        streamId = ctx.streamId();
    }

    /**
     * A claim that adopts, for a publication as it stands.
     */
    TestConnection claim(final ExclusivePublication publication, final long newCorrelationId)
    {
        sessionId = publication.sessionId();
        resumePosition = publication.position();
        correlationId = newCorrelationId;
        publisherEpoch = NULL;
        nextSequence = NULL;
        return this;
    }

    TestConnection epoch(final long newEpoch)
    {
        publisherEpoch = newEpoch;
        return this;
    }

    TestConnection sequences(final long newFirstRetained, final long newNextSequence)
    {
        firstRetained = newFirstRetained;
        nextSequence = newNextSequence;
        return this;
    }

    TestConnection major(final int newMajor)
    {
        major = newMajor;
        return this;
    }

    TestConnection publisherId(final long newId)
    {
        publisherId = newId;
        return this;
    }

    TestConnection logId(final UUID newId)
    {
        logId = newId;
        return this;
    }

    TestConnection session(final int newSessionId)
    {
        sessionId = newSessionId;
        return this;
    }

    TestConnection stream(final int newStreamId)
    {
        streamId = newStreamId;
        return this;
    }

    TestConnection resumePosition(final long newPosition)
    {
        resumePosition = newPosition;
        return this;
    }

    /**
     * Send the request as it stands, also a further time.
     */
    boolean send()
    {
        connect.wrapAndApplyHeader(buffer, 0, headerEncoder)
            .protocolMajor(major)
            .protocolMinor(0)
            .sessionId(sessionId)
            .streamId(streamId)
            .replyStreamId(replies.streamId())
            .correlationId(correlationId)
            .publisherId(publisherId)
            .publisherEpoch(publisherEpoch)
            .resumePosition(resumePosition)
            .firstRetained(firstRetained)
            .nextSequence(nextSequence)
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .sinkEpoch(sinkEpoch)
            .replyChannel(replyChannel);
        return control.offer(buffer, 0, MessageHeaderEncoder.ENCODED_LENGTH + connect.encodedLength()) > 0;
    }

    void poll()
    {
        replies.poll(this::onReply, 16);
    }

    Ack lastAck()
    {
        return acks.isEmpty() ? null : acks.get(acks.size() - 1);
    }

    SinkContext context()
    {
        return ctx;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(control, replies);
    }

    private void onReply(final DirectBuffer message, final int offset, final int length, final Header frame)
    {
        header.wrap(message, offset);
        switch (header.templateId())
        {
            case ConnectedDecoder.TEMPLATE_ID:
                final ConnectedDecoder yes = new ConnectedDecoder().wrapAndApplyHeader(message, offset, header);
                connected.add(new Connected(
                    yes.correlationId(),
                    new UUID(yes.logIdHigh(), yes.logIdLow()),
                    yes.epoch(),
                    yes.publisherEpoch(),
                    yes.lastDurableSequence(),
                    yes.expectedSequence()));
                break;

            case RefusedDecoder.TEMPLATE_ID:
                final RefusedDecoder no = new RefusedDecoder().wrapAndApplyHeader(message, offset, header);
                if (RefusalCode.OTHER_INCARNATION == no.code())
                {
                    sinkEpoch = no.epoch();
                    send();
                    break;
                }
                refused.add(new Refused(
                    no.correlationId(),
                    no.code(),
                    no.publisherId(),
                    no.publisherEpoch(),
                    no.lastDurableSequence(),
                    no.expectedSequence(),
                    no.joinPosition()));
                break;

            default:
                final CommitPositionDecoder ack =
                    new CommitPositionDecoder().wrapAndApplyHeader(message, offset, header);
                acks.add(new Ack(
                    ack.correlationId(),
                    ack.publisherEpoch(),
                    ack.committedSequence(),
                    ack.committedPosition(),
                    ack.fromPosition(),
                    ack.status()));
                break;
        }
    }
}
