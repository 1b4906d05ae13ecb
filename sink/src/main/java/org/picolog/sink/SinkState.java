/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.ErrorHandler;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the agents of one sink tell each other, and others, apart from pages. Any thread.
 */
final class SinkState
{
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final ErrorHandler errorHandler;
    private volatile long expectedSequence;
    private volatile boolean isClosing;

    SinkState(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
    }

    /**
     * Fail-stop. The first cause stays and is reported; what is found after it is its consequence.
     */
    void fail(final Throwable cause)
    {
        if (failure.compareAndSet(null, cause))
        {
            errorHandler.onError(cause);
        }
    }

    /**
     * Tell the application of something that is wrong but does not stop the sink.
     */
    void report(final Throwable cause)
    {
        errorHandler.onError(cause);
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
