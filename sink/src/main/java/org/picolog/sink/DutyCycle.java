/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When an agent last began a duty cycle. One writer, the agent's thread; any thread may ask.
 */
final class DutyCycle
{
    private static final long NEVER = Long.MIN_VALUE;

    private final String roleName;
    private final AtomicLong beganNs = new AtomicLong(NEVER);
    private final AtomicLong maxNs = new AtomicLong();
    private final AtomicLong stalls = new AtomicLong();
    private final long thresholdNs;

    /**
     * @param thresholdNs from which on a cycle is a stall.
     */
    DutyCycle(final String roleName, final long thresholdNs)
    {
        this.roleName = roleName;
        this.thresholdNs = thresholdNs;
    }

    String roleName()
    {
        return roleName;
    }

    /**
     * A cycle begins, and with it the one before has ended. The agent's thread only.
     */
    void begin(final long nowNs)
    {
        countUntil(nowNs);
        beganNs.setRelease(nowNs);
    }

    /**
     * The current cycle has ended, and none begins for now. The agent's thread only.
     */
    void end(final long nowNs)
    {
        countUntil(nowNs);
        beganNs.setRelease(NEVER);
    }

    private void countUntil(final long nowNs)
    {
        final long before = beganNs.getPlain();
        if (NEVER != before && nowNs - before > maxNs.getPlain())
        {
            maxNs.setRelease(nowNs - before);
        }
        if (NEVER != before && nowNs - before >= thresholdNs)
        {
            stalls.setRelease(stalls.getPlain() + 1);
        }
    }

    /**
     * How long the current cycle has taken, 0 without one.
     */
    long ageNs(final long nowNs)
    {
        final long began = beganNs.getAcquire();
        return NEVER == began ? 0 : Math.max(0, nowNs - began);
    }

    /**
     * The longest cycle that has ended.
     */
    long maxNs()
    {
        return maxNs.getAcquire();
    }

    /**
     * Stalls so far, the current one included: also those of a process that was stopped as a whole, its watcher with
     * it.
     */
    long stalls(final long nowNs)
    {
        // In this order: a stall that ends in between is not counted twice, but the next time.
        final long ended = stalls.getAcquire();
        return ended + (ageNs(nowNs) >= thresholdNs ? 1 : 0);
    }
}
