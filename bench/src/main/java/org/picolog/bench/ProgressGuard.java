/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * Gives up on a system that has stopped moving. One thread.
 */
final class ProgressGuard
{
    private static final long STALL_NS = 30_000_000_000L;

    private final MessageTarget target;
    private final StopSignal stopSignal;
    private long seenCount = -1;
    private long progressNs = System.nanoTime();

    ProgressGuard(final MessageTarget target, final StopSignal stopSignal)
    {
        this.target = target;
        this.stopSignal = stopSignal;
    }

    /**
     * @param nowNs the time, in nanoseconds.
     * @throws StoppedException if the user wants an end.
     * @throws BenchException   if nothing was taken or completed for too long.
     */
    void check(final long nowNs)
    {
        stopSignal.check();
        final long count = target.offeredCount() + target.completedCount();
        if (count != seenCount)
        {
            seenCount = count;
            progressNs = nowNs;
        }
        else if (nowNs - progressNs > STALL_NS)
        {
            throw new BenchException(
                "nothing moved for 30 s: " + target.offeredCount() + " messages were taken, " +
                target.completedCount() + " completed; " + target.describe());
        }
    }
}
