/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.exceptions.ConcurrentConcludeException;
import org.agrona.DirectBuffer;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes a sequencer's messages to a Picolog sink, each under the next sequence, and tells up to which sequence they
 * are durable.
 * <p>
 * One thread, the publishing thread, claims, offers, polls and closes. It must call {@link #poll()} regularly, several
 * times per {@link AdapterContext#livenessTimeoutNs()}: that is how acks are read, and how the adapter connects again
 * and sends again what a sink that was started anew lacks. What {@link CommitProgress} offers is for any thread.
 * <p>
 * Publishing never blocks: it answers with a sequence, from 1, or with a negative code of
 * {@link PublishResult}.
 */
public final class SequencerAdapter extends SharedProgress implements AutoCloseable
{
    private static final int REPLY_LIMIT = 16;
    private static final long IDLE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AdapterContext ctx;
    private final Connection connection;
    private final AdapterProtocol protocol;
    private final SequencedPublication publication;
    private boolean isPolling;
    private boolean isClosed;

    SequencerAdapter(final AdapterContext ctx, final Connection connection, final LastError lastError)
    {
        super(connection.shared(), lastError);
        this.ctx = ctx;
        this.connection = connection;
        this.protocol = connection.protocol();
        this.publication = connection.publication();
    }

    /**
     * Connect to a sink: claim its log, or go on with a publisher epoch that was claimed before. Blocks until the sink
     * has answered, at most for {@link AdapterContext#connectTimeoutNs()}.
     *
     * @param ctx for the adapter; concluded here.
     * @return an adapter that is connected, for the publishing thread.
     * @throws RefusedException                           if the sink refused.
     * @throws AdapterTimeoutException                    if the media driver or the sink was missing.
     * @throws AdapterException                           if the media driver refused, or the thread was interrupted.
     * @throws io.aeron.exceptions.ConfigurationException if the context contradicts itself.
     * @throws ConcurrentConcludeException                if the context has been concluded before.
     */
    public static SequencerAdapter connect(final AdapterContext ctx)
    {
        try (AsyncConnect connecting = asyncConnect(ctx))
        {
            while (true)
            {
                final SequencerAdapter adapter = connecting.poll();
                if (null != adapter)
                {
                    return adapter;
                }
                if (Thread.currentThread().isInterrupted())
                {
                    throw new AdapterException("interrupted while connecting");
                }
                LockSupport.parkNanos(IDLE_NS);
            }
        }
    }

    /**
     * Begin to connect to a sink, without blocking.
     *
     * @param ctx for the adapter; concluded here.
     * @return to be polled until it gives the adapter, or to be closed.
     * @throws io.aeron.exceptions.ConfigurationException if the context contradicts itself.
     * @throws ConcurrentConcludeException                if the context has been concluded before.
     */
    public static AsyncConnect asyncConnect(final AdapterContext ctx)
    {
        return new AsyncConnect(ctx.conclude(), System.nanoTime());
    }

    /**
     * Claim room for a message of at most {@link #maxPayloadLength()}, to be written in place. On success the claim is
     * open and must be ended with {@link Claim#commit()} or {@link Claim#abort()}. Does not block or allocate.
     * Publishing thread only.
     *
     * @param length of the message in bytes.
     * @param claim  to be opened.
     * @return the sequence that the message will get if it is committed, from 1, or a negative code of
     * {@link PublishResult}.
     * @throws IllegalArgumentException if the length is negative or greater than {@link #maxPayloadLength()}.
     * @throws IllegalStateException    if a claim is open.
     */
    public long tryClaim(final int length, final Claim claim)
    {
        return publication.tryClaim(length, claim);
    }

    /**
     * Publish a message of at most {@link #maxMessageLength()}, in fragments if need be. The bytes are copied. Does
     * not block or allocate. Publishing thread only.
     *
     * @param buffer that holds the message.
     * @param offset at which it begins.
     * @param length of the message in bytes.
     * @return the message's sequence, from 1, or a negative code of {@link PublishResult}.
     * @throws IllegalArgumentException  if the length is negative or greater than {@link #maxMessageLength()}.
     * @throws IndexOutOfBoundsException if the message is not within the buffer.
     * @throws IllegalStateException     if a claim is open.
     */
    public long offer(final DirectBuffer buffer, final int offset, final int length)
    {
        return publication.offer(buffer, offset, length);
    }

    /**
     * Duty cycle: read acks, call the listener, connect again when that is needed, and send again what the sink lacks,
     * a bounded part of it each time. Does not block, but for a client of the adapter's own that has to be made anew:
     * then until the media driver has answered, for {@link AdapterContext#driverTimeoutNs()} at the most, and only when
     * one runs. Publishing thread only. With a client given by {@link AdapterContext#aeron(Aeron)} that is driven by an
     * invoker, this invokes it.
     *
     * @return the number of messages read and sent; 0 when there was nothing to do.
     * @throws IllegalStateException if called from within the listener.
     */
    public int poll()
    {
        if (isClosed)
        {
            return 0;
        }

        if (isPolling)
        {
            throw new IllegalStateException("poll called from within the listener");
        }

        isPolling = true;
        try
        {
            return doPoll();
        }
        finally
        {
            isPolling = false;
            if (isClosed)
            {
                connection.close();
            }
        }
    }

    /**
     * The sequence that the next message published will get. Publishing thread only.
     *
     * @return the sequence.
     */
    public long nextSequence()
    {
        return protocol.nextSequence();
    }

    /**
     * Greatest length for {@link #tryClaim(int, Claim)}.
     *
     * @return length in bytes.
     */
    public int maxPayloadLength()
    {
        return publication.maxPayloadLength();
    }

    /**
     * Greatest length for {@link #offer(DirectBuffer, int, int)}.
     *
     * @return length in bytes.
     */
    public int maxMessageLength()
    {
        return publication.maxMessageLength();
    }

    /**
     * Session id of the data stream. Another one when the adapter's own client was made anew. Publishing thread only.
     *
     * @return the session id.
     */
    public int sessionId()
    {
        return publication.stream().sessionId();
    }

    /**
     * Position up to which this adapter has published, comparable to {@link #committedPosition()}. Publishing thread
     * only.
     *
     * @return position in bytes, or {@link PublishResult#CLOSED}.
     */
    public long position()
    {
        return publication.stream().position();
    }

    /**
     * The context of this adapter, concluded.
     *
     * @return the context.
     */
    public AdapterContext context()
    {
        return ctx;
    }

    /**
     * Go on after data loss without the messages that are missing: whatever is retained is dropped, the next message
     * gets this sequence, and the sink is asked to connect the adapter again. Does not block. Publishing thread only.
     *
     * @param sequence that the log expects: the first one that {@link AdapterListener#onDataLoss(long, long)} named.
     * @throws IllegalStateException    if there is no data loss, or a claim is open.
     * @throws IllegalArgumentException if it is another sequence.
     */
    public void continueFrom(final long sequence)
    {
        publication.checkNoOpenClaim();
        protocol.continueFrom(sequence);
    }

    /**
     * Abort an open claim, and close the streams, and the Aeron client if it is the adapter's own. What was published
     * stays published; whether it becomes durable is no longer learned, and nothing is sent again. Publishing thread
     * only, its listener included, or after it has ended. Idempotent.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        protocol.close();
        if (!isPolling)
        {
            connection.close();
        }
        // From within the listener: the memory of the message that it is told of goes when the poll is over.
    }

    private int doPoll()
    {
        polledBy(Thread.currentThread());
        try
        {
            connection.maintain();
        }
        catch (final AdapterException ex)
        {
            // Told, and tried again after a while.
            lastError.onError(ex);
            connection.link().reset(System.nanoTime());
        }

        return connection.receive(REPLY_LIMIT) + connection.send();
    }
}
