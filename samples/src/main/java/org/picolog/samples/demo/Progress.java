/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.HdrHistogram.Histogram;

import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Shows how far the run is: on one line of a terminal that is overwritten, or else as a line each second. Has a thread
 * of its own, so that the publishing thread does not wait for the output.
 */
final class Progress implements AutoCloseable
{
    private static final long TERMINAL_INTERVAL_MS = 200;
    private static final long PLAIN_INTERVAL_MS = 1_000;
    private static final String OVERWRITE = "\r\u001b[K";

    /**
     * A line longer than the terminal is wide is cut, since only the last row of a wrapped one would be overwritten.
     */
    private static final String WRAP_OFF = "\u001b[?7l";
    private static final String WRAP_ON = "\u001b[?7h";

    private final TradePublisher publisher;
    private final LatencyRecorder latencies;
    private final PrintStream out;
    private final boolean isTerminal;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "demo-progress");
    private long shownNs = System.nanoTime();
    private long shownCommitted;

    Progress(
        final TradePublisher publisher,
        final LatencyRecorder latencies,
        final PrintStream out,
        final boolean isTerminal)
    {
        this.publisher = publisher;
        this.latencies = latencies;
        this.out = out;
        this.isTerminal = isTerminal;
        thread.setDaemon(true);
    }

    void start()
    {
        thread.start();
    }

    @Override
    public void close()
    {
        end.countDown();
        boolean isInterrupted = false;
        while (thread.isAlive())
        {
            try
            {
                thread.join();
            }
            catch (final InterruptedException ex)
            {
                isInterrupted = true;
            }
        }
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void run()
    {
        try
        {
            while (!end.await(isTerminal ? TERMINAL_INTERVAL_MS : PLAIN_INTERVAL_MS, TimeUnit.MILLISECONDS))
            {
                show();
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }

        if (isTerminal)
        {
            out.print(OVERWRITE);
            out.flush();
        }
    }

    private void show()
    {
        final long nowNs = System.nanoTime();
        final long committed = publisher.committed();
        final Histogram commits = latencies.commits();
        final String line = Units.format(
            "published %,d  committed %,d  rate %,.0f/s  commit p50 %s p99 %s",
            publisher.published(),
            committed,
            (committed - shownCommitted) * 1e9 / (nowNs - shownNs),
            Units.duration(commits.getValueAtPercentile(50)),
            Units.duration(commits.getValueAtPercentile(99)));
        shownNs = nowNs;
        shownCommitted = committed;

        if (isTerminal)
        {
            out.print(OVERWRITE + WRAP_OFF + line + WRAP_ON);
            out.flush();
        }
        else
        {
            out.println(line);
        }
    }
}
