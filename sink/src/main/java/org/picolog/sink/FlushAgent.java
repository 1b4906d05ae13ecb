/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.DurableLog;
import org.picolog.log.PageFlusher;
import org.picolog.log.SegmentPreparer;

import java.util.concurrent.locks.LockSupport;

/**
 * Makes pages durable and says so. After a failure it goes on saying that it failed, and nothing else.
 */
final class FlushAgent implements Agent
{
    private static final long DRAIN_WAIT_NS = 1_000_000;
    private static final long SEND_RETRY_NS = 100_000;

    private final PageFlusher flusher;
    private final SegmentPreparer preparer;
    private final Replies replies;
    private final FlushCounters counters;
    private final SinkState state;
    private final NanoClock clock;
    private final long closeTimeoutNs;
    private final boolean hasThread;
    private boolean isStarted;

    FlushAgent(
        final SinkContext ctx,
        final DurableLog log,
        final Replies replies,
        final FlushCounters counters,
        final SinkState state)
    {
        this.replies = replies;
        this.counters = counters;
        this.state = state;
        flusher = log.flusher();
        preparer = log.preparer();
        clock = ctx.log().nanoClock();
        closeTimeoutNs = ctx.closeTimeoutNs();
        hasThread = ThreadingMode.INVOKER != ctx.threadingMode();
    }

    @Override
    public String roleName()
    {
        return "picolog-flush";
    }

    @Override
    public int doWork()
    {
        final int workCount = state.hasFailed() ? 0 : flush();
        final SinkStatus status = state.status(preparer.isSpaceLow(), preparer.isDeviceSlow());
        final long nowNs = clock.nanoTime();
        counters.update(workCount > 0, status, nowNs);

        return workCount + publish(status, nowNs);
    }

    /**
     * Make durable what was handed over, say so a last time, and free the queue of writes on the thread that owns it.
     */
    @Override
    public void onClose()
    {
        if (hasThread)
        {
            state.onThreadEnd(roleName());
        }
        final long deadlineNs = clock.nanoTime() + closeTimeoutNs;
        drain(deadlineNs);
        try
        {
            state.closing();
            announce(state.status(false, false), deadlineNs);
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
        }
        finally
        {
            closeFlusher();
        }
    }

    private void closeFlusher()
    {
        try
        {
            replies.close();
            flusher.close();
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
        }
    }

    private int flush()
    {
        try
        {
            if (!isStarted)
            {
                // Not in onStart, which runs on the thread that launches when the application invokes on another one.
                isStarted = true;
                flusher.start();
            }
            return flusher.doWork();
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return 0;
        }
    }

    private int publish(final SinkStatus status, final long nowNs)
    {
        try
        {
            return replies.doWork(status, nowNs);
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return 0;
        }
    }

    private void drain(final long deadlineNs)
    {
        while (!state.hasFailed() && !flusher.isIdle())
        {
            if (clock.nanoTime() - deadlineNs >= 0)
            {
                state.fail(new SinkException(
                    "not everything was durable when the time to close was over; see " +
                    SinkContext.CLOSE_TIMEOUT_PROP_NAME));
            }
            else if (0 == flush() && flusher.isWriting())
            {
                await();
            }
        }
    }

    private void await()
    {
        try
        {
            flusher.await(DRAIN_WAIT_NS);
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
        }
    }

    /**
     * Everybody who listens is told, as far as there is time.
     */
    private void announce(final SinkStatus status, final long deadlineNs)
    {
        counters.update(true, status, clock.nanoTime());
        publish(status, clock.nanoTime());
        while (replies.isSomebodyBehind(status) && clock.nanoTime() - deadlineNs < 0)
        {
            LockSupport.parkNanos(SEND_RETRY_NS);
            publish(status, clock.nanoTime());
        }
    }
}
