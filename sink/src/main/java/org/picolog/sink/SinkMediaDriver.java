/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import org.agrona.CloseHelper;

import java.io.File;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A media driver and a {@link Sink} beside it in one process, for where nobody else runs a driver. The driver is
 * launched first and closed last.
 */
public final class SinkMediaDriver implements AutoCloseable
{
    private static final long MARGIN_NS = TimeUnit.SECONDS.toNanos(1);
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final MediaDriver driver;
    private final Sink sink;

    private SinkMediaDriver(final MediaDriver driver, final Sink sink)
    {
        this.driver = driver;
        this.sink = sink;
    }

    /**
     * Launch both with the configuration of the system properties. Blocks until the log is open.
     *
     * @return both, to be closed by the caller.
     * @see #launch(MediaDriver.Context, SinkContext)
     */
    public static SinkMediaDriver launch()
    {
        return launch(new MediaDriver.Context(), new SinkContext());
    }

    /**
     * Launch both. The sink connects to this driver, whatever directory its context names. Blocks until the log is
     * open, and first for the driver's time-out where another one was killed in that directory. When the sink cannot
     * be launched the driver is closed again.
     *
     * @param driverCtx configuration of the driver; concluded here.
     * @param sinkCtx   configuration of the sink; concluded here.
     * @return both, to be closed by the caller.
     * @throws MediaDriverException if the driver cannot be launched.
     * @see Sink#launch(SinkContext) for what else is thrown.
     */
    public static SinkMediaDriver launch(final MediaDriver.Context driverCtx, final SinkContext sinkCtx)
    {
        final MediaDriver driver = launchDriver(driverCtx);
        try
        {
            final Sink sink = Sink.launch(sinkCtx.aeronDirectoryName(driverCtx.aeronDirectoryName()));
            return new SinkMediaDriver(driver, sink);
        }
        catch (final RuntimeException | Error ex)
        {
            CloseHelper.quietClose(driver);
            throw ex;
        }
    }

    /**
     * Wait for a media driver that was killed. It leaves a heartbeat that looks alive for its time-out: a quick restart
     * waits that long, and no longer, instead of being refused. Blocks, up to the driver's time-out and a second; then
     * a driver that still looks alive is for the launch to refuse.
     *
     * @param ctx       of the driver that is to be launched, not concluded yet.
     * @param onWaiting told before it blocks, if it does.
     */
    public static void awaitSilence(final MediaDriver.Context ctx, final Runnable onWaiting)
    {
        final File directory = new File(ctx.aeronDirectoryName());
        final long deadlineNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ctx.driverTimeoutMs()) + MARGIN_NS;
        boolean isTold = false;
        while (!ctx.dirDeleteOnStart() && isActive(directory, ctx) && System.nanoTime() - deadlineNs < 0)
        {
            if (!isTold)
            {
                isTold = true;
                onWaiting.run();
            }
            LockSupport.parkNanos(CHECK_INTERVAL_NS);
        }
    }

    /**
     * The media driver.
     *
     * @return the driver.
     */
    public MediaDriver driver()
    {
        return driver;
    }

    /**
     * The sink.
     *
     * @return the sink.
     */
    public Sink sink()
    {
        return sink;
    }

    /**
     * Close the sink, see {@link Sink#close()} for how long that takes, and then the driver.
     */
    @Override
    public void close()
    {
        try
        {
            sink.close();
        }
        finally
        {
            driver.close();
        }
    }

    private static MediaDriver launchDriver(final MediaDriver.Context ctx)
    {
        awaitSilence(ctx, () -> { });
        try
        {
            return MediaDriver.launch(ctx);
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.quietClose(ctx::close);
            throw new MediaDriverException(
                "no media driver can be launched in " + ctx.aeronDirectoryName() + ": " + ex.getMessage() +
                ". If one is running there already, use that one: leave out the embedded driver", ex);
        }
    }

    private static boolean isActive(final File directory, final MediaDriver.Context ctx)
    {
        return CommonContext.isDriverActive(directory, ctx.driverTimeoutMs(), SinkMediaDriver::ignore);
    }

    private static void ignore(final String message)
    {
        // How alive the other driver looks is of no interest: nothing is printed by this library.
    }
}
