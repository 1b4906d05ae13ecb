/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.WriteDurability;

/**
 * When to write what has arrived. The first is the log's own; the others are what it was chosen over.
 */
enum FlushPolicy
{
    /**
     * An idle device gets what there is; a busy one a further write only when it is a large one.
     */
    ADAPTIVE(4, WriteDurability.POWER_LOSS)
    {
        @Override
        int pages(final int pending, final int inFlight, final long sinceFlushNs)
        {
            return 0 == inFlight || pending >= MAX_WRITE_PAGES ? Math.min(pending, MAX_WRITE_PAGES) : 0;
        }
    },

    /**
     * Every millisecond, page by page.
     */
    TIMER(64, WriteDurability.POWER_LOSS)
    {
        @Override
        int pages(final int pending, final int inFlight, final long sinceFlushNs)
        {
            return pending > 0 && sinceFlushNs >= TIMER_NS ? 1 : 0;
        }
    },

    /**
     * Never more than one write.
     */
    SINGLE(1, WriteDurability.POWER_LOSS)
    {
        @Override
        int pages(final int pending, final int inFlight, final long sinceFlushNs)
        {
            return 0 == inFlight ? Math.min(pending, MAX_WRITE_PAGES) : 0;
        }
    },

    /**
     * Whatever there is, at once, in up to sixteen writes.
     */
    DEEP(16, WriteDurability.POWER_LOSS)
    {
        @Override
        int pages(final int pending, final int inFlight, final long sinceFlushNs)
        {
            return Math.min(pending, MAX_WRITE_PAGES);
        }
    },

    /**
     * Up to four plain writes, then one fdatasync for all of them.
     */
    SYNC(4, WriteDurability.DEVICE_ACCEPTED)
    {
        @Override
        int pages(final int pending, final int inFlight, final long sinceFlushNs)
        {
            return ADAPTIVE.pages(pending, inFlight, sinceFlushNs);
        }
    };

    static final int MAX_WRITE_PAGES = 256;
    static final long TIMER_NS = 1_000_000L;

    private final int maxInFlight;
    private final WriteDurability durability;

    FlushPolicy(final int maxInFlight, final WriteDurability durability)
    {
        this.maxInFlight = maxInFlight;
        this.durability = durability;
    }

    /**
     * How many pages to write now.
     *
     * @param pending      pages with anything in them, the last one perhaps not full.
     * @param inFlight     writes that are under way, fewer than {@link #maxInFlight()}.
     * @param sinceFlushNs time since the last flush began, in nanoseconds.
     * @return the number, 0 for not yet.
     */
    abstract int pages(int pending, int inFlight, long sinceFlushNs);

    int maxInFlight()
    {
        return maxInFlight;
    }

    /**
     * What each write asks of the device. Where it is less than power loss, a flush follows.
     */
    WriteDurability durability()
    {
        return durability;
    }
}
