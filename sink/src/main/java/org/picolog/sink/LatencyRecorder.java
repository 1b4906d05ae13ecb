/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

import java.util.concurrent.TimeUnit;

/**
 * Latencies of one kind. The flush agent records, without allocation or lock; the monitor takes what was recorded since
 * it last did.
 */
final class LatencyRecorder
{
    private static final long HIGHEST_NS = TimeUnit.HOURS.toNanos(1);
    private static final int DIGITS = 2;

    private final SingleWriterRecorder recorder = new SingleWriterRecorder(HIGHEST_NS, DIGITS);
    private final Histogram total = new Histogram(HIGHEST_NS, DIGITS);
    private Histogram interval;

    /**
     * Flush thread only.
     */
    void record(final long latencyNs)
    {
        recorder.recordValue(Math.max(0, Math.min(HIGHEST_NS, latencyNs)));
    }

    /**
     * What was recorded since the last call. Monitor only; the same object the next time but one.
     */
    Histogram nextInterval()
    {
        interval = recorder.getIntervalHistogram(interval);
        total.add(interval);
        return interval;
    }

    /**
     * The sum of the intervals since it was last reset. Monitor only.
     */
    Histogram total()
    {
        return total;
    }
}
