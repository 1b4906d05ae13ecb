/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.IdleStrategy;

/**
 * For a thread that flushes: while a write is in flight it waits in the kernel for the completion, else it does as
 * another strategy does. Where cores are few, a thread that yields or spins instead holds up the kernel workers
 * that complete the writes, by many milliseconds; see {@code docs/benchmarks.md}.
 */
public final class FlushIdleStrategy implements IdleStrategy
{
    /**
     * For a thread that only flushes, in nanoseconds. Pages that are sealed meanwhile wait for the write in flight
     * anyway, unless they make a large write; heartbeats and acks that found no room are looked after as often.
     */
    public static final long FLUSH_WAIT_NS = 500_000;

    /**
     * For a thread that takes in messages as well, in nanoseconds: about as long as the shortest park, so that they
     * wait no longer than with that.
     */
    public static final long SHARED_WAIT_NS = 20_000;

    private final PageFlusher flusher;
    private final long maxWaitNs;
    private final IdleStrategy other;
    private boolean hasWaited;

    /**
     * Construct.
     *
     * @param flusher   of the thread that will idle.
     * @param maxWaitNs longest wait for a write, in nanoseconds.
     * @param other     for when no write is in flight.
     */
    public FlushIdleStrategy(final PageFlusher flusher, final long maxWaitNs, final IdleStrategy other)
    {
        this.flusher = flusher;
        this.maxWaitNs = maxWaitNs;
        this.other = other;
    }

    @Override
    public void idle(final int workCount)
    {
        if (workCount > 0)
        {
            reset();
        }
        else
        {
            idle();
        }
    }

    /**
     * Every second time without work as the other does: after a failure nobody takes the completions that are there,
     * and no wait for one lasts.
     */
    @Override
    public void idle()
    {
        hasWaited = !hasWaited && flusher.isWriting();
        if (hasWaited)
        {
            flusher.await(maxWaitNs);
        }
        else
        {
            other.idle();
        }
    }

    @Override
    public void reset()
    {
        hasWaited = false;
        other.reset();
    }

    @Override
    public String alias()
    {
        return "flush+" + other.alias();
    }
}
