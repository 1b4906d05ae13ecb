/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.DirectBuffer;

/**
 * Supplies messages again that were published and are not known to be durable. For a sequencer that holds its messages
 * anyway: with a source the adapter keeps no copies. Called by {@link SequencerAdapter#poll()} and while connecting, on
 * the thread that does so, and must not call the adapter.
 */
public interface MessageSource
{
    /**
     * The first message that can be supplied again. The ones up to {@link SequencerAdapter#committedSequence()} are not
     * needed.
     *
     * @return its sequence; at least the next one to be published if there is none.
     */
    long firstSequence();

    /**
     * Point a buffer at a message that was published before, byte for byte the same. What this throws ends the
     * {@link SequencerAdapter#poll()} that asked, and the next poll asks again.
     *
     * @param sequence of the message, from {@link #firstSequence()} on, and below
     *                 {@link SequencerAdapter#nextSequence()}.
     * @param message  to be wrapped around it; it has to stay there until the source is called again.
     */
    void message(long sequence, DirectBuffer message);
}
