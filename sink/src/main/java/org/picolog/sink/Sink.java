/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.picolog.log.DurableLog;

import java.util.UUID;

/**
 * A durable archive of one Aeron publication: takes its messages into a {@link DurableLog} and publishes up to where
 * they are durable.
 */
public final class Sink implements AutoCloseable
{
    private final SinkContext ctx;
    private final SinkState state;
    private final DurableLog log;
    private final AgentRunner preparerRunner;
    private final AgentRunner ingestRunner;
    private final AgentRunner flushRunner;
    private final AgentInvoker invoker;
    private final Subscription subscription;
    private final ExclusivePublication replies;
    private boolean isClosed;

    private Sink(final SinkContext ctx, final DurableLog log)
    {
        this.ctx = ctx;
        this.log = log;
        state = ctx.state();
        state.expectedSequence(log.assembler().nextSequence());
        subscription = ctx.aeron().addSubscription(ctx.channel(), ctx.streamId());
        replies = ctx.aeron().addExclusivePublication(ctx.replyChannel(), ctx.replyStreamId());

        final IngestAgent ingest = new IngestAgent(ctx, subscription, log.assembler(), state);
        final CommitPublisher publisher = new CommitPublisher(replies, log, state, ctx);
        final FlushAgent flush = new FlushAgent(ctx, log, publisher, state);

        preparerRunner = new AgentRunner(
            new SleepingMillisIdleStrategy(1), this::onPreparerError, null, log.preparer());
        switch (ctx.threadingMode())
        {
            case DEDICATED:
                ingestRunner = new AgentRunner(ctx.idleStrategySupplier().get(), this::onAgentError, null, ingest);
                flushRunner = new AgentRunner(ctx.idleStrategySupplier().get(), this::onAgentError, null, flush);
                invoker = null;
                break;

            case SHARED:
                ingestRunner = null;
                flushRunner = new AgentRunner(
                    ctx.idleStrategySupplier().get(), this::onAgentError, null, new CompositeAgent(ingest, flush));
                invoker = null;
                break;

            default:
                ingestRunner = null;
                flushRunner = null;
                invoker = new AgentInvoker(this::onAgentError, null, new CompositeAgent(ingest, flush));
                break;
        }
    }

    /**
     * Open the log, subscribe and start the agents. Blocks until the log is open.
     *
     * @param ctx configuration; concluded here.
     * @return the running sink, to be closed by the caller.
     * @throws SinkException                   if the media driver cannot be reached.
     * @throws org.picolog.io.BlockIoException if the directory cannot be used, with subclasses for the reasons.
     * @throws org.picolog.log.LogException    if the log cannot be appended to.
     */
    public static Sink launch(final SinkContext ctx)
    {
        ctx.conclude();
        DurableLog log = null;
        try
        {
            log = DurableLog.open(ctx.log());
            final Sink sink = new Sink(ctx, log);
            sink.start();
            return sink;
        }
        catch (final RuntimeException | Error ex)
        {
            CloseHelper.quietClose(log);
            ctx.close();
            throw ex;
        }
    }

    /**
     * With {@link ThreadingMode#INVOKER}: what the application is to invoke, on one thread, from which it also closes
     * the sink.
     *
     * @return the invoker, or null in the other modes.
     */
    public AgentInvoker invoker()
    {
        return invoker;
    }

    /**
     * Configuration of this sink.
     *
     * @return the concluded context.
     */
    public SinkContext context()
    {
        return ctx;
    }

    /**
     * Identity of the log.
     *
     * @return the id.
     */
    public UUID logId()
    {
        return log.logId();
    }

    /**
     * Why the sink stopped, if it did. Any thread.
     *
     * @return the first cause, or null while all is well.
     */
    public Throwable failure()
    {
        return state.failure();
    }

    /**
     * Take in what has arrived, make it durable, say so, and let go of everything. Blocks, for {@link
     * SinkContext#closeTimeoutNs()} at the most and the time that the device takes for the writes in flight. With
     * {@link ThreadingMode#INVOKER}, to be called on the invoking thread.
     */
    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            CloseHelper.closeAll(ctx.errorHandler(), ingestRunner, flushRunner, invoker, preparerRunner);
            CloseHelper.closeAll(ctx.errorHandler(), log, subscription, replies, ctx::close);
        }
    }

    private void start()
    {
        AgentRunner.startOnThread(preparerRunner);
        if (null != ingestRunner)
        {
            AgentRunner.startOnThread(ingestRunner);
        }
        if (null != flushRunner)
        {
            AgentRunner.startOnThread(flushRunner);
        }
        if (null != invoker)
        {
            invoker.start();
        }
    }

    private void onPreparerError(final Throwable cause)
    {
        onAgentError(new SinkException("no further segment can be prepared", cause));
    }

    /**
     * An agent that failed in a way it did not foresee can keep no promise either.
     */
    private void onAgentError(final Throwable cause)
    {
        if (state.fail(cause))
        {
            ctx.errorHandler().onError(cause);
        }
    }
}
