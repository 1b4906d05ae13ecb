/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * When each message of a steady stream is meant to be sent. Messages are numbered from 0.
 */
final class Schedule
{
    private static final long NS_PER_SECOND = 1_000_000_000L;

    private final long startNs;
    private final long rate;

    /**
     * Construct.
     *
     * @param startNs time of message 0.
     * @param rate    in messages per second.
     */
    Schedule(final long startNs, final long rate)
    {
        this.startNs = startNs;
        this.rate = rate;
    }

    /**
     * Time at which a message is meant to be sent.
     */
    long intendedNs(final long message)
    {
        // In two parts, so that nothing overflows within any sensible run.
        return startNs + message / rate * NS_PER_SECOND + message % rate * NS_PER_SECOND / rate;
    }

    /**
     * How many messages are meant to have been sent by a time.
     */
    long dueBy(final long nowNs)
    {
        final long elapsedNs = nowNs - startNs;
        if (elapsedNs < 0)
        {
            return 0;
        }

        final long seconds = elapsedNs / NS_PER_SECOND;
        final long rest = elapsedNs % NS_PER_SECOND;
        return seconds * rate + rest * rate / NS_PER_SECOND + 1;
    }

    /**
     * How many messages are meant to be sent within a duration.
     */
    static long countIn(final long durationNs, final long rate)
    {
        return new Schedule(0, rate).dueBy(durationNs) - 1;
    }
}
