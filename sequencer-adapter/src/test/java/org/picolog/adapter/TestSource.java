/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * An application that can tell each message from its sequence.
 */
final class TestSource implements MessageSource
{
    long first = 1;
    private final UnsafeBuffer buffer = new UnsafeBuffer(new byte[8]);

    @Override
    public long firstSequence()
    {
        return first;
    }

    @Override
    public void message(final long sequence, final DirectBuffer message)
    {
        buffer.putLong(0, sequence);
        message.wrap(buffer, 0, 8);
    }
}
