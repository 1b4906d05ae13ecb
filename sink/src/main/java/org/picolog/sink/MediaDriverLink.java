/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.NanoClock;

import java.io.File;
import java.util.concurrent.TimeUnit;

/**
 * The sink's end of the media driver: a client and the two subscriptions. When the client is lost (the driver died, or
 * did not hear from this process in time) and is the sink's own, a new one is made as soon as a driver answers. One
 * that the application gave is for the application to replace, with the sink. Ingest thread only, once it runs.
 */
final class MediaDriverLink implements AutoCloseable
{
    private static final long RETRY_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How long whoever is counting or looking at the driver's heartbeat has to end that, before its memory goes.
     */
    private static final long LINGER_NS = TimeUnit.MILLISECONDS.toNanos(500);

    private enum Phase
    {
        LINKED,

        /**
         * The client is lost, or of no use; the flush thread may still be using its publications.
         */
        LEAVING,

        /**
         * There is no client.
         */
        LOST
    }

    private final SinkContext ctx;
    private final SinkCounters counters;
    private final Replies replies;
    private final SinkState state;
    private final NanoClock clock;
    private Phase phase = Phase.LOST;
    private OwnClient ownClient;
    private Aeron aeron;
    private Subscription data;
    private Subscription control;
    private long triedNs;
    private long lostNs;
    private long losses;
    private boolean isRetryReported;

    /**
     * Subscribe with the client of a concluded context. Blocks until the media driver answers.
     *
     * @throws SinkException if it refuses a channel, or does not answer.
     */
    MediaDriverLink(final SinkContext ctx, final SinkCounters counters, final Replies replies, final SinkState state)
    {
        this.ctx = ctx;
        this.counters = counters;
        this.replies = replies;
        this.state = state;
        clock = ctx.log().nanoClock();
        ownClient = ctx.ownClient();
        try
        {
            link(ctx.aeron());
        }
        catch (final SinkException ex)
        {
            CloseHelper.quietCloseAll(data, control);
            throw ex;
        }
    }

    /**
     * See whether the client is well, and find another if it is not.
     *
     * @return an indication of work done, 0 for none.
     */
    int doWork()
    {
        switch (phase)
        {
            case LINKED:
                return aeron.isClosed() || data.isClosed() ? leave() : 0;

            case LEAVING:
                return replies.isUsing(null) && clock.nanoTime() - lostNs > LINGER_NS ? letGo() : 0;

            default:
                return relink();
        }
    }

    boolean isLinked()
    {
        return Phase.LINKED == phase;
    }

    /**
     * The stream of messages, while {@link #isLinked()}.
     */
    Subscription data()
    {
        return data;
    }

    /**
     * The stream of requests, while {@link #isLinked()}.
     */
    Subscription control()
    {
        return control;
    }

    /**
     * Close the subscriptions, and the client if it is the sink's own. Nothing of it may be in use any more.
     */
    @Override
    public void close()
    {
        CloseHelper.closeAll(data, control, ownClient);
    }

    private void link(final Aeron newAeron)
    {
        aeron = newAeron;
        data = subscribe(SinkContext.CHANNEL_PROP_NAME, ctx.channel(), ctx.streamId());
        control = subscribe(SinkContext.CONTROL_CHANNEL_PROP_NAME, ctx.controlChannel(), ctx.controlStreamId());
        replies.use(new AeronReplies(aeron, publishMonitor()));
        phase = Phase.LINKED;
    }

    private Subscription subscribe(final String property, final String channel, final int streamId)
    {
        try
        {
            return aeron.addSubscription(channel, streamId);
        }
        catch (final AeronException | IllegalArgumentException ex)
        {
            throw new SinkException("cannot subscribe to " + property + "=" + channel + ": " + ex.getMessage(), ex);
        }
    }

    private ExclusivePublication publishMonitor()
    {
        try
        {
            return aeron.addExclusivePublication(ctx.monitorChannel(), ctx.monitorStreamId());
        }
        catch (final AeronException | IllegalArgumentException ex)
        {
            throw new SinkException(
                "cannot publish to " + SinkContext.MONITOR_CHANNEL_PROP_NAME + "=" + ctx.monitorChannel() + ": " +
                ex.getMessage(),
                ex);
        }
    }

    private int leave()
    {
        if (null == ownClient)
        {
            state.fail(new MediaDriverException(
                "the Aeron client was closed under the sink: by the application, or because the media driver died or " +
                "did not hear from this process in time. See that it runs, then start the sink again"));
            return 0;
        }

        state.report(new MediaDriverException(
            "the media driver in " + ctx.aeronDirectoryName() + " died, or did not hear from this process in time: " +
            "nothing is taken in until one answers there; then publishers connect again, and nothing is lost"));
        isRetryReported = false;
        beginLeaving();

        return 1;
    }

    private void beginLeaving()
    {
        replies.use(null);
        counters.detach();
        lostNs = clock.nanoTime();
        phase = Phase.LEAVING;
    }

    private int letGo()
    {
        CloseHelper.quietCloseAll(data, control, ownClient);
        data = null;
        control = null;
        ownClient = null;
        phase = Phase.LOST;

        return 1;
    }

    private int relink()
    {
        final long nowNs = clock.nanoTime();
        if (nowNs - triedNs < RETRY_INTERVAL_NS)
        {
            return 0;
        }
        triedNs = nowNs;

        try
        {
            if (!isDriverActive())
            {
                return 0;
            }
            ownClient = new OwnClient(ctx.aeronDirectoryName(), ctx.driverTimeoutNs(), state);
            counters.attach(ownClient.aeron());
            link(ownClient.aeron());
            counters.set(SinkCounter.DRIVER_LOSSES, ++losses);
        }
        catch (final RuntimeException ex)
        {
            // A driver that is only half there, or refuses: there is nothing to do but to try again.
            if (!isRetryReported)
            {
                isRetryReported = true;
                state.report(new MediaDriverException(
                    "the media driver in " + ctx.aeronDirectoryName() + " cannot be used yet (" + ex.getMessage() +
                    "): trying again", ex));
            }
            // Others may be counting with it already.
            beginLeaving();
        }

        return 1;
    }

    private boolean isDriverActive()
    {
        return CommonContext.isDriverActive(
            new File(ctx.aeronDirectoryName()),
            TimeUnit.NANOSECONDS.toMillis(ctx.driverTimeoutNs()),
            MediaDriverLink::ignore);
    }

    private static void ignore(final String message)
    {
        // Aeron tells how it looks for the driver; what counts is whether it finds one.
    }
}
