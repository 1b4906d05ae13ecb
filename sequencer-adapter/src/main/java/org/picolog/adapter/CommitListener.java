/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * Told by {@link SequencerAdapter#poll()}, on the thread that polls, after the state that the adapter shows has
 * changed. May publish; must neither block nor poll. What it throws goes to the error handler, and nothing else
 * is affected.
 */
public interface CommitListener
{
    /**
     * The sink is heard, and expects the message that will be published next: after connecting, after
     * {@link #onDisconnected()}, and when a restarted sink has taken over.
     *
     * @param epoch        of the sink: the number of its incarnation.
     * @param nextSequence that the next message published will get.
     */
    default void onConnected(final long epoch, final long nextSequence)
    {
    }

    /**
     * The sink has not been heard for the liveness timeout, its reply stream has gone, or a restarted sink has taken
     * its place. Nothing is published until {@link #onConnected(long, long)}. After the media driver has died, or the
     * Aeron client has been closed by another, {@link SequencerAdapter#state()} says {@link AdapterState#CLOSED} and
     * there will be no return.
     */
    default void onDisconnected()
    {
    }

    /**
     * The durable prefix has grown. Not told of every sequence: this one and all before it are durable.
     *
     * @param sequence of the last durable message.
     * @param position in this session's stream up to which it is durable, {@link io.aeron.Aeron#NULL_VALUE} before the
     *                 session's first commit.
     */
    default void onCommitted(final long sequence, final long position)
    {
    }

    /**
     * The sink's storage became, or is no longer, too full to prepare the next segment. While it is, commits go on
     * until the prepared space is used up, and then back-pressure sets in.
     *
     * @param isLow true if space is low.
     */
    default void onLowSpace(final boolean isLow)
    {
    }

    /**
     * The sink closed cleanly. No more commits, unless a restarted sink takes over.
     */
    default void onClosed()
    {
    }

    /**
     * The sink failed and stopped for good. No more commits, unless a restarted sink takes over.
     */
    default void onFailed()
    {
    }

    /**
     * The sink does not expect the message that would be published next, so publishing has stopped with
     * {@link PublishResult#NOT_READY}: see {@link AdapterState#OUT_OF_STEP}. When the sink expects less, the
     * messages from there on were lost on their way or are still on it; when it expects more, something else was
     * appended to the log.
     *
     * @param expectedSequence the next that the sink will append.
     * @param nextSequence     the next that would have been published.
     */
    default void onOutOfStep(final long expectedSequence, final long nextSequence)
    {
    }

    /**
     * A restarted sink holds less than what had been acked: the promise was broken. Terminal for this adapter, which
     * answers {@link PublishResult#DATA_LOSS} from now on.
     *
     * @param seenSequence up to which messages had been acked as durable.
     * @param nowSequence  up to which the sink says that they are.
     */
    default void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
    }
}
