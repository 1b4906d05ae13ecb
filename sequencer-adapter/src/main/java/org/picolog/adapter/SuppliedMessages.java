/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.DirectBuffer;

/**
 * Nothing is kept here: the application holds its messages itself.
 */
final class SuppliedMessages implements Retained
{
    private final MessageSource source;
    private long floor;

    SuppliedMessages(final MessageSource source)
    {
        this.source = source;
    }

    @Override
    public long first(final long nextSequence)
    {
        return Math.min(nextSequence, Math.max(floor, source.firstSequence()));
    }

    @Override
    public int maxMessageLength()
    {
        return Integer.MAX_VALUE;
    }

    @Override
    public boolean hasRoom(final int length)
    {
        return true;
    }

    @Override
    public void retain(final DirectBuffer buffer, final int offset, final int length)
    {
        // The application does.
    }

    @Override
    public void release(final long sequence)
    {
        // The application asks for what is committed.
    }

    @Override
    public void start(final long nextSequence)
    {
        // Whatever the application holds from before can be sent.
    }

    /**
     * What came before is not to be sent under these sequences any more.
     */
    @Override
    public void reset(final long nextSequence)
    {
        floor = nextSequence;
    }

    @Override
    public void message(final long sequence, final DirectBuffer message)
    {
        source.message(sequence, message);
    }

    @Override
    public void close()
    {
        // Holds nothing.
    }
}
