/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.LangUtil;
import org.agrona.concurrent.AgentRunner;

import java.util.concurrent.locks.LockSupport;

/**
 * How what runs is brought to rest, and everything is let go of whatever fails on the way.
 */
public final class Closing
{
    private static final long STOP_POLL_NS = 1_000_000;

    private Closing()
    {
    }

    /**
     * Wait until an agent is at rest, however long: what it uses is freed next. An interrupt does not end the wait.
     *
     * @param runner of the agent, or null for none.
     * @return true if the wait was interrupted; the calling thread is not marked so any more.
     */
    public static boolean stop(final AgentRunner runner)
    {
        // An interrupted thread would not wait for the agent at all.
        boolean isInterrupted = Thread.interrupted();
        if (null != runner)
        {
            runner.close(
                0,
                (thread) ->
                {
                    // Interrupted: nothing to tell anybody, the wait goes on below.
                });
            while (!runner.isClosed())
            {
                isInterrupted |= Thread.interrupted();
                LockSupport.parkNanos(STOP_POLL_NS);
            }
            isInterrupted |= Thread.interrupted();
        }

        return isInterrupted;
    }

    /**
     * Close one after the other, each whatever came of the others, also after an {@link Error}.
     *
     * @param closeables in order; null for none.
     */
    public static void closeAll(final AutoCloseable... closeables)
    {
        Throwable first = null;
        for (final AutoCloseable closeable : closeables)
        {
            first = close(closeable, first);
        }

        if (null != first)
        {
            LangUtil.rethrowUnchecked(first);
        }
    }

    /**
     * Close after something failed, or might have.
     *
     * @param closeable to be closed; null for none.
     * @param before    what failed before, or null.
     * @return the first failure, to which another is attached as suppressed, or null.
     */
    static Throwable close(final AutoCloseable closeable, final Throwable before)
    {
        try
        {
            if (null != closeable)
            {
                closeable.close();
            }
        }
        catch (final Throwable cause)
        {
            if (null == before)
            {
                return cause;
            }
            if (before != cause)
            {
                before.addSuppressed(cause);
            }
        }

        return before;
    }
}
