/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.exceptions.ConcurrentConcludeException;
import org.agrona.ErrorHandler;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Configuration of a {@link SequencerAdapter}. Starts from the system properties of {@link AdapterConfiguration}; what
 * is set here takes precedence. Concluded once, by connecting. Not thread-safe.
 */
public final class AdapterContext implements Cloneable
{
    private AtomicBoolean isConcluded = new AtomicBoolean();
    private Aeron aeron;
    private String aeronDirectoryName;
    private String channel = AdapterConfiguration.channel();
    private int streamId = AdapterConfiguration.streamId();
    private String controlChannel = AdapterConfiguration.controlChannel();
    private int controlStreamId = AdapterConfiguration.controlStreamId();
    private String replyChannel = AdapterConfiguration.replyChannel();
    private int replyStreamId = AdapterConfiguration.replyStreamId();
    private long publisherId = AdapterConfiguration.publisherId();
    private long publisherEpoch = AdapterConfiguration.publisherEpoch();
    private long nextSequence = AdapterConfiguration.nextSequence();
    private long retainedLength = AdapterConfiguration.retainedLength();
    private long connectTimeoutNs = AdapterConfiguration.connectTimeoutNs();
    private long livenessTimeoutNs = AdapterConfiguration.livenessTimeoutNs();
    private long retryIntervalNs = AdapterConfiguration.retryIntervalNs();
    private long driverTimeoutNs = AdapterConfiguration.driverTimeoutNs();
    private UUID logId = AdapterConfiguration.logId();
    private MessageSource messageSource;
    private AdapterListener listener;
    private ErrorHandler errorHandler;

    /**
     * Construct with what the system properties say.
     *
     * @throws NumberFormatException    if a property is not the number, size or duration that it has to be.
     * @throws IllegalArgumentException if the log id is not a UUID.
     */
    public AdapterContext()
    {
    }

    /**
     * Fill in what is not set, and refuse contradictions. Connects to nothing.
     *
     * @return this for a fluent API.
     * @throws ConcurrentConcludeException                if the context has been concluded before.
     * @throws io.aeron.exceptions.ConfigurationException naming what contradicts what.
     */
    public AdapterContext conclude()
    {
        if (isConcluded.getAndSet(true))
        {
            throw new ConcurrentConcludeException();
        }

        ContextValidator.validate(this);
        aeronDirectoryName = ContextValidator.aeronDirectoryName(this);
        listener = null == listener ? ContextValidator.NO_LISTENER : listener;

        return this;
    }

    /**
     * A shallow copy that has not been concluded.
     *
     * @return the copy.
     */
    @Override
    public AdapterContext clone()
    {
        try
        {
            final AdapterContext copy = (AdapterContext)super.clone();
            copy.isConcluded = new AtomicBoolean();

            return copy;
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new AssertionError(ex);
        }
    }

    /**
     * An Aeron client to use; it is not closed by the adapter, and its own error handler stays in force. When it is
     * closed, or its media driver dies, so is the adapter. With none, the adapter makes its own, whose errors go to
     * {@link #errorHandler()}, and makes another when the media driver was started anew.
     * <p>
     * The client must have a close linger ({@link Aeron.Context#closeLingerDurationNs()}) of 3 s or more, unless it is
     * driven by an invoker: when it loses the media driver it unmaps its memory after that time, whoever is writing
     * there. Aeron's default of 0 is refused.
     *
     * @param aeron client to use, or null for one of the adapter's own.
     * @return this for a fluent API.
     */
    public AdapterContext aeron(final Aeron aeron)
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
    public AdapterContext aeronDirectoryName(final String aeronDirectoryName)
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
     * @param channel see {@link AdapterConfiguration#CHANNEL_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext channel(final String channel)
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
     * @param streamId see {@link AdapterConfiguration#STREAM_ID_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext streamId(final int streamId)
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
     * @param controlChannel see {@link AdapterConfiguration#CONTROL_CHANNEL_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext controlChannel(final String controlChannel)
    {
        this.controlChannel = controlChannel;
        return this;
    }

    /** @return channel of the control stream. */
    public String controlChannel()
    {
        return controlChannel;
    }

    /**
     * @param controlStreamId see {@link AdapterConfiguration#CONTROL_STREAM_ID_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext controlStreamId(final int controlStreamId)
    {
        this.controlStreamId = controlStreamId;
        return this;
    }

    /** @return stream id of the control stream. */
    public int controlStreamId()
    {
        return controlStreamId;
    }

    /**
     * @param replyChannel see {@link AdapterConfiguration#REPLY_CHANNEL_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext replyChannel(final String replyChannel)
    {
        this.replyChannel = replyChannel;
        return this;
    }

    /** @return channel of the reply stream, without the session. */
    public String replyChannel()
    {
        return replyChannel;
    }

    /**
     * @param replyStreamId see {@link AdapterConfiguration#REPLY_STREAM_ID_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext replyStreamId(final int replyStreamId)
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
     * @param publisherId see {@link AdapterConfiguration#PUBLISHER_ID_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext publisherId(final long publisherId)
    {
        this.publisherId = publisherId;
        return this;
    }

    /** @return id of the publisher. */
    public long publisherId()
    {
        return publisherId;
    }

    /**
     * @param publisherEpoch see {@link AdapterConfiguration#PUBLISHER_EPOCH_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext publisherEpoch(final long publisherEpoch)
    {
        this.publisherEpoch = publisherEpoch;
        return this;
    }

    /** @return publisher epoch to go on with, or -1 to claim. */
    public long publisherEpoch()
    {
        return publisherEpoch;
    }

    /**
     * @param nextSequence see {@link AdapterConfiguration#NEXT_SEQUENCE_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext nextSequence(final long nextSequence)
    {
        this.nextSequence = nextSequence;
        return this;
    }

    /** @return the sequence, or -1 to adopt. */
    public long nextSequence()
    {
        return nextSequence;
    }

    /**
     * @param retainedLength in bytes; see {@link AdapterConfiguration#RETAINED_LENGTH_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext retainedLength(final long retainedLength)
    {
        this.retainedLength = retainedLength;
        return this;
    }

    /** @return length in bytes, or 0 for the default. */
    public long retainedLength()
    {
        return retainedLength;
    }

    /**
     * @param connectTimeoutNs in nanoseconds, greater than 0; see {@link
     *                         AdapterConfiguration#CONNECT_TIMEOUT_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext connectTimeoutNs(final long connectTimeoutNs)
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
     * @param livenessTimeoutNs in nanoseconds, greater than 0; see {@link
     *                          AdapterConfiguration#LIVENESS_TIMEOUT_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext livenessTimeoutNs(final long livenessTimeoutNs)
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
     * @param retryIntervalNs in nanoseconds, greater than 0; see {@link
     *                        AdapterConfiguration#RETRY_INTERVAL_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext retryIntervalNs(final long retryIntervalNs)
    {
        this.retryIntervalNs = retryIntervalNs;
        return this;
    }

    /** @return interval in nanoseconds. */
    public long retryIntervalNs()
    {
        return retryIntervalNs;
    }

    /**
     * @param driverTimeoutNs in nanoseconds, greater than 0; see {@link
     *                        AdapterConfiguration#DRIVER_TIMEOUT_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext driverTimeoutNs(final long driverTimeoutNs)
    {
        this.driverTimeoutNs = driverTimeoutNs;
        return this;
    }

    /** @return timeout in nanoseconds. */
    public long driverTimeoutNs()
    {
        return driverTimeoutNs;
    }

    /**
     * @param logId of the log to publish to, or null for any; see {@link AdapterConfiguration#LOG_ID_PROP_NAME}.
     * @return this for a fluent API.
     */
    public AdapterContext logId(final UUID logId)
    {
        this.logId = logId;
        return this;
    }

    /** @return id of the log, or null. */
    public UUID logId()
    {
        return logId;
    }

    /**
     * @param messageSource that supplies messages again, so that the adapter keeps no copies; or null to have them
     *                      retained.
     * @return this for a fluent API.
     */
    public AdapterContext messageSource(final MessageSource messageSource)
    {
        this.messageSource = messageSource;
        return this;
    }

    /** @return the source, or null. */
    public MessageSource messageSource()
    {
        return messageSource;
    }

    /**
     * @param listener told of what changes, on the polling thread; or null for none.
     * @return this for a fluent API.
     */
    public AdapterContext listener(final AdapterListener listener)
    {
        this.listener = listener;
        return this;
    }

    /** @return the listener; null until concluded if not set. */
    public AdapterListener listener()
    {
        return listener;
    }

    /**
     * @param errorHandler told of what the listener throws, of errors of the adapter's own Aeron client and of what
     *                     the media driver refuses, on any thread; or null for none. The last is kept for {@link
     *                     SequencerAdapter#lastError()} in any case.
     * @return this for a fluent API.
     */
    public AdapterContext errorHandler(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        return this;
    }

    /** @return the handler, or null. */
    public ErrorHandler errorHandler()
    {
        return errorHandler;
    }
}
