/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ExclusivePublication;
import io.aeron.ReservedValueSupplier;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.DirectBuffer;

/**
 * An Aeron publication that nobody else uses.
 */
final class AeronDataStream implements DataStream
{
    private final ExclusivePublication publication;
    private boolean isExhausted;

    AeronDataStream(final ExclusivePublication publication)
    {
        this.publication = publication;
    }

    @Override
    public int sessionId()
    {
        return publication.sessionId();
    }

    @Override
    public long position()
    {
        return publication.position();
    }

    @Override
    public boolean isClosed()
    {
        return publication.isClosed();
    }

    /**
     * Has it come to the greatest position that its term length allows? Only another session goes on.
     */
    boolean isExhausted()
    {
        return isExhausted;
    }

    boolean isConnected()
    {
        return publication.isConnected();
    }

    @Override
    public int maxPayloadLength()
    {
        return publication.maxPayloadLength();
    }

    @Override
    public int maxMessageLength()
    {
        return publication.maxMessageLength();
    }

    /**
     * The most that can be underway, in bytes: Aeron limits a publisher's window to half a term.
     */
    int windowLength()
    {
        return publication.termBufferLength() / 2;
    }

    @Override
    public long tryClaim(final int length, final BufferClaim claim)
    {
        return observed(publication.tryClaim(length, claim));
    }

    @Override
    public long offer(
        final DirectBuffer buffer, final int offset, final int length, final ReservedValueSupplier sequence)
    {
        return observed(publication.offer(buffer, offset, length, sequence));
    }

    private long observed(final long position)
    {
        isExhausted |= PublishResult.MAX_POSITION_EXCEEDED == position;

        return position;
    }
}
