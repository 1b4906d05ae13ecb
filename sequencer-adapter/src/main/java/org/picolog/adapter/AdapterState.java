/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * Where an adapter stands towards its sink.
 */
public enum AdapterState
{
    /**
     * A sink is asked to connect the adapter, or there is none to be asked. Nothing is published.
     */
    CONNECTING,

    /**
     * The sink refused, and is asked again.
     */
    REFUSED,

    /**
     * The sink is connected, and is being sent again what it lacks.
     */
    RESENDING,

    /**
     * The sink is connected, and the next message it will append is the next that is published.
     */
    CONNECTED,

    /**
     * Messages are neither in the log nor retained. The application decides:
     * {@link SequencerAdapter#continueFrom(long)} or {@link SequencerAdapter#close()}.
     */
    DATA_LOSS,

    /**
     * Another instance has claimed the log. Terminal.
     */
    FENCED,

    /**
     * The adapter was closed, or the Aeron client that was given to it. Terminal.
     */
    CLOSED;

    /**
     * Whether nothing that is not yet committed is going to be, however long one waits.
     *
     * @return true if waiting for a commit is in vain.
     */
    boolean endsCommits()
    {
        return this == DATA_LOSS || this == FENCED || this == CLOSED;
    }

    /**
     * Whether acks are expected.
     */
    boolean isConnected()
    {
        return this == CONNECTED || this == RESENDING;
    }
}
