/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.concurrent.NanoClock;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long writes take, from when one is queued until it is known to be durable. The {@link PageFlusher} keeps it up;
 * any thread may ask, also while the flusher's is held up by the device.
 */
public final class FlushTimes
{
    private static final long NONE = Long.MIN_VALUE;

    private final NanoClock clock;
    private final long slowThresholdNs;
    private final AtomicLong lastNs = new AtomicLong();
    private final AtomicLong maxNs = new AtomicLong();
    private final AtomicLong slowCount = new AtomicLong();
    private final AtomicLong oldestStartNs = new AtomicLong(NONE);

    FlushTimes(final NanoClock clock, final long slowThresholdNs)
    {
        this.clock = clock;
        this.slowThresholdNs = slowThresholdNs;
    }

    /**
     * Time of the last write that completed.
     *
     * @return the time in nanoseconds, 0 before the first.
     */
    public long lastNs()
    {
        return lastNs.getAcquire();
    }

    /**
     * Greatest time of a write that completed since the log was opened.
     *
     * @return the time in nanoseconds, 0 before the first.
     */
    public long maxNs()
    {
        return maxNs.getAcquire();
    }

    /**
     * Writes that took the slow write threshold or longer since the log was opened.
     *
     * @return their number.
     * @see LogConfiguration#SLOW_WRITE_THRESHOLD_PROP_NAME
     */
    public long slowCount()
    {
        return slowCount.getAcquire();
    }

    /**
     * How long the oldest write in flight has been so.
     *
     * @return the time in nanoseconds, 0 if none is in flight.
     */
    public long oldestAgeNs()
    {
        final long startNs = oldestStartNs.getAcquire();
        return NONE == startNs ? 0 : Math.max(0, clock.nanoTime() - startNs);
    }

    /**
     * Is a write in flight?
     *
     * @return true if so.
     */
    boolean isWriting()
    {
        return NONE != oldestStartNs.getAcquire();
    }

    /**
     * Has a write been in flight for the slow write threshold or longer?
     *
     * @return true if so, until it completes.
     * @see LogConfiguration#SLOW_WRITE_THRESHOLD_PROP_NAME
     */
    public boolean isSlow()
    {
        return oldestAgeNs() >= slowThresholdNs;
    }

    /**
     * A write completed. The flusher only.
     */
    void completed(final long timeNs)
    {
        lastNs.setRelease(timeNs);
        if (timeNs > maxNs.getPlain())
        {
            maxNs.setRelease(timeNs);
        }
        if (timeNs >= slowThresholdNs)
        {
            slowCount.setRelease(slowCount.getPlain() + 1);
        }
    }

    /**
     * This write is now the oldest in flight. The flusher only.
     */
    void oldest(final long startNs)
    {
        oldestStartNs.setRelease(startNs);
    }

    /**
     * None is in flight. The flusher only.
     */
    void noneInFlight()
    {
        oldestStartNs.setRelease(NONE);
    }
}
