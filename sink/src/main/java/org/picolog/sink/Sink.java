/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Image;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentInvoker;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.CompositeAgent;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.picolog.log.Closing;
import org.picolog.log.DurableLog;
import org.picolog.log.PageAssembler;

import java.util.UUID;

/**
 * A durable archive of one Aeron publication: takes its messages into a {@link DurableLog} and publishes up to where
 * they are durable.
 */
public final class Sink implements AutoCloseable
{
    private final SinkContext ctx;
    private final SinkState state;
    private final SinkCounters counters;
    private final SinkMonitor monitor;
    private final DurableLog log;
    private final AgentRunner preparerRunner;
    private final AgentRunner ingestRunner;
    private final AgentRunner flushRunner;
    private final AgentInvoker invoker;
    private final MediaDriverLink link;
    private boolean isClosed;

    private Sink(
        final SinkContext ctx,
        final DurableLog log,
        final SinkCounters counters,
        final SinkMonitor monitor,
        final Replies replies,
        final Answers answers,
        final MediaDriverLink link)
    {
        this.ctx = ctx;
        this.log = log;
        this.counters = counters;
        this.monitor = monitor;
        this.link = link;
        state = ctx.state();
        state.expectedSequence(log.assembler().nextSequence());

        final IngestCounters ingestCounters = new IngestCounters(counters, log.assembler());
        final FlushCounters flushCounters = new FlushCounters(counters, ingestCounters, log, state);
        final Sessions sessions = newSessions(answers, ingestCounters);
        final Agent ingest = monitor.watch(
            new IngestAgent(ctx, link, sessions, log.assembler(), ingestCounters, state));
        final Agent flush = monitor.watch(new FlushAgent(ctx, log, replies, flushCounters, state));

        preparerRunner = new AgentRunner(
            new SleepingMillisIdleStrategy(1), state::fail, null, new PreparerAgent(log.preparer(), state));
        switch (ctx.threadingMode())
        {
            case DEDICATED:
                ingestRunner = new AgentRunner(ctx.idleStrategySupplier().get(), state::fail, null, ingest);
                flushRunner = new AgentRunner(
                    ctx.newFlushIdleStrategy(log.flusher()), state::fail, null, flush);
                invoker = null;
                break;

            case SHARED:
                ingestRunner = null;
                flushRunner = new AgentRunner(
                    ctx.newFlushIdleStrategy(log.flusher()), state::fail, null, new CompositeAgent(ingest, flush));
                invoker = null;
                break;

            default:
                ingestRunner = null;
                flushRunner = null;
                invoker = new AgentInvoker(state::fail, null, new CompositeAgent(ingest, flush));
                break;
        }
    }

    /**
     * Open the log, subscribe and start the agents. Blocks until the log is open.
     *
     * @param ctx configuration; concluded here.
     * @return the running sink, to be closed by the caller.
     * @throws SinkException                   if the media driver cannot be reached, or refuses a channel.
     * @throws org.picolog.io.BlockIoException if the directory cannot be used, with subclasses for the reasons.
     * @throws org.picolog.log.LogException    if the log cannot be appended to.
     */
    public static Sink launch(final SinkContext ctx)
    {
        ctx.conclude();
        SinkMonitor monitor = null;
        DurableLog log = null;
        SinkCounters counters = null;
        MediaDriverLink link = null;
        Sink sink = null;
        try
        {
            monitor = new SinkMonitor(ctx);
            log = DurableLog.open(ctx.log());
            monitor.openMarkFile(log);
            counters = SinkCounters.of(ctx, log.logId(), log.epoch());
            counters.attach(ctx.aeron());
            final Answers answers = new Answers();
            final Replies replies = new Replies(ctx, log, answers, ctx.state());
            link = new MediaDriverLink(ctx, counters, replies, ctx.state());
            sink = new Sink(ctx, log, counters, monitor, replies, answers, link);
            sink.start();
            return sink;
        }
        catch (final RuntimeException | Error ex)
        {
            if (null != sink)
            {
                sink.close();
            }
            else
            {
                CloseHelper.quietCloseAll(
                    log, counters, link, ctx::close, null == monitor ? null : monitor::close);
            }
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
     * Messages up to and including this one are durable. Any thread.
     *
     * @return the sequence, 0 for none.
     */
    public long committedSequence()
    {
        return log.flusher().publishedSequence();
    }

    /**
     * What this sink archives, and where, in one line for people.
     */
    @Override
    public String toString()
    {
        return "log " + log.logId() + " in " + ctx.log().directory() + ", epoch " + log.epoch() +
            ", durable up to sequence " + committedSequence() + ", from stream " + ctx.streamId() + " of " +
            ctx.channel() + " by the media driver in " + ctx.aeron().context().aeronDirectoryName() + ", process " +
            ProcessHandle.current().pid();
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
     * Take in what has arrived, as far as there is room for it, make it durable, say so, and let go of everything.
     * Blocks, for {@link SinkContext#closeTimeoutNs()} at the most and the time that the device takes for the writes in
     * flight. With {@link ThreadingMode#INVOKER}, to be called on the invoking thread; in no mode from within the error
     * handler. Further calls do nothing.
     *
     * @throws IllegalStateException on a thread of the sink's own, which would wait for itself.
     */
    @Override
    public synchronized void close()
    {
        if (isClosed)
        {
            return;
        }
        requireForeignThread(ingestRunner);
        requireForeignThread(flushRunner);
        requireForeignThread(preparerRunner);
        isClosed = true;

        // An interrupted thread would not wait for the agents, and take the memory away from under them.
        state.stopRequested();
        boolean isInterrupted = Closing.stop(ingestRunner);
        isInterrupted |= Closing.stop(flushRunner);
        CloseHelper.close(state::fail, invoker);
        isInterrupted |= Closing.stop(preparerRunner);
        isInterrupted |= monitor.stop();
        try
        {
            Closing.closeAll(log, counters, link, ctx::close);
        }
        catch (final Throwable cause)
        {
            state.report(cause);
        }
        monitor.close();
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void start()
    {
        monitor.start(counters);
        final ThreadContext threads = ctx.threads();
        AgentRunner.startOnThread(preparerRunner, threads.pinnedTo(threads.preparerCpu(), state::report));
        if (null != ingestRunner)
        {
            AgentRunner.startOnThread(ingestRunner, threads.pinnedTo(threads.ingestCpu(), state::report));
        }
        if (null != flushRunner)
        {
            AgentRunner.startOnThread(flushRunner, threads.pinnedTo(threads.flushCpu(), state::report));
        }
        if (null != invoker)
        {
            invoker.start();
        }
    }

    private Sessions newSessions(final Answers answers, final IngestCounters ingestCounters)
    {
        final PageAssembler assembler = log.assembler();
        return switch (ctx.ingestMode())
        {
            case SEQUENCED -> new SequencedSessions(
                log.logId(),
                log.epoch(),
                ctx.streamId(),
                ctx.imageTimeoutNs(),
                this::image,
                assembler,
                answers,
                ingestCounters,
                state);
            case PLAIN -> new PlainSessions(assembler, answers, ingestCounters, state);
        };
    }

    private DataImage image(final int sessionId)
    {
        final Image image = link.data().imageBySessionId(sessionId);
        return null == image ? null : new AeronImage(image);
    }

    private static void requireForeignThread(final AgentRunner runner)
    {
        if (null != runner && Thread.currentThread() == runner.thread())
        {
            throw new IllegalStateException("a sink cannot be closed on a thread of its own, nor in its error handler");
        }
    }
}
