/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * Told by {@link SequencerAdapter#poll()}, on the thread that polls, after the state that the adapter shows has
 * changed. May publish, and close the adapter; must neither block nor poll. What it throws goes to the error handler,
 * and nothing else is affected.
 */
public interface AdapterListener
{
    /**
     * Messages can be published: after connecting, and each time after {@link #onDisconnected()} when the sink, or the
     * one that was started in its place, is connected again and was sent again what it lacked.
     *
     * @param epoch          of the sink: the number of its incarnation.
     * @param publisherEpoch of this publisher, by which another adapter can be connected in its place.
     * @param nextSequence   that the next message published will get.
     */
    default void onConnected(final long epoch, final long publisherEpoch, final long nextSequence)
    {
    }

    /**
     * Nothing can be published until {@link #onConnected(long, long, long)}: the sink was not heard for the liveness
     * timeout, has failed, closed, or lost the data stream, the stream is at its greatest position, or the media driver
     * is gone. The adapter connects again by itself, unless {@link SequencerAdapter#state()} says that it cannot.
     */
    default void onDisconnected()
    {
    }

    /**
     * The durable prefix has grown. Not told of every sequence: this one and all before it are durable.
     *
     * @param sequence of the last durable message.
     * @param position in this session's stream up to which it is known to be durable, {@link io.aeron.Aeron#NULL_VALUE}
     *                 before the session's first commit.
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
     * The sink's device became, or is no longer, slow: writes take longer than its threshold. Nothing is lost, but
     * commits come late. Over after some seconds without a slow write; while space is low the sink does not say.
     *
     * @param isSlow true if the device is slow.
     */
    default void onSlowDevice(final boolean isSlow)
    {
    }

    /**
     * The sink closed cleanly. The adapter goes on asking to be connected, until a sink is started in its place.
     */
    default void onClosed()
    {
    }

    /**
     * The sink failed and stopped for good. The adapter goes on asking to be connected, until a sink is started in its
     * place.
     */
    default void onFailed()
    {
    }

    /**
     * The sink refuses to connect the adapter again, for another reason than the two below, or than last time. The
     * adapter goes on asking.
     *
     * @param refusal that was given.
     */
    default void onRefused(final Refusal refusal)
    {
    }

    /**
     * Another instance has claimed the log. Nothing more of this adapter's is appended, and what is not committed may
     * or may not be in the log: the instance that leads knows. Terminal.
     *
     * @param publisherEpoch of the instance that leads.
     */
    default void onFenced(final long publisherEpoch)
    {
    }

    /**
     * Messages are neither in the log nor retained. Publishing answers {@link PublishResult#DATA_LOSS} until
     * {@link SequencerAdapter#continueFrom(long)}, with {@code fromSequence}, or {@link SequencerAdapter#close()}.
     *
     * @param fromSequence the first that is missing, which the log expects next.
     * @param toSequence   the last that is missing.
     */
    default void onDataLoss(final long fromSequence, final long toSequence)
    {
    }

    /**
     * A restarted sink holds less than what had been acked: the promise was broken. Told before anything is done about
     * it: what is retained, or supplied by the application, is sent again, and otherwise
     * {@link #onDataLoss(long, long)} follows.
     *
     * @param seenSequence up to which messages had been acked as durable.
     * @param nowSequence  up to which the sink says that they are.
     */
    default void onAckedDataLost(final long seenSequence, final long nowSequence)
    {
    }
}
