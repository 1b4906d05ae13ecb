/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.protocol.DataHeaderFlyweight;
import io.aeron.protocol.HeaderFlyweight;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.util.function.LongSupplier;

/**
 * A sequencer with the adapter's own protocol, publishing and retaining code, over a simulated transport.
 */
public final class SimPublisher
{
    /**
     * Where an adapter asks to be connected.
     */
    public interface Control
    {
        /**
         * Send a Connect.
         *
         * @param correlationId  of the attempt.
         * @param publisherEpoch to resume, or -1.
         * @param sessionId      of the stream.
         * @param resumePosition in the stream.
         * @param firstRetained  that can be sent again.
         * @param nextSequence   or -1.
         * @param logIdHigh      of the wanted log.
         * @param logIdLow       of the wanted log.
         * @param sinkEpoch      incarnation of the sink that a claim is made to.
         * @return false if it could not be sent.
         */
        boolean connect(
            long correlationId,
            long publisherEpoch,
            int sessionId,
            long resumePosition,
            long firstRetained,
            long nextSequence,
            long logIdHigh,
            long logIdLow,
            long sinkEpoch);
    }

    /**
     * A session of the data stream.
     */
    public interface Session
    {
        /**
         * Its id.
         *
         * @return the id.
         */
        int sessionId();

        /**
         * Up to where was published.
         *
         * @return the position.
         */
        long position();

        /**
         * Publish a message.
         *
         * @param message  its bytes.
         * @param sequence in the frames.
         * @return the position, or one of Aeron's negative codes.
         */
        long offer(byte[] message, long sequence);

        /**
         * Claim a frame, behind which nothing is seen until it is ended.
         *
         * @param length of the message.
         * @return the position, or one of Aeron's negative codes.
         */
        long claim(int length);

        /**
         * End the claim.
         *
         * @param message  its bytes, or null for an aborted one.
         * @param sequence in the frame.
         */
        void endClaim(byte[] message, long sequence);
    }

    private static final int RING_LENGTH = 4096;
    private static final int MAX_LENGTH = 512;

    private final CommitState shared = new CommitState();
    private final Claim claim = new Claim();
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[MAX_LENGTH + DataHeaderFlyweight.HEADER_LENGTH]);
    private final Retained retained = new RetainedRing(RING_LENGTH);
    private final AdapterProtocol protocol;
    private final SequencedPublication publication;
    private final ReplyReceiver receiver;
    private Session session;

    /**
     * A claimant that adopts.
     *
     * @param session        to publish on.
     * @param control        to ask on.
     * @param random         of correlation ids.
     * @param livenessNs     after which it connects again.
     * @param retryNs        after which it asks again.
     * @param deadlineNs     after which it does not claim.
     */
    public SimPublisher(
        final Session session,
        final Control control,
        final LongSupplier random,
        final long livenessNs,
        final long retryNs,
        final long deadlineNs)
    {
        this.session = session;
        final AdapterContext ctx = new AdapterContext().livenessTimeoutNs(livenessNs).retryIntervalNs(retryNs);
        protocol = new AdapterProtocol(
            ctx,
            shared,
            ContextValidator.NO_LISTENER,
            retained,
            (attempt) -> control.connect(
                attempt.correlationId,
                attempt.publisherEpoch,
                attempt.sessionId,
                attempt.resumePosition,
                attempt.firstRetained,
                attempt.nextSequence,
                attempt.logIdHigh,
                attempt.logIdLow,
                attempt.sinkEpoch),
            random,
            deadlineNs);
        final DataStream stream = new Stream(session);
        publication = new SequencedPublication(protocol, retained, stream);
        protocol.onStream(stream);
        receiver = new ReplyReceiver(protocol);
    }

    /**
     * The client is gone.
     */
    public void loseStream()
    {
        publication.onStreamLost();
        protocol.onStreamLost();
        if (claim.isOpen())
        {
            publication.abort(claim);
        }
    }

    /**
     * There is another client, with another session.
     *
     * @param newSession to publish on.
     */
    public void use(final Session newSession)
    {
        session = newSession;
        final DataStream stream = new Stream(newSession);
        publication.use(stream);
        protocol.onStream(stream);
    }

    /**
     * Take a reply.
     *
     * @param message of the sink.
     * @param nowNs   the time.
     */
    public void receive(final byte[] message, final long nowNs)
    {
        receiver.at(nowNs).onMessage(new UnsafeBuffer(message), 0, message.length);
    }

    /**
     * A duty cycle.
     *
     * @param nowNs            the time.
     * @param isReplyConnected whether there is a reply stream.
     */
    public void work(final long nowNs, final boolean isReplyConnected)
    {
        protocol.doWork(nowNs, isReplyConnected);
    }

    /**
     * Publish.
     *
     * @param message its bytes.
     * @return the sequence or a negative code.
     */
    public long offer(final byte[] message)
    {
        return publication.offer(new UnsafeBuffer(message), 0, message.length);
    }

    /**
     * Claim, and write the message.
     *
     * @param message its bytes.
     * @return the sequence that it will have if no other is used before, or a negative code.
     */
    public long claim(final byte[] message)
    {
        final long result = publication.tryClaim(message.length, claim);
        if (result > 0)
        {
            claim.buffer().putBytes(claim.offset(), message);
        }
        return result;
    }

    /**
     * Is a claim open?
     *
     * @return true if so.
     */
    public boolean hasClaim()
    {
        return claim.isOpen();
    }

    /**
     * End the claim.
     *
     * @param isCommit or abort.
     */
    public void endClaim(final boolean isCommit)
    {
        final byte[] message = new byte[claim.length()];
        claim.buffer().getBytes(claim.offset(), message);
        if (isCommit)
        {
            claim.commit();
        }
        else
        {
            claim.abort();
        }
        final int type = frame.getShort(HeaderFlyweight.TYPE_FIELD_OFFSET);
        session.endClaim(
            HeaderFlyweight.HDR_TYPE_PAD == type ? null : message,
            frame.getLong(DataHeaderFlyweight.RESERVED_VALUE_OFFSET));
    }

    /**
     * The state.
     *
     * @return its name.
     */
    public String state()
    {
        return protocol.state().name();
    }

    /**
     * The last refusal.
     *
     * @return its name, or null.
     */
    public String refusal()
    {
        return null == protocol.refusal() ? null : protocol.refusal().code().name();
    }

    /**
     * What is committed as far as it knows.
     *
     * @return the sequence.
     */
    public long committedSequence()
    {
        return shared.committedSequence();
    }

    /**
     * What it publishes next.
     *
     * @return the sequence.
     */
    public long nextSequence()
    {
        return protocol.nextSequence();
    }

    /**
     * Its epoch.
     *
     * @return the epoch or -1.
     */
    public long publisherEpoch()
    {
        return shared.sink().publisherEpoch();
    }

    /**
     * Free its memory.
     */
    public void free()
    {
        retained.close();
    }

    private final class Stream implements DataStream
    {
        private final Session on;

        Stream(final Session on)
        {
            this.on = on;
        }

        @Override
        public int sessionId()
        {
            return on.sessionId();
        }

        @Override
        public long position()
        {
            return on.position();
        }

        @Override
        public boolean isClosed()
        {
            return false;
        }

        @Override
        public int maxPayloadLength()
        {
            return MAX_LENGTH;
        }

        @Override
        public int maxMessageLength()
        {
            return MAX_LENGTH;
        }

        @Override
        public long tryClaim(final int length, final BufferClaim frameClaim)
        {
            final long position = on.claim(length);
            if (position > 0)
            {
                frame.putShort(HeaderFlyweight.TYPE_FIELD_OFFSET, (short)HeaderFlyweight.HDR_TYPE_DATA);
                frameClaim.wrap(frame, 0, length + DataHeaderFlyweight.HEADER_LENGTH);
            }
            return position;
        }

        @Override
        public long offer(
            final DirectBuffer buffer, final int offset, final int length, final ReservedValueSupplier sequence)
        {
            final byte[] message = new byte[length];
            buffer.getBytes(offset, message);
            return on.offer(message, sequence.get(frame, 0, length));
        }
    }
}
