/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.agrona.concurrent.NanoClock;

import java.util.concurrent.TimeUnit;

/**
 * Says that the device is slow, once for each time that it is so: also while the flusher's thread is held up by it.
 */
final class SlowWriteReport
{
    /**
     * Without a slow write for so long the device is no longer slow.
     */
    static final long CALM_NS = TimeUnit.SECONDS.toNanos(10);

    private final FlushTimes flushTimes;
    private final NanoClock clock;
    private final LogContext ctx;
    private final String message;
    private long seenCount;
    private long lastSlowNs;
    private volatile boolean isReported;

    SlowWriteReport(final FlushTimes flushTimes, final LogContext ctx)
    {
        this.flushTimes = flushTimes;
        this.ctx = ctx;
        clock = ctx.nanoClock();
        // Without figures: an error log tells messages apart by their text.
        message = "writes to " + ctx.directory() + " take longer than " +
            LogConfiguration.SLOW_WRITE_THRESHOLD_PROP_NAME + ", and so does whatever waits for their acks. Nothing " +
            "is lost. Look at the device (iostat -x 1), and at what else uses it";
    }

    /**
     * Is the device slow, and that reported? Any thread.
     */
    boolean isReported()
    {
        return isReported;
    }

    /**
     * Look, and report if it is new. One thread.
     */
    void check()
    {
        final long count = flushTimes.slowCount();
        final long nowNs = clock.nanoTime();
        if (count != seenCount || flushTimes.isSlow())
        {
            seenCount = count;
            lastSlowNs = nowNs;
            if (!isReported)
            {
                ctx.report(new LogException(message));
                // After the report: who sees the status finds it.
                isReported = true;
            }
        }
        else if (isReported && nowNs - lastSlowNs >= CALM_NS)
        {
            isReported = false;
        }
    }
}
