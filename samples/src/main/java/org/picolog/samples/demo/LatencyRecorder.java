/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.agrona.BitUtil;

/**
 * Remembers when each trade was to be sent, and records how long it took to publish it and to make it durable. The
 * publishing thread records, without allocating; any thread may ask.
 */
final class LatencyRecorder
{
    private static final long MAX_LATENCY_NS = 100_000_000_000L;
    private static final int SIGNIFICANT_DIGITS = 3;

    private final long[] intendedNs;
    private final int mask;
    private final Histogram submissions = new Histogram(MAX_LATENCY_NS, SIGNIFICANT_DIGITS);
    private final SingleWriterRecorder commitRecorder = new SingleWriterRecorder(MAX_LATENCY_NS, SIGNIFICANT_DIGITS);
    private final Histogram commits = new Histogram(MAX_LATENCY_NS, SIGNIFICANT_DIGITS);
    private Histogram interval;
    private long recordedSequence;

    /**
     * @param capacity most trades that are published and not committed.
     */
    LatencyRecorder(final int capacity)
    {
        intendedNs = new long[BitUtil.findNextPositivePowerOfTwo(capacity)];
        mask = intendedNs.length - 1;
    }

    /**
     * Can one more trade be published without forgetting one that is not committed? Publishing thread.
     */
    boolean hasRoom(final long publishedSequence)
    {
        return publishedSequence - recordedSequence < intendedNs.length;
    }

    /**
     * Publishing thread.
     */
    void onPublished(final long sequence, final long tradeIntendedNs, final long submissionNs)
    {
        intendedNs[(int)sequence & mask] = tradeIntendedNs;
        submissions.recordValue(Math.min(submissionNs, MAX_LATENCY_NS));
    }

    /**
     * Publishing thread.
     *
     * @param sequence up to which trades are durable; all of them were published.
     * @param nowNs    when that was learned.
     */
    void onCommitted(final long sequence, final long nowNs)
    {
        while (recordedSequence < sequence)
        {
            recordedSequence++;
            commitRecorder.recordValue(Math.min(nowNs - intendedNs[(int)recordedSequence & mask], MAX_LATENCY_NS));
        }
    }

    /**
     * Time from the intention to publish a trade until its commit, so far. Any thread, each value until the next call.
     */
    synchronized Histogram commits()
    {
        interval = commitRecorder.getIntervalHistogram(interval);
        commits.add(interval);

        return commits;
    }

    /**
     * Time that publishing a trade took. When the publishing thread is done.
     */
    Histogram submissions()
    {
        return submissions;
    }
}
