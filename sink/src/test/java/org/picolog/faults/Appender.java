/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.picolog.log.EmbeddedLog;

/**
 * Who appends to a log, under as much load as it takes, and learns what is durable. One thread.
 */
interface Appender
{
    /**
     * Sequence of its first message.
     */
    long first();

    /**
     * Make the next message, which {@link #append()} takes.
     *
     * @return its sequence.
     */
    long prepare();

    /**
     * Append the message that was prepared, or wait a little if there is no room.
     *
     * @return negative if it was not taken, {@link EmbeddedLog#FAILED} if nothing will be any more.
     */
    long append();

    /**
     * Up to which sequence all is durable, as it was told.
     */
    long acknowledged();

    /**
     * Why nothing is taken any more, null if it is.
     */
    Object failure();
}
