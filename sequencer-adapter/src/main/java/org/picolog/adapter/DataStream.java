/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.DirectBuffer;

/**
 * The publication on the data stream, as much of it as an adapter uses. Publishing thread only.
 */
interface DataStream
{
    int sessionId();

    /**
     * Up to where was published, in bytes; negative when it is closed.
     */
    long position();

    boolean isClosed();

    int maxPayloadLength();

    int maxMessageLength();

    /**
     * Claim room for a message of one frame.
     *
     * @return the position behind it, or one of Aeron's negative codes.
     */
    long tryClaim(int length, BufferClaim claim);

    /**
     * Publish a message, in fragments if need be; each carries the reserved value that the supplier gives.
     *
     * @return the position behind it, or one of Aeron's negative codes.
     */
    long offer(DirectBuffer buffer, int offset, int length, ReservedValueSupplier sequence);
}
