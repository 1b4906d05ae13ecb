/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.EnumMap;
import java.util.Map;

/**
 * What one run of a benchmark gave. A run that failed may have figures; they are never averaged in.
 *
 * @param figures  that were taken.
 * @param commits  latency of commits at each of {@link Latencies#CURVE}, in microseconds; null if none was taken.
 * @param threads  what each thread allocated, by its name; null if that was not taken.
 * @param failure  why the run does not count, or null if it does.
 * @param isBroken true if the run failed for a reason other than its rate.
 */
record Measurement(
    Map<Metric, Double> figures,
    double[] commits,
    Map<String, ThreadAllocation> threads,
    String failure,
    boolean isBroken)
{
    private static final double NS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MEGABYTE = 1e6;

    static Measurement of(final Map<Metric, Double> figures)
    {
        return of(figures, null);
    }

    /**
     * Of what may have failed to keep up: that is a result, but not one to average in.
     *
     * @param figures that were taken.
     * @param failure why the run does not count, or null if it does.
     */
    static Measurement of(final Map<Metric, Double> figures, final String failure)
    {
        return new Measurement(figures, null, null, failure, false);
    }

    /**
     * Nothing could be measured.
     */
    static Measurement broken(final String failure)
    {
        return new Measurement(new EnumMap<>(Metric.class), null, null, failure, true);
    }

    /**
     * The same, with the whole curve of commit latencies.
     */
    Measurement withCommits(final Latencies latencies)
    {
        return new Measurement(figures, latencies.curveUs(), threads, failure, isBroken);
    }

    /**
     * The same, with what each thread allocated.
     */
    Measurement withThreads(final Map<String, ThreadAllocation> threads)
    {
        return new Measurement(figures, commits, threads, failure, isBroken);
    }

    boolean hasFailed()
    {
        return null != failure;
    }

    static double perSecond(final double count, final long elapsedNs)
    {
        return count * NS_PER_SECOND / Math.max(1, elapsedNs);
    }

    static double megabytesPerSecond(final double bytes, final long elapsedNs)
    {
        return perSecond(bytes, elapsedNs) / BYTES_PER_MEGABYTE;
    }
}
