/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.exceptions.AeronException;
import io.aeron.exceptions.DriverTimeoutException;
import io.aeron.exceptions.TimeoutException;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentTerminationException;

import java.util.concurrent.TimeUnit;

/**
 * The Aeron client of a sink that was not given one.
 */
final class OwnClient implements AutoCloseable
{
    /**
     * A client that loses its media driver closes itself and unmaps its memory, without regard to an agent that is
     * reading it: time for the agents to notice.
     */
    private static final long LINGER_NS = TimeUnit.SECONDS.toNanos(3);

    private final String directory;
    private final SinkState state;
    private final Aeron aeron;

    /**
     * Connect to the media driver. Blocks, for the time-out at the most.
     */
    OwnClient(final String directory, final long driverTimeoutNs, final SinkState state)
    {
        this.directory = directory;
        this.state = state;
        final Aeron.Context ctx = new Aeron.Context()
            .aeronDirectoryName(directory)
            .driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(driverTimeoutNs))
            .clientName("picolog-sink")
            .closeLingerDurationNs(LINGER_NS)
            .errorHandler(this::onError)
            .subscriberErrorHandler(this::onError);
        try
        {
            aeron = Aeron.connect(ctx);
        }
        catch (final DriverTimeoutException ex)
        {
            throw new MediaDriverException(
                "no media driver answers in " + directory + " (" + ex.getMessage() +
                "): start one, or name its directory with -D" + CommonContext.AERON_DIR_PROP_NAME, ex);
        }
        catch (final AeronException ex)
        {
            throw new MediaDriverException(
                "the media driver in " + directory + " cannot be used: " + ex.getMessage(), ex);
        }
    }

    Aeron aeron()
    {
        return aeron;
    }

    /**
     * Close the client, of which nothing may be in use any more.
     */
    @Override
    public void close()
    {
        aeron.context().closeLingerDurationNs(0);
        CloseHelper.close(aeron);
    }

    /**
     * That the driver died, or did not hear from this process in time, is found out by the thread that uses the client.
     */
    private void onError(final Throwable cause)
    {
        // An AgentTerminationException only says that the client stops after an error that was reported before.
        if (!(cause instanceof TimeoutException) && !(cause instanceof AgentTerminationException))
        {
            state.report(cause);
        }
    }
}
