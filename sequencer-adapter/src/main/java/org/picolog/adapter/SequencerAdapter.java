/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.exceptions.ConcurrentConcludeException;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.AgentInvoker;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Publishes a sequencer's messages to a Picolog sink, each under the next sequence, and tells up to which sequence they
 * are durable.
 * <p>
 * One thread, the publishing thread, claims, offers, polls and closes. It must call {@link #poll()} regularly, several
 * times per {@link Context#livenessTimeoutNs()}: that is how acks are read. What {@link CommitProgress} offers is for
 * any thread.
 * <p>
 * Publishing never blocks: it answers with a sequence, from 1, or with a negative code of
 * {@link PublishResult}.
 */
public final class SequencerAdapter extends SharedProgress implements AutoCloseable
{
    private static final int ACK_LIMIT = 16;

    private final Context ctx;
    private final Aeron aeron;
    private final AgentInvoker clientInvoker;
    private final SequencedPublication publication;
    private final AckReceiver ackReceiver;
    private final CommitTracker tracker;
    private boolean isPolling;
    private boolean isClosed;

    private SequencerAdapter(final Context ctx, final Connector connector)
    {
        super(connector.shared(), connector.lastError());
        this.ctx = ctx;
        this.aeron = connector.aeron();
        this.clientInvoker = aeron.conductorAgentInvoker();
        this.tracker = connector.tracker();
        this.publication = new SequencedPublication(connector.publication(), tracker);
        this.ackReceiver = connector.ackReceiver();
    }

    /**
     * Connect to a sink. Blocks until the sink subscribes to the data stream and a first ack of it was heard, at most
     * for {@link Context#connectTimeoutNs()}. The sequence that the sink expects next will be the first message's,
     * or, until that is published, the one that a later ack names.
     *
     * @param ctx for the adapter; concluded here.
     * @return an adapter that is connected, for the publishing thread.
     * @throws AdapterTimeoutException                    if the media driver or the sink was missing.
     * @throws AdapterException                           if the media driver refused, or the thread was interrupted.
     * @throws io.aeron.exceptions.ConfigurationException if the context contradicts itself.
     * @throws ConcurrentConcludeException                if the context has been concluded before.
     */
    public static SequencerAdapter connect(final Context ctx)
    {
        ctx.conclude();
        final Connector connector = new Connector(ctx);
        connector.connect();

        return new SequencerAdapter(ctx, connector);
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
     * Duty cycle: read acks, renew what this adapter shows, call the listener. Does not block. Publishing thread
     * only. With a client given by {@link Context#aeron(Aeron)} that is driven by an invoker, this invokes it.
     *
     * @return the number of messages read from the reply stream; 0 when there was nothing to do.
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
        }
    }

    /**
     * The sequence that the next message published will get. Publishing thread only.
     *
     * @return the sequence.
     */
    public long nextSequence()
    {
        return tracker.nextSequence();
    }

    /**
     * Greatest length for {@link #tryClaim(int, Claim)}.
     *
     * @return length in bytes.
     */
    public int maxPayloadLength()
    {
        return publication.publication().maxPayloadLength();
    }

    /**
     * Greatest length for {@link #offer(DirectBuffer, int, int)}.
     *
     * @return length in bytes.
     */
    public int maxMessageLength()
    {
        return publication.publication().maxMessageLength();
    }

    /**
     * Session id of the data stream.
     *
     * @return the session id.
     */
    public int sessionId()
    {
        return publication.publication().sessionId();
    }

    /**
     * Position up to which this adapter has published, comparable to {@link #committedPosition()}. Publishing thread
     * only.
     *
     * @return position in bytes, or {@link PublishResult#CLOSED}.
     */
    public long position()
    {
        return publication.publication().position();
    }

    /**
     * The context of this adapter, concluded.
     *
     * @return the context.
     */
    public Context context()
    {
        return ctx;
    }

    /**
     * Abort an open claim, and close the streams, and the Aeron client if it is the adapter's own. What was published
     * stays published; whether it becomes durable is no longer learned. Publishing thread only, or after it has ended.
     * Idempotent.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        tracker.onClose();
        CloseHelper.close(lastError, publication::close);
        CloseHelper.close(lastError, ackReceiver.subscription());
        if (null == ctx.aeron())
        {
            Connector.closeOwnedClient(aeron);
        }
    }

    private int doPoll()
    {
        polledBy(Thread.currentThread());
        if (null != clientInvoker && !aeron.isClosed())
        {
            clientInvoker.invoke();
        }

        if (aeron.isClosed() || publication.publication().isClosed())
        {
            tracker.onClientClosed();
            return 0;
        }

        final long nowNs = System.nanoTime();
        final int workCount = ackReceiver.poll(nowNs, ACK_LIMIT);
        if (!isClosed)
        {
            tracker.onTime(nowNs, ackReceiver.subscription().isConnected());
        }

        return workCount;
    }

    /**
     * Configuration of an adapter. Starts from the system properties of {@link AdapterConfiguration}; what is set here
     * takes precedence. Concluded once, by {@link SequencerAdapter#connect(Context)}. Not thread-safe.
     */
    public static final class Context implements Cloneable
    {
        private AtomicBoolean isConcluded = new AtomicBoolean();
        private Aeron aeron;
        private String aeronDirectoryName;
        private String channel = AdapterConfiguration.channel();
        private int streamId = AdapterConfiguration.streamId();
        private String replyChannel = AdapterConfiguration.replyChannel();
        private int replyStreamId = AdapterConfiguration.replyStreamId();
        private long connectTimeoutNs = AdapterConfiguration.connectTimeoutNs();
        private long livenessTimeoutNs = AdapterConfiguration.livenessTimeoutNs();
        private ErrorHandler errorHandler;
        private CommitListener commitListener;

        /**
         * Construct with what the system properties say.
         */
        public Context()
        {
        }

        /**
         * Fill in what is not set, and refuse contradictions. Connects to nothing.
         *
         * @return this for a fluent API.
         * @throws ConcurrentConcludeException                if the context has been concluded before.
         * @throws io.aeron.exceptions.ConfigurationException naming what contradicts what.
         */
        public Context conclude()
        {
            if (isConcluded.getAndSet(true))
            {
                throw new ConcurrentConcludeException();
            }

            ContextValidator.validate(this);
            aeronDirectoryName = ContextValidator.aeronDirectoryName(this);
            commitListener = null == commitListener ? ContextValidator.NO_LISTENER : commitListener;

            return this;
        }

        /**
         * A shallow copy that has not been concluded.
         *
         * @return the copy.
         */
        @Override
        public Context clone()
        {
            try
            {
                final Context copy = (Context)super.clone();
                copy.isConcluded = new AtomicBoolean();

                return copy;
            }
            catch (final CloneNotSupportedException ex)
            {
                throw new AssertionError(ex);
            }
        }

        /**
         * An Aeron client to use; it is not closed by the adapter, and its own error handler stays in force. With
         * none, the adapter makes its own, whose errors go to {@link #errorHandler()}.
         *
         * @param aeron client to use, or null for one of the adapter's own.
         * @return this for a fluent API.
         */
        public Context aeron(final Aeron aeron)
        {
            this.aeron = aeron;
            return this;
        }

        /** @return the client given, or null. */
        public Aeron aeron()
        {
            return aeron;
        }

        /**
         * @param aeronDirectoryName of the media driver; see {@link AdapterConfiguration#AERON_DIRECTORY_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context aeronDirectoryName(final String aeronDirectoryName)
        {
            this.aeronDirectoryName = aeronDirectoryName;
            return this;
        }

        /** @return name of the directory; null until concluded if not set. */
        public String aeronDirectoryName()
        {
            return aeronDirectoryName;
        }

        /**
         * @param channel of the data stream; see {@link AdapterConfiguration#CHANNEL_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context channel(final String channel)
        {
            this.channel = channel;
            return this;
        }

        /** @return channel of the data stream. */
        public String channel()
        {
            return channel;
        }

        /**
         * @param streamId of the data stream; see {@link AdapterConfiguration#STREAM_ID_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context streamId(final int streamId)
        {
            this.streamId = streamId;
            return this;
        }

        /** @return stream id of the data stream. */
        public int streamId()
        {
            return streamId;
        }

        /**
         * @param replyChannel of the reply stream; see {@link AdapterConfiguration#REPLY_CHANNEL_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context replyChannel(final String replyChannel)
        {
            this.replyChannel = replyChannel;
            return this;
        }

        /** @return channel of the reply stream. */
        public String replyChannel()
        {
            return replyChannel;
        }

        /**
         * @param replyStreamId of the reply stream; see {@link AdapterConfiguration#REPLY_STREAM_ID_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context replyStreamId(final int replyStreamId)
        {
            this.replyStreamId = replyStreamId;
            return this;
        }

        /** @return stream id of the reply stream. */
        public int replyStreamId()
        {
            return replyStreamId;
        }

        /**
         * @param connectTimeoutNs in ns, greater than 0; see {@link AdapterConfiguration#CONNECT_TIMEOUT_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context connectTimeoutNs(final long connectTimeoutNs)
        {
            this.connectTimeoutNs = connectTimeoutNs;
            return this;
        }

        /** @return timeout in nanoseconds. */
        public long connectTimeoutNs()
        {
            return connectTimeoutNs;
        }

        /**
         * @param livenessTimeoutNs in ns, greater than 0; see {@link AdapterConfiguration#LIVENESS_TIMEOUT_PROP_NAME}.
         * @return this for a fluent API.
         */
        public Context livenessTimeoutNs(final long livenessTimeoutNs)
        {
            this.livenessTimeoutNs = livenessTimeoutNs;
            return this;
        }

        /** @return timeout in nanoseconds. */
        public long livenessTimeoutNs()
        {
            return livenessTimeoutNs;
        }

        /**
         * Told of what the listener throws and of errors of the adapter's own Aeron client; on any thread. With none,
         * the last is kept for {@link SequencerAdapter#lastError()}, as it is in any case.
         *
         * @param errorHandler of errors, or null for none.
         * @return this for a fluent API.
         */
        public Context errorHandler(final ErrorHandler errorHandler)
        {
            this.errorHandler = errorHandler;
            return this;
        }

        /** @return the handler, or null. */
        public ErrorHandler errorHandler()
        {
            return errorHandler;
        }

        /**
         * Told of what changes, on the polling thread.
         *
         * @param commitListener to tell, or null for none.
         * @return this for a fluent API.
         */
        public Context commitListener(final CommitListener commitListener)
        {
            this.commitListener = commitListener;
            return this;
        }

        /** @return the listener; null until concluded if not set. */
        public CommitListener commitListener()
        {
            return commitListener;
        }
    }
}
