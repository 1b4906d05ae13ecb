/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The client and the three streams: makes them without blocking, notices when they are gone, and makes them anew when
 * the client is the adapter's own. Publishing thread only.
 * <p>
 * Nothing of a closed client is touched; its own linger time covers what was begun before it closed.
 */
final class AeronLink
{
    // The client may only unmap its buffers when no thread can still be inside them: see Aeron.Context.
    private static final long CLOSE_LINGER_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long DRIVER_CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final long NONE = Aeron.NULL_VALUE;

    private final AdapterContext ctx;
    private final LastError lastError;
    private final LongSupplier random;
    private Aeron aeron;
    private AgentInvoker invoker;
    private boolean isClosed;
    private boolean isTimed;
    private long nextTryNs;
    private long replyId = NONE;
    private long dataId = NONE;
    private long controlId = NONE;
    private String replyChannel;
    private Subscription replies;
    private ExclusivePublication dataPublication;
    private ExclusivePublication control;
    private AeronDataStream data;

    AeronLink(final AdapterContext ctx, final LastError lastError, final LongSupplier random)
    {
        this.ctx = ctx;
        this.lastError = lastError;
        this.random = random;
        if (null != ctx.aeron())
        {
            use(ctx.aeron());
        }
    }

    /**
     * Take the next step towards having everything, and see whether it is still there.
     *
     * @throws AdapterException if the media driver or the client refused; {@link #reset(long)} starts again.
     */
    void doWork(final long nowNs)
    {
        if (null != invoker && !aeron.isClosed())
        {
            invoker.invoke();
        }

        if (isGone())
        {
            abandon(nowNs);
        }
        else if (null != data && data.isExhausted())
        {
            reset(nowNs);
        }

        if (isClosed || null != data || isTimed && nowNs - nextTryNs < 0)
        {
            return;
        }

        if (null == aeron)
        {
            connectClient(nowNs);
        }
        else if (NONE == controlId)
        {
            addStreams();
        }
        else
        {
            awaitStreams();
        }
    }

    /**
     * Is everything there, and the client alive?
     */
    boolean isReady()
    {
        return null != data;
    }

    /**
     * The client was the application's and is gone: there is nothing to be done.
     */
    boolean isClosed()
    {
        return isClosed;
    }

    boolean hasClient()
    {
        return null != aeron;
    }

    AeronDataStream data()
    {
        return data;
    }

    Subscription replies()
    {
        return replies;
    }

    ExclusivePublication control()
    {
        return control;
    }

    /**
     * Where the sink is to answer: the reply channel, with this adapter's session.
     */
    String replyChannel()
    {
        return replyChannel;
    }

    AgentInvoker invoker()
    {
        return invoker;
    }

    /**
     * Give up what there is and begin again after an interval.
     */
    void reset(final long nowNs)
    {
        closeStreams();
        if (null == ctx.aeron())
        {
            closeOwnClient();
        }
        isTimed = true;
        nextTryNs = nowNs + ctx.retryIntervalNs();
    }

    void close()
    {
        closeStreams();
        if (null == ctx.aeron())
        {
            closeOwnClient();
        }
        isClosed = true;
    }

    private void use(final Aeron client)
    {
        aeron = client;
        invoker = client.conductorAgentInvoker();
    }

    private boolean isGone()
    {
        return null != aeron && (aeron.isClosed() ||
            null != data && (data.isClosed() || replies.isClosed() || control.isClosed()));
    }

    private void abandon(final long nowNs)
    {
        if (null == ctx.aeron())
        {
            reset(nowNs);
        }
        else
        {
            close();
        }
    }

    private void connectClient(final long nowNs)
    {
        if (!isDriverActive())
        {
            isTimed = true;
            nextTryNs = nowNs + DRIVER_CHECK_INTERVAL_NS;
            return;
        }

        try
        {
            use(Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(ctx.aeronDirectoryName())
                .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(ctx.driverTimeoutNs()))
                .clientName("picolog-adapter")
                .closeLingerDurationNs(CLOSE_LINGER_NS)
                .errorHandler(lastError)
                .subscriberErrorHandler(lastError)));
        }
        catch (final AeronException ex)
        {
            throw cannotUseDriver(ex);
        }
    }

    private boolean isDriverActive()
    {
        try
        {
            return CommonContext.isDriverActive(
                new File(ctx.aeronDirectoryName()),
                TimeUnit.NANOSECONDS.toMillis(ctx.driverTimeoutNs()),
                AeronLink::ignore);
        }
        catch (final RuntimeException ex)
        {
            throw cannotUseDriver(ex);
        }
    }

    private AdapterException cannotUseDriver(final Exception ex)
    {
        return new AdapterException("cannot use the media driver in aeron.dir=" + ctx.aeronDirectoryName() + ": " +
            ex.getMessage(), ex);
    }

    private static void ignore(final String message)
    {
        // Aeron tells how it looks for the driver; what counts is whether it finds one.
    }

    private void addStreams()
    {
        try
        {
            // A session of its own, so that no other adapter's back-pressure stops the acks of this one. Drawn at
            // random and not asked of the driver, because asking blocks.
            final ChannelUri uri = ChannelUri.parse(ctx.replyChannel());
            uri.put(CommonContext.SESSION_ID_PARAM_NAME, Integer.toString((int)random.getAsLong()));
            replyChannel = uri.toString();
            replyId = aeron.asyncAddSubscription(replyChannel, ctx.replyStreamId());
            dataId = aeron.asyncAddExclusivePublication(ctx.channel(), ctx.streamId());
            controlId = aeron.asyncAddExclusivePublication(ctx.controlChannel(), ctx.controlStreamId());
        }
        catch (final AeronException ex)
        {
            throw refused(ex);
        }
    }

    private void awaitStreams()
    {
        try
        {
            replies = null == replies ? aeron.getSubscription(replyId) : replies;
            dataPublication = null == dataPublication ? aeron.getExclusivePublication(dataId) : dataPublication;
            control = null == control ? aeron.getExclusivePublication(controlId) : control;
        }
        catch (final AeronException ex)
        {
            throw refused(ex);
        }

        if (null != replies && null != dataPublication && null != control)
        {
            data = new AeronDataStream(dataPublication);
        }
    }

    private AdapterException refused(final Exception ex)
    {
        return new AdapterException("the media driver in aeron.dir=" + ctx.aeronDirectoryName() + " refused " +
            "channel=" + ctx.channel() + " streamId=" + ctx.streamId() +
            ", controlChannel=" + ctx.controlChannel() + " controlStreamId=" + ctx.controlStreamId() +
            " or replyChannel=" + replyChannel + " replyStreamId=" + ctx.replyStreamId() + ": " + ex.getMessage(), ex);
    }

    private void closeStreams()
    {
        if (null != aeron && !aeron.isClosed())
        {
            closeStream(dataPublication, () -> removePublication(dataId));
            closeStream(control, () -> removePublication(controlId));
            closeStream(replies, () -> removeSubscription(replyId));
        }
        dataId = NONE;
        controlId = NONE;
        replyId = NONE;
        dataPublication = null;
        control = null;
        replies = null;
        data = null;
    }

    private void closeStream(final AutoCloseable stream, final AutoCloseable cancellation)
    {
        CloseHelper.close(lastError, null == stream ? cancellation : stream);
    }

    private void removePublication(final long registrationId)
    {
        if (NONE != registrationId)
        {
            aeron.asyncRemovePublication(registrationId);
        }
    }

    private void removeSubscription(final long registrationId)
    {
        if (NONE != registrationId)
        {
            aeron.asyncRemoveSubscription(registrationId);
        }
    }

    private void closeOwnClient()
    {
        if (null != aeron)
        {
            if (!aeron.isClosed())
            {
                // Everything of ours that touches the client's buffers has ended, so there is nothing to linger for.
                aeron.context().closeLingerDurationNs(0);
            }
            CloseHelper.close(lastError, aeron);
            aeron = null;
            invoker = null;
        }
    }
}
