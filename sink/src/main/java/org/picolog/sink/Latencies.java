/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.HdrHistogram.Histogram;

import java.io.IOException;

/**
 * Latencies of flushes (from when a write is queued until it is durable) and of commits (from when the first message
 * goes into a page until the page and everything before it is durable).
 */
final class Latencies implements AutoCloseable
{
    private static final double MEDIAN = 50;
    private static final double HIGH = 99;

    private final LatencyRecorder flush = new LatencyRecorder();
    private final LatencyRecorder commit = new LatencyRecorder();
    private final LatencyLog log;
    private final long intervalMs;
    private long loggedMs;

    /**
     * @throws SinkException if the file cannot be written.
     */
    Latencies(final MonitorContext ctx, final long nowMs)
    {
        log = null == ctx.latencyLog() ? null : LatencyLog.open(ctx.latencyLog(), nowMs);
        intervalMs = ctx.latencyLogIntervalNs() / 1_000_000;
        loggedMs = nowMs;
    }

    LatencyRecorder flush()
    {
        return flush;
    }

    LatencyRecorder commit()
    {
        return commit;
    }

    /**
     * Say what the latencies were since the last call. Monitor only.
     */
    void publish(final SinkCounters counters, final long nowMs) throws IOException
    {
        final Histogram flushes = flush.nextInterval();
        counters.set(SinkCounter.FLUSH_LATENCY_P50, flushes.getValueAtPercentile(MEDIAN));
        counters.set(SinkCounter.FLUSH_LATENCY_P99, flushes.getValueAtPercentile(HIGH));
        counters.set(SinkCounter.FLUSH_LATENCY_MAX, flushes.getMaxValue());
        final Histogram commits = commit.nextInterval();
        counters.set(SinkCounter.COMMIT_LATENCY_P50, commits.getValueAtPercentile(MEDIAN));
        counters.set(SinkCounter.COMMIT_LATENCY_P99, commits.getValueAtPercentile(HIGH));
        counters.set(SinkCounter.COMMIT_LATENCY_MAX, commits.getMaxValue());
        if (nowMs - loggedMs >= intervalMs)
        {
            log(nowMs);
        }
    }

    /**
     * Write the rest to the log. When nobody records any more.
     */
    @Override
    public void close() throws IOException
    {
        if (null != log)
        {
            try (log)
            {
                flush.nextInterval();
                commit.nextInterval();
                log(System.currentTimeMillis());
            }
        }
    }

    private void log(final long nowMs) throws IOException
    {
        try
        {
            if (null != log)
            {
                log.write(flush.total(), "flush", loggedMs, nowMs);
                log.write(commit.total(), "commit", loggedMs, nowMs);
                log.flush();
            }
        }
        finally
        {
            flush.total().reset();
            commit.total().reset();
            loggedMs = nowMs;
        }
    }
}
