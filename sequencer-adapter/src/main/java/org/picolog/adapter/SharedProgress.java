/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.UUID;

/**
 * The side of an adapter that any thread may use.
 */
abstract class SharedProgress implements CommitProgress
{
    final LastError lastError;
    private final CommitState shared;
    private Thread pollingThread;

    SharedProgress(final CommitState shared, final LastError lastError)
    {
        this.shared = shared;
        this.lastError = lastError;
    }

    /**
     * Only ever compared with the reader's own thread, which sees its own write, so no ordering is needed.
     */
    final void polledBy(final Thread thread)
    {
        if (pollingThread != thread)
        {
            pollingThread = thread;
        }
    }

    @Override
    public final long committedSequence()
    {
        return shared.committedSequence();
    }

    @Override
    public final long committedPosition()
    {
        return shared.committedPosition();
    }

    @Override
    public final boolean awaitCommitted(final long sequence, final long timeoutNs)
    {
        if (Thread.currentThread() == pollingThread)
        {
            throw new IllegalStateException("the polling thread would wait for itself");
        }

        return shared.awaitCommitted(sequence, timeoutNs, lastError);
    }

    @Override
    public final AdapterState state()
    {
        return shared.state();
    }

    @Override
    public final SinkStatus status()
    {
        return shared.status();
    }

    @Override
    public final DurabilityLevel durabilityLevel()
    {
        return shared.level();
    }

    @Override
    public final UUID logId()
    {
        return shared.sink().logId();
    }

    @Override
    public final long sinkEpoch()
    {
        return shared.sink().epoch();
    }

    @Override
    public final long publisherEpoch()
    {
        return shared.sink().publisherEpoch();
    }

    @Override
    public final long ignoredAcks()
    {
        return shared.ignoredAcks();
    }

    @Override
    public final long unknownMessages()
    {
        return shared.unknownMessages();
    }

    /**
     * The last error of the listener or of the adapter's own Aeron client. Any thread.
     *
     * @return the error, or null if there was none.
     */
    public final Throwable lastError()
    {
        return lastError.last();
    }
}
