/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.DurableLog;
import org.picolog.log.PageFlusher;
import org.picolog.log.SegmentPreparer;

/**
 * Makes pages durable and says so. After a failure it goes on saying that it failed, and nothing else.
 */
final class FlushAgent implements Agent
{
    private static final long DRAIN_WAIT_NS = 1_000_000;

    private final PageFlusher flusher;
    private final SegmentPreparer preparer;
    private final CommitPublisher publisher;
    private final SinkState state;
    private final NanoClock clock;
    private final ErrorHandler errorHandler;
    private final long closeTimeoutNs;
    private boolean isFailureReported;

    FlushAgent(
        final SinkContext ctx, final DurableLog log, final CommitPublisher publisher, final SinkState state)
    {
        this.publisher = publisher;
        this.state = state;
        flusher = log.flusher();
        preparer = log.preparer();
        clock = ctx.log().nanoClock();
        errorHandler = ctx.errorHandler();
        closeTimeoutNs = ctx.closeTimeoutNs();
    }

    @Override
    public String roleName()
    {
        return "picolog-flush";
    }

    @Override
    public void onStart()
    {
        flusher.start();
    }

    @Override
    public int doWork()
    {
        int workCount = 0;
        if (!state.hasFailed())
        {
            workCount = flush();
        }
        else
        {
            reportFailure();
        }

        return workCount + publisher.publish(state.status(preparer.isSpaceLow()), clock.nanoTime());
    }

    /**
     * Make durable what was handed over, say so a last time, and free the queue of writes on the thread that owns it.
     */
    @Override
    public void onClose()
    {
        final long deadlineNs = clock.nanoTime() + closeTimeoutNs;
        while (!state.hasFailed() && !flusher.isIdle() && clock.nanoTime() - deadlineNs < 0)
        {
            if (0 == flush() && flusher.isWriting())
            {
                flusher.await(DRAIN_WAIT_NS);
            }
        }

        if (!state.hasFailed() && !flusher.isIdle())
        {
            state.fail(new SinkException("not everything was durable when the time to close was over"));
        }

        state.closing();
        final SinkStatus status = state.status(false);
        while (0 == publisher.publish(status, clock.nanoTime()) && publisher.isConnected() &&
            clock.nanoTime() - deadlineNs < 0)
        {
            Thread.onSpinWait();
        }
        flusher.close();
    }

    private int flush()
    {
        try
        {
            return flusher.doWork();
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return 0;
        }
    }

    private void reportFailure()
    {
        if (!isFailureReported)
        {
            isFailureReported = true;
            errorHandler.onError(state.failure());
        }
    }
}
