/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.HdrHistogram.Histogram;

import java.util.Arrays;

/**
 * A histogram of durations, recorded in nanoseconds and read in microseconds. One thread.
 */
final class Latencies
{
    /**
     * Percentiles of a curve, ever closer to 100.
     */
    static final double[] CURVE =
    {
        0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 97.5, 99, 99.5, 99.75, 99.9, 99.95, 99.975, 99.99, 99.995, 99.999,
        100
    };

    private static final long HIGHEST_NS = 100_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double NS_PER_US = 1_000.0;

    private final Histogram histogram = new Histogram(HIGHEST_NS, SIGNIFICANT_DIGITS);

    /**
     * Record one duration; what is beyond 100 s counts as that.
     */
    void record(final long durationNs)
    {
        histogram.recordValue(Math.max(0, Math.min(durationNs, HIGHEST_NS)));
    }

    double percentileUs(final double percentile)
    {
        return histogram.getValueAtPercentile(percentile) / NS_PER_US;
    }

    /**
     * The values at {@link #CURVE}.
     */
    double[] curveUs()
    {
        return Arrays.stream(CURVE).map(this::percentileUs).toArray();
    }

    double maxUs()
    {
        return histogram.getMaxValue() / NS_PER_US;
    }

    long count()
    {
        return histogram.getTotalCount();
    }
}
