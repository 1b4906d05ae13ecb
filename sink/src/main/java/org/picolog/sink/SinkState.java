/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.ErrorHandler;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What the agents of one sink tell each other, and others, apart from pages. Any thread.
 */
final class SinkState
{
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private final AtomicReference<ErrorHandler> errorLog = new AtomicReference<>();
    private final AtomicLong errorCount = new AtomicLong();
    private final ErrorHandler errorHandler;
    private volatile long expectedSequence;
    private volatile long attachedCorrelationId = ConnectRequest.NULL;
    private volatile StreamStart streamStart = StreamStart.NONE;
    private volatile boolean isClosing;
    private volatile boolean isStopRequested;

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
            report(cause);
        }
    }

    /**
     * Tell the application of something that is wrong, and keep it. Neither an application nor an error log that cannot
     * bear it takes an agent's thread with it.
     */
    void report(final Throwable cause)
    {
        tell(cause);
        final ErrorHandler log = errorLog.get();
        if (null != log)
        {
            try
            {
                log.onError(cause);
            }
            catch (final Throwable thrown)
            {
                if (errorLog.compareAndSet(log, null))
                {
                    tell(new SinkException(
                        "the error log cannot be written (" + thrown + "): errors are kept no longer. Look at the " +
                        "device of the log", thrown));
                }
            }
        }
    }

    private void tell(final Throwable cause)
    {
        errorCount.incrementAndGet();
        try
        {
            errorHandler.onError(cause);
        }
        catch (final Throwable thrown)
        {
            if (thrown != cause)
            {
                cause.addSuppressed(thrown);
            }
        }
    }

    /**
     * From now on errors are kept there, too; with null nowhere.
     */
    void errorLog(final ErrorHandler newErrorLog)
    {
        errorLog.set(newErrorLog);
    }

    /**
     * How many errors were reported.
     */
    long errorCount()
    {
        return errorCount.get();
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

    /**
     * From now on a thread that ends was asked to.
     */
    void stopRequested()
    {
        isStopRequested = true;
    }

    /**
     * An agent's thread ends. That nobody asked for it is a failure: the rest cannot go on without it.
     */
    void onThreadEnd(final String roleName)
    {
        if (!isStopRequested)
        {
            fail(new SinkException(
                "the thread of " + roleName + " ended without the sink being closed, most likely because it was " +
                "interrupted: look for what interrupts threads that are not its own, then start the sink again"));
        }
    }

    /**
     * How the sink stands, by the gravest of what there is to say.
     */
    SinkStatus status(final boolean isSpaceLow, final boolean isDeviceSlow)
    {
        if (hasFailed())
        {
            return SinkStatus.FAILED;
        }

        if (isClosing)
        {
            return SinkStatus.CLOSED;
        }

        if (isSpaceLow)
        {
            return SinkStatus.LOW_SPACE;
        }

        return isDeviceSlow ? SinkStatus.SLOW_DEVICE : SinkStatus.ACTIVE;
    }

    /**
     * Is nothing more taken in?
     */
    boolean hasEnded()
    {
        return hasFailed() || isStopRequested;
    }

    /**
     * The session of a publisher goes into the log from now on. Ingest thread only.
     */
    void attached(final ConnectRequest request)
    {
        streamStart(request.sessionId(), request.resumePosition());
        attachedCorrelationId = request.correlationId();
    }

    /**
     * No session goes into the log any more. Ingest thread only.
     */
    void detached()
    {
        attachedCorrelationId = ConnectRequest.NULL;
    }

    /**
     * Does the session of the publisher that connected with this attempt go into the log?
     */
    boolean isAttached(final long correlationId)
    {
        return attachedCorrelationId == correlationId;
    }

    /**
     * A session goes into the log from a position on. Ingest thread only.
     */
    void streamStart(final int sessionId, final long position)
    {
        streamStart = new StreamStart(sessionId, position);
    }

    /**
     * Position from which on a session goes into the log, -1 if it is another one that does.
     */
    long fromPosition(final int sessionId)
    {
        final StreamStart start = streamStart;
        return start.sessionId == sessionId ? start.position : StreamStart.NONE.position;
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

    private record StreamStart(int sessionId, long position)
    {
        private static final StreamStart NONE = new StreamStart(0, -1);
    }
}
