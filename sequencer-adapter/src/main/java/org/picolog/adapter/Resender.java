/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ReservedValueSupplier;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Sends again what the log lacks, some of it in each duty cycle. Publishing thread only.
 */
final class Resender
{
    private static final int MESSAGE_LIMIT = 256;
    private static final int LENGTH_LIMIT = 256 * 1024;

    private final Retained retained;
    private final DirectBuffer message = new UnsafeBuffer(0, 0);
    private final ReservedValueSupplier sequenceSupplier = (termBuffer, termOffset, frameLength) -> sequence();
    private long sequence;

    Resender(final Retained retained)
    {
        this.retained = retained;
    }

    /**
     * The next message to be sent again.
     */
    long sequence()
    {
        return sequence;
    }

    void start(final long fromSequence)
    {
        sequence = fromSequence;
    }

    /**
     * Send until all below a sequence is sent, the stream has no more room, or enough was done for now.
     *
     * @return the number of messages sent.
     */
    int send(final DataStream stream, final long toSequence)
    {
        int count = 0;
        int length = 0;
        while (sequence < toSequence && count < MESSAGE_LIMIT && length < LENGTH_LIMIT)
        {
            retained.message(sequence, message);
            if (stream.offer(message, 0, message.capacity(), sequenceSupplier) < 0)
            {
                break;
            }
            length += message.capacity();
            sequence++;
            count++;
        }

        return count;
    }
}
