/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.DirectBuffer;

/**
 * Where one reader of acks is told. Flush thread only.
 */
interface ReplyPublication extends AutoCloseable
{
    /**
     * Does the reader listen?
     */
    boolean isConnected();

    boolean isClosed();

    /**
     * Send a message if that is possible now; never waits.
     *
     * @return false if it was not sent.
     */
    boolean offer(DirectBuffer buffer, int length);

    @Override
    void close();
}
