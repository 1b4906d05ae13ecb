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
     * The sink is heard, and the next message it will append is the next that is published.
     */
    CONNECTED,

    /**
     * No ack has been heard for the liveness timeout, or the reply stream has gone. Nothing is published until an ack
     * is heard again.
     */
    DISCONNECTED,

    /**
     * The sink closed cleanly. What it acked is durable; it acks no more. A restarted sink may end this state.
     */
    SINK_CLOSED,

    /**
     * The sink failed and stopped for good. What it acked is durable; it acks no more. A restarted sink may end this
     * state.
     */
    SINK_FAILED,

    /**
     * The next sequence that the sink will append is not the next that would be published. Messages were lost with the
     * sink before it, or something else was appended to the log. What is committed from here on cannot be told to be
     * this adapter's, so nothing counts as such. Only a restarted sink that expects the right sequence ends this state.
     */
    OUT_OF_STEP,

    /**
     * A restarted sink holds less than what had been acked. Terminal.
     */
    ACKED_DATA_LOST,

    /**
     * The adapter was closed, or its Aeron client was, or the media driver is gone. Terminal.
     */
    CLOSED;

    /**
     * Whether no message that is not yet committed can become so without a restart of the sink or of the adapter.
     *
     * @return true if waiting for a commit is in vain.
     */
    boolean endsCommits()
    {
        return this != CONNECTED && this != DISCONNECTED;
    }
}
