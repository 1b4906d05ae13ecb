/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.HdrHistogram.Histogram;

import java.io.PrintStream;

/**
 * What the run came to.
 */
final class Summary
{
    private final LatencyRecorder latencies;
    private final long committed;
    private final long durationNs;

    /**
     * @param latencies  of the run.
     * @param committed  trades that are durable.
     * @param durationNs from the first publication until the last commit.
     */
    Summary(final LatencyRecorder latencies, final long committed, final long durationNs)
    {
        this.latencies = latencies;
        this.committed = committed;
        this.durationNs = Math.max(1, durationNs);
    }

    void print(final PrintStream out, final long diskLength)
    {
        final long payload = committed * TradeSource.ENCODED_LENGTH;
        final Histogram submissions = latencies.submissions();
        final Histogram commits = latencies.commits();

        out.println(Units.format(
            "trades      %,d durable in %s, %,.0f/s",
            committed, Units.duration(durationNs), committed * 1e9 / durationNs));
        out.println(Units.format(
            "payload     %s, %.1f MB/s", Units.bytes(payload), payload * 1e3 / durationNs));
        if (committed > 0)
        {
            out.println(Units.format(
                "submission  p50 %s  p99 %s  (from the first attempt to claim until the commit of the claim)",
                at(submissions, 50), at(submissions, 99)));
            out.println(Units.format(
                "commit      p50 %s  p99 %s  p99.9 %s  max %s  (from the intended send time until known as durable)",
                at(commits, 50), at(commits, 99), at(commits, 99.9), Units.duration(commits.getMaxValue())));
            out.println(Units.format(
                "on disk     %s in whole segments, those prepared ahead included: %.2f per byte of payload",
                Units.bytes(diskLength), (double)diskLength / payload));
        }
    }

    private static String at(final Histogram histogram, final double percentile)
    {
        return Units.duration(histogram.getValueAtPercentile(percentile));
    }
}
