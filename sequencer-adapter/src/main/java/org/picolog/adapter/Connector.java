/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.exceptions.AeronException;
import org.agrona.CloseHelper;
import org.agrona.SystemUtil;
import org.agrona.concurrent.AgentInvoker;
import org.picolog.codecs.protocol.SinkStatus;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Goes through what must be there before a message can be published, with one deadline for all of it: media driver,
 * publication and subscription, the sink on the data stream, its first ack. Says which was missing.
 */
final class Connector
{
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(1);
    // The client may only unmap its buffers when no thread can still be inside them: see Aeron.Context.
    private static final long CLOSE_LINGER_NS = TimeUnit.SECONDS.toNanos(3);
    private static final long DRIVER_HEARTBEAT_TIMEOUT_MS = TimeUnit.SECONDS.toMillis(10);

    private final SequencerAdapter.Context ctx;
    private final LastError lastError;
    private final CommitState shared = new CommitState();
    private final long deadlineNs;
    private final String aeronDirectoryName;

    private Aeron aeron;
    private ExclusivePublication publication;
    private Subscription subscription;
    private CommitTracker tracker;
    private AckReceiver ackReceiver;

    Connector(final SequencerAdapter.Context ctx)
    {
        this.ctx = ctx;
        this.lastError = new LastError(ctx.errorHandler());
        this.deadlineNs = System.nanoTime() + ctx.connectTimeoutNs();
        this.aeronDirectoryName = ctx.aeronDirectoryName();
    }

    void connect()
    {
        try
        {
            connectClient();
            addStreams();
            awaitSink();
        }
        catch (final Throwable ex)
        {
            closeAfterFailure();
            throw ex;
        }
    }

    Aeron aeron()
    {
        return aeron;
    }

    LastError lastError()
    {
        return lastError;
    }

    CommitState shared()
    {
        return shared;
    }

    CommitTracker tracker()
    {
        return tracker;
    }

    AckReceiver ackReceiver()
    {
        return ackReceiver;
    }

    ExclusivePublication publication()
    {
        return publication;
    }

    static void closeOwnedClient(final Aeron aeron)
    {
        if (!aeron.isClosed())
        {
            // Everything of ours that touches the client's buffers has ended, so there is nothing to linger for.
            aeron.context().closeLingerDurationNs(0);
        }
        aeron.close();
    }

    private void connectClient()
    {
        if (null != ctx.aeron())
        {
            aeron = ctx.aeron();
            return;
        }

        final File directory = new File(aeronDirectoryName);
        while (!isDriverActive(directory))
        {
            if (isPastDeadline())
            {
                throw new AdapterTimeoutException("no media driver is running in aeron.dir=" + aeronDirectoryName +
                    " (waited " + SystemUtil.formatDuration(ctx.connectTimeoutNs()) +
                    "): start one, or set aeron.dir to the directory of the one that runs");
            }
            idle();
        }

        try
        {
            aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(aeronDirectoryName)
                .clientName("picolog-adapter")
                .closeLingerDurationNs(CLOSE_LINGER_NS)
                .errorHandler(lastError)
                .subscriberErrorHandler(lastError));
        }
        catch (final AeronException ex)
        {
            throw new AdapterException("cannot use the media driver in aeron.dir=" + aeronDirectoryName + ": " +
                ex.getMessage(), ex);
        }
    }

    private boolean isDriverActive(final File directory)
    {
        try
        {
            return CommonContext.isDriverActive(directory, DRIVER_HEARTBEAT_TIMEOUT_MS, Connector::ignore);
        }
        catch (final RuntimeException ex)
        {
            throw new AdapterException("cannot use the media driver in aeron.dir=" + aeronDirectoryName + ": " +
                ex.getMessage(), ex);
        }
    }

    private static void ignore(final String message)
    {
        // Aeron tells how it looks for the driver; what counts is whether it finds one.
    }

    private void addStreams()
    {
        try
        {
            final long subscriptionId = aeron.asyncAddSubscription(ctx.replyChannel(), ctx.replyStreamId());
            final long publicationId = aeron.asyncAddExclusivePublication(ctx.channel(), ctx.streamId());
            while (null == subscription || null == publication)
            {
                subscription = null == subscription ? aeron.getSubscription(subscriptionId) : subscription;
                publication = null == publication ? aeron.getExclusivePublication(publicationId) : publication;
                if ((null == subscription || null == publication) && isPastDeadline())
                {
                    throw new AdapterTimeoutException("the media driver in aeron.dir=" + aeronDirectoryName +
                        " does not answer (waited " + SystemUtil.formatDuration(ctx.connectTimeoutNs()) +
                        "): is it still running?", lastError.last());
                }
                idle();
            }
        }
        catch (final AeronException ex)
        {
            throw new AdapterException("the media driver in aeron.dir=" + aeronDirectoryName + " refused " +
                dataStream() + " or " + replyStream() + ": " + ex.getMessage(), ex);
        }

        tracker = new CommitTracker(
            shared,
            new GuardedListener(ctx.commitListener(), lastError),
            ctx.livenessTimeoutNs(),
            publication.sessionId());
        ackReceiver = new AckReceiver(subscription, tracker, shared);
    }

    private void awaitSink()
    {
        while (true)
        {
            if (aeron.isClosed() || publication.isClosed())
            {
                throw new AdapterException("the Aeron client was closed while connecting, aeron.dir=" +
                    aeronDirectoryName, lastError.last());
            }

            if (!tracker.isAdopted())
            {
                ackReceiver.poll(System.nanoTime(), 1);
            }

            final boolean isPublicationConnected = publication.isConnected();
            if (isPublicationConnected && tracker.isAdopted())
            {
                return;
            }

            if (isPastDeadline())
            {
                throw new AdapterTimeoutException(missing(isPublicationConnected), lastError.last());
            }
            idle();
        }
    }

    private String missing(final boolean isPublicationConnected)
    {
        final StringBuilder message = new StringBuilder("no sink: ");
        if (!isPublicationConnected)
        {
            message.append("nobody subscribes to ").append(dataStream());
        }

        if (!tracker.isAdopted())
        {
            message.append(isPublicationConnected ? "" : ", and ");
            final SinkStatus status = shared.status();
            if (status == SinkStatus.NULL_VAL)
            {
                message.append("no CommitPosition was heard on ").append(replyStream());
            }
            else
            {
                message.append("the sink heard on ").append(replyStream()).append(" says that it is ").append(status);
            }
        }

        return message
            .append(" (waited ").append(SystemUtil.formatDuration(ctx.connectTimeoutNs()))
            .append(", aeron.dir=").append(aeronDirectoryName)
            .append("): is the sink running, with the same aeron.dir, channels and stream ids?")
            .toString();
    }

    private String dataStream()
    {
        return "the data stream channel=" + ctx.channel() + " streamId=" + ctx.streamId();
    }

    private String replyStream()
    {
        return "the reply stream replyChannel=" + ctx.replyChannel() + " replyStreamId=" + ctx.replyStreamId();
    }

    private boolean isPastDeadline()
    {
        return System.nanoTime() - deadlineNs > 0;
    }

    private void idle()
    {
        if (Thread.currentThread().isInterrupted())
        {
            throw new AdapterException("interrupted while connecting");
        }

        final AgentInvoker invoker = null == aeron ? null : aeron.conductorAgentInvoker();
        if (null != invoker)
        {
            invoker.invoke();
        }
        LockSupport.parkNanos(POLL_INTERVAL_NS);
    }

    private void closeAfterFailure()
    {
        if (null != aeron)
        {
            if (!aeron.isClosed())
            {
                CloseHelper.close(lastError, publication);
                CloseHelper.close(lastError, subscription);
            }

            if (null == ctx.aeron())
            {
                closeOwnedClient(aeron);
            }
        }
    }
}
