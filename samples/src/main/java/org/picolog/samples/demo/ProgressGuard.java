/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.sink.Sink;

import java.util.concurrent.TimeUnit;

/**
 * Ends a wait that is in vain: the sink has failed, or nothing more becomes durable. Publishing thread.
 */
final class ProgressGuard
{
    private static final long STALL_LIMIT_NS = TimeUnit.SECONDS.toNanos(15);

    private final Sink sink;
    private final SequencerAdapter adapter;
    private long committedSequence;
    private long lastProgressNs;

    ProgressGuard(final Sink sink, final SequencerAdapter adapter, final long nowNs)
    {
        this.sink = sink;
        this.adapter = adapter;
        lastProgressNs = nowNs;
    }

    /**
     * To be called while waiting for room or for a commit.
     */
    void check(final long nowNs)
    {
        final Throwable failure = sink.failure();
        if (null != failure)
        {
            throw DemoException.of(failure);
        }

        if (adapter.committedSequence() != committedSequence)
        {
            committedSequence = adapter.committedSequence();
            lastProgressNs = nowNs;
        }
        else if (nowNs - lastProgressNs > STALL_LIMIT_NS)
        {
            throw stalled();
        }
    }

    /**
     * A wait begins.
     */
    void onWaiting(final long nowNs)
    {
        lastProgressNs = nowNs;
    }

    /**
     * Publishing was refused for good.
     */
    void checkFinal(final long result)
    {
        if (PublishResult.isFinal(result))
        {
            throw new DemoException(
                ExitStatus.SINK,
                "publishing has ended with " + PublishResult.name(result) + " after sequence " + committedSequence +
                " was committed: the adapter is " + adapter.state());
        }
    }

    private DemoException stalled()
    {
        final String seconds = TimeUnit.NANOSECONDS.toSeconds(STALL_LIMIT_NS) + " s";
        return SinkStatus.LOW_SPACE == adapter.status() ?
            new DemoException(
                ExitStatus.NO_SPACE,
                "no space left for another segment in " + sink.context().log().directory() + ": nothing after " +
                "sequence " + committedSequence + " became durable for " + seconds + ". Free some, or choose another " +
                "directory with --dir") :
            new DemoException(
                ExitStatus.SINK,
                "nothing after sequence " + committedSequence + " became durable for " + seconds +
                ": the adapter is " + adapter.state() + ", the sink " + adapter.status());
    }
}
