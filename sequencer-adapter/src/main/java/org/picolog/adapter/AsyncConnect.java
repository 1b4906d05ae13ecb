/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.SystemUtil;
import org.agrona.concurrent.AgentInvoker;
import org.picolog.codecs.protocol.RefusalCode;

import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * An adapter that is being connected: goes through what must be there, with one deadline for all of it, and says which
 * was missing. Begun by {@link SequencerAdapter#asyncConnect(AdapterContext)}. One thread at a time.
 */
public final class AsyncConnect implements AutoCloseable
{
    private final AdapterContext ctx;
    private final LastError lastError;
    private final LongSupplier random;
    private final AeronLink link;
    private final long deadlineNs;
    private Connection connection;
    private boolean isOver;

    AsyncConnect(final AdapterContext ctx, final long nowNs)
    {
        this.ctx = ctx;
        lastError = new LastError(ctx.errorHandler());
        // Attempts of other adapters must not be taken for this one's.
        random = new SplittableRandom(new SecureRandom().nextLong())::nextLong;
        link = new AeronLink(ctx, lastError, random);
        deadlineNs = nowNs + ctx.connectTimeoutNs();
    }

    /**
     * Take the next step. Does not block, but for a client of the adapter's own until the media driver has answered:
     * for {@link AdapterContext#driverTimeoutNs()} at the most, and only when one runs. After an exception this is over
     * and closed.
     *
     * @return the adapter, once, for the thread that is to publish; null as long as it is not connected.
     * @throws RefusedException        if the sink refused.
     * @throws AdapterTimeoutException if the media driver or the sink was missing for
     *                                 {@link AdapterContext#connectTimeoutNs()}.
     * @throws AdapterException        if the media driver refused, or the Aeron client was closed.
     * @throws IllegalStateException   if it is over: the adapter was given, an exception thrown, or this closed.
     */
    public SequencerAdapter poll()
    {
        if (isOver)
        {
            throw new IllegalStateException("connecting is over");
        }

        try
        {
            return doPoll();
        }
        catch (final Throwable ex)
        {
            close();
            throw ex;
        }
    }

    /**
     * Give up, and close what was opened. An adapter that was given is not closed. Idempotent.
     */
    @Override
    public void close()
    {
        if (isOver)
        {
            return;
        }

        isOver = true;
        if (null == connection)
        {
            link.close();
        }
        else
        {
            connection.close();
        }
    }

    AgentInvoker invoker()
    {
        return link.invoker();
    }

    private SequencerAdapter doPoll()
    {
        if (null == connection)
        {
            link.doWork(System.nanoTime());
            if (link.isReady())
            {
                connection = new Connection(ctx, link, lastError, random, deadlineNs);
            }
        }
        else
        {
            connection.maintain();
            // One at a time: what comes after the answer is for the thread that polls the adapter.
            connection.receive(1);
        }

        if (link.isClosed())
        {
            throw new AdapterException("the Aeron client was closed while connecting, aeron.dir=" +
                ctx.aeronDirectoryName(), lastError.last());
        }

        if (null != connection && isConnected(connection.protocol()))
        {
            isOver = true;
            return new SequencerAdapter(ctx, connection, lastError);
        }

        if (System.nanoTime() - deadlineNs >= 0)
        {
            throw timeout();
        }

        if (null != connection)
        {
            connection.send();
        }

        return null;
    }

    private static boolean isConnected(final AdapterProtocol protocol)
    {
        final Refusal refusal = protocol.refusal();
        if (null != refusal && RefusalCode.JOINED_LATE != refusal.code())
        {
            throw new RefusedException(refusal);
        }
        if (AdapterState.DATA_LOSS == protocol.state())
        {
            throw new AdapterException("the message source let go of messages that the log lacks, while connecting");
        }

        return protocol.state().isConnected();
    }

    private AdapterException timeout()
    {
        final Refusal refusal = null == connection ? null : connection.protocol().refusal();

        return null == refusal ?
            new AdapterTimeoutException(missing(), lastError.last()) : new RefusedException(refusal);
    }

    private String missing()
    {
        final String waited = " (waited " + SystemUtil.formatDuration(ctx.connectTimeoutNs());
        final String directory = "aeron.dir=" + ctx.aeronDirectoryName();
        if (!link.hasClient())
        {
            return "no media driver is running in " + directory + waited +
                "): start one, or set aeron.dir to the directory of the one that runs";
        }
        if (!link.isReady())
        {
            return "the media driver in " + directory + " does not answer" + waited + "): is it still running?";
        }

        return "no sink: " + missingOfSink() + waited + ", " + directory +
            "): is the sink running, with the same aeron.dir, channels and stream ids?";
    }

    private String missingOfSink()
    {
        final String data = "nobody subscribes to the data stream channel=" + ctx.channel() + " streamId=" +
            ctx.streamId();
        final String control = "nobody subscribes to the control stream controlChannel=" + ctx.controlChannel() +
            " controlStreamId=" + ctx.controlStreamId();
        if (!link.control().isConnected())
        {
            return link.data().isConnected() ? control : data + ", and " + control;
        }

        return (link.data().isConnected() ? "" : data + ", and ") +
            "the request to connect was not answered on the reply stream replyChannel=" + ctx.replyChannel() +
            " replyStreamId=" + ctx.replyStreamId();
    }
}
