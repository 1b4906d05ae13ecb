/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the agents of one sink tell each other, and others, apart from pages. Any thread.
 */
final class SinkState
{
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private volatile long expectedSequence;
    private volatile boolean isClosing;

    /**
     * Fail-stop: the first cause stays.
     *
     * @return true if this was the first.
     */
    boolean fail(final Throwable cause)
    {
        return failure.compareAndSet(null, cause);
    }

    Throwable failure()
    {
        return failure.get();
    }

    boolean hasFailed()
    {
        return null != failure.get();
    }

    void closing()
    {
        isClosing = true;
    }

    SinkStatus status(final boolean isSpaceLow)
    {
        if (hasFailed())
        {
            return SinkStatus.FAILED;
        }

        if (isClosing)
        {
            return SinkStatus.CLOSED;
        }

        return isSpaceLow ? SinkStatus.LOW_SPACE : SinkStatus.ACTIVE;
    }

    long expectedSequence()
    {
        return expectedSequence;
    }

    /**
     * Ingest thread only.
     */
    void expectedSequence(final long sequence)
    {
        expectedSequence = sequence;
    }
}
