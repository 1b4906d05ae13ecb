/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.logbuffer.BufferClaim;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Room for one message, given by {@link SequencerAdapter#tryClaim(int, Claim)}: write the message into
 * {@link #buffer()} at {@link #offset()}, then {@link #commit()} or {@link #abort()}. To be reused. An adapter has at
 * most one open claim. Until it is ended, the sink sees nothing behind it; end it soon.
 * <p>
 * Not thread-safe: for the publishing thread only.
 */
public final class Claim
{
    final BufferClaim frame = new BufferClaim();
    private final UnsafeBuffer payload = new UnsafeBuffer(0, 0);
    private SequencedPublication owner;
    private DataStream stream;
    private long handshakeNumber;

    /**
     * Construct a claim, to be used with any adapter, with one at a time.
     */
    public Claim()
    {
    }

    /**
     * The buffer to write the message into.
     *
     * @return the buffer; of no capacity when the claim is not open.
     */
    public MutableDirectBuffer buffer()
    {
        return payload;
    }

    /**
     * Where in {@link #buffer()} the message begins.
     *
     * @return offset in bytes.
     */
    public int offset()
    {
        return 0;
    }

    /**
     * Length of the message, as claimed.
     *
     * @return length in bytes; 0 when the claim is not open.
     */
    public int length()
    {
        return payload.capacity();
    }

    /**
     * Whether the claim waits for {@link #commit()} or {@link #abort()}.
     *
     * @return true if it is open.
     */
    public boolean isOpen()
    {
        return null != owner;
    }

    /**
     * Publish the message under the sequence that {@link SequencerAdapter#tryClaim(int, Claim)} returned. The copy that
     * is retained until it is acked is made here. If the adapter had to connect again since, the message is not lost:
     * it is sent after that. Does not block.
     *
     * @throws IllegalStateException if the claim is not open.
     * @throws AdapterException      if the publication has been closed since. The message is not published, its
     *                               sequence is not used, the claim is no longer open.
     */
    public void commit()
    {
        checkOpen("commit").commit(this);
    }

    /**
     * Give the room back. The sequence will be the next message's. Does not block.
     *
     * @throws IllegalStateException if the claim is not open.
     */
    public void abort()
    {
        checkOpen("abort").abort(this);
    }

    void open(final SequencedPublication publication, final DataStream ofStream, final long atHandshakeNumber)
    {
        owner = publication;
        stream = ofStream;
        handshakeNumber = atHandshakeNumber;
        payload.wrap(frame.buffer(), frame.offset(), frame.length());
    }

    void end()
    {
        owner = null;
        invalidate();
    }

    /**
     * The memory is about to go: nothing can be written there any more.
     */
    void invalidate()
    {
        stream = null;
        payload.wrap(0, 0);
    }

    boolean isValid()
    {
        return null != stream;
    }

    DataStream stream()
    {
        return stream;
    }

    /**
     * Number of the last attempt to connect when it was claimed.
     */
    long handshakeNumber()
    {
        return handshakeNumber;
    }

    private SequencedPublication checkOpen(final String operation)
    {
        if (null == owner)
        {
            throw new IllegalStateException(operation + " of a claim that is not open");
        }

        return owner;
    }
}
