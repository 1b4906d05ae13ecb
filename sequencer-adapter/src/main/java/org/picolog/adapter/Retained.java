/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.DirectBuffer;

/**
 * What was published and is not known to be durable: whatever the log turns out to lack is sent again from here.
 * Publishing thread only.
 */
interface Retained extends AutoCloseable
{
    /**
     * The first message that can be sent again.
     *
     * @param nextSequence that nobody has published yet.
     * @return its sequence; with nothing to send again the next one.
     */
    long first(long nextSequence);

    /**
     * Longest message that can be retained, in bytes.
     */
    int maxMessageLength();

    /**
     * Is there room for one more message? It stays until the message is retained, and no other one is.
     */
    boolean hasRoom(int length);

    /**
     * Keep a copy of the message of the next sequence, for which there must be room.
     */
    void retain(DirectBuffer buffer, int offset, int length);

    /**
     * All up to and including this sequence need not be sent again.
     */
    void release(long sequence);

    /**
     * Begin: the next message published has this sequence.
     */
    void start(long nextSequence);

    /**
     * Drop everything; the next message retained has this sequence.
     */
    void reset(long nextSequence);

    /**
     * Point a buffer at a message, for as long as nothing else is called here.
     *
     * @param sequence of a message that can be sent again.
     * @param message  to be wrapped around it.
     */
    void message(long sequence, DirectBuffer message);

    @Override
    void close();
}
