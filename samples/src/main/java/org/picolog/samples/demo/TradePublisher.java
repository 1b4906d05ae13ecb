/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.adapter.Claim;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.codecs.sample.MessageHeaderEncoder;
import org.picolog.codecs.sample.TradeEncoder;
import org.picolog.sink.Sink;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The sequencer: publishes trades, as fast as it goes or each at its intended time, and learns when they are durable.
 * <p>
 * It yields while it waits and never spins, because on a machine with few cores a spinning thread takes the time that
 * the device's completions need.
 */
final class TradePublisher
{
    private static final int TRADES_PER_POLL = 32;
    private static final double NANOS_PER_SECOND = 1e9;

    private final SequencerAdapter adapter;
    private final TradeSource source;
    private final LatencyRecorder latencies;
    private final ProgressGuard guard;
    private final StopSignal stop;
    private final AtomicLong published = new AtomicLong();
    private final Claim claim = new Claim();
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final TradeEncoder trade = new TradeEncoder();
    private long publishedSequence;
    private long committedSequence;

    TradePublisher(
        final SequencerAdapter adapter,
        final Sink sink,
        final TradeSource source,
        final LatencyRecorder latencies,
        final StopSignal stop)
    {
        this.adapter = adapter;
        this.source = source;
        this.latencies = latencies;
        this.stop = stop;
        guard = new ProgressGuard(sink, adapter, System.nanoTime());
    }

    /**
     * Trades published so far. Any thread.
     */
    long published()
    {
        return published.get();
    }

    /**
     * Trades that are durable. Any thread.
     */
    long committed()
    {
        return adapter.committedSequence();
    }

    /**
     * Publish trades until they are all published or the demo is asked to stop.
     *
     * @param trades number of trades.
     * @param rate   trades per second, 0 for no limit. With a rate latency counts from the time at which a trade was to
     *               be sent, however late it was.
     */
    void publish(final long trades, final long rate)
    {
        final double intervalNs = 0 == rate ? 0 : NANOS_PER_SECOND / rate;
        final long startNs = System.nanoTime();
        long nowNs = startNs;

        for (long i = 0; i < trades && !stop.isRaised(); i++)
        {
            long intendedNs = nowNs;
            if (rate > 0)
            {
                intendedNs = startNs + (long)(i * intervalNs);
                nowNs = awaitTime(intendedNs, nowNs);
                if (stop.isRaised())
                {
                    break;
                }
            }

            if (!publishOne(intendedNs, nowNs))
            {
                break;
            }

            if (0 == publishedSequence % TRADES_PER_POLL)
            {
                poll();
            }
            nowNs = System.nanoTime();
        }
    }

    /**
     * Wait until what was published is durable.
     */
    void awaitCommitted()
    {
        guard.onWaiting(System.nanoTime());
        while (committedSequence < publishedSequence)
        {
            idle();
        }
    }

    private long awaitTime(final long intendedNs, final long fromNs)
    {
        long nowNs = fromNs;
        while (nowNs - intendedNs < 0 && !stop.isRaised())
        {
            poll();
            Thread.yield();
            nowNs = System.nanoTime();
        }

        return nowNs;
    }

    /**
     * @return false if the demo was asked to stop instead.
     */
    private boolean publishOne(final long intendedNs, final long startNs)
    {
        long sequence = tryClaim();
        if (sequence < 0)
        {
            guard.onWaiting(System.nanoTime());
            while (sequence < 0)
            {
                if (stop.isRaised())
                {
                    return false;
                }
                guard.checkFinal(sequence);
                idle();
                sequence = tryClaim();
            }
        }

        source.next(trade.wrapAndApplyHeader(claim.buffer(), claim.offset(), header));
        claim.commit();
        latencies.onPublished(sequence, intendedNs, System.nanoTime() - startNs);
        publishedSequence = sequence;
        published.lazySet(sequence);

        return true;
    }

    private long tryClaim()
    {
        return latencies.hasRoom(publishedSequence) ?
            adapter.tryClaim(TradeSource.ENCODED_LENGTH, claim) : PublishResult.BACK_PRESSURED;
    }

    private void idle()
    {
        if (!poll())
        {
            Thread.yield();
            guard.check(System.nanoTime());
        }
    }

    /**
     * @return true if more became durable.
     */
    private boolean poll()
    {
        adapter.poll();

        final long sequence = adapter.committedSequence();
        if (sequence == committedSequence)
        {
            return false;
        }

        latencies.onCommitted(sequence, System.nanoTime());
        committedSequence = sequence;

        return true;
    }
}
