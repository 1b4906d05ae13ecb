/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.IdleStrategy;

/**
 * For a thread that only flushes: while a write is in flight it waits in the kernel for the completion, else it does
 * as another strategy does. Where cores are few, a thread that yields or spins instead holds up the kernel workers
 * that complete the writes, by many milliseconds; see {@code docs/benchmarks.md}.
 */
public final class FlushIdleStrategy implements IdleStrategy
{
    /**
     * Pages that are sealed meanwhile wait for the write in flight anyway, unless they make a large write; heartbeats
     * and acks that found no room are looked after as often.
     */
    private static final long MAX_WAIT_NS = 500_000;

    private final PageFlusher flusher;
    private final IdleStrategy other;
    private boolean hasWaited;

    /**
     * Construct.
     *
     * @param flusher of the thread that will idle.
     * @param other   for when no write is in flight.
     */
    public FlushIdleStrategy(final PageFlusher flusher, final IdleStrategy other)
    {
        this.flusher = flusher;
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
            flusher.await(MAX_WAIT_NS);
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
