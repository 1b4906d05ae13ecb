/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.IdleStrategy;

/**
 * Publishes as fast as messages are taken. Goes on as soon as there is room, and idles while there is none.
 */
final class ClosedLoop
{
    private static final int BATCH = 64;

    private final MessageTarget target;
    private final IdleStrategy idle;
    private final StopSignal stopSignal;

    ClosedLoop(final MessageTarget target, final IdleStrategy idle, final StopSignal stopSignal)
    {
        this.target = target;
        this.idle = idle;
        this.stopSignal = stopSignal;
    }

    /**
     * Publish for a time, then wait until all of it has completed.
     *
     * @param forNs       how long to publish, in nanoseconds.
     * @param maxMessages after which to stop before.
     * @return the time until the last completion was known, in nanoseconds.
     */
    long run(final long forNs, final long maxMessages)
    {
        final long before = target.offeredCount();
        final ProgressGuard guard = new ProgressGuard(target, stopSignal);
        final long beginNs = System.nanoTime();
        long nowNs = beginNs;
        while (nowNs - beginNs < forNs && target.offeredCount() - before < maxMessages)
        {
            guard.check(nowNs);
            final int taken = target.offer((int)Math.min(BATCH, maxMessages - (target.offeredCount() - before)));
            idle.idle(taken + target.poll());
            nowNs = System.nanoTime();
        }

        while (target.completedCount() < target.offeredCount())
        {
            guard.check(nowNs);
            idle.idle(target.poll());
            nowNs = System.nanoTime();
        }

        return nowNs - beginNs;
    }
}
