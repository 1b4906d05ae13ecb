/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a signal (SIGTERM, SIGINT, SIGHUP) end a command in order, and the process with the exit code of the command,
 * in a bounded time.
 */
final class StopSignal implements AutoCloseable
{
    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    private final Thread hook;
    private volatile int exitCode = ExitCode.FAILED;

    /**
     * Listen for signals from now on.
     *
     * @param onTimeout run when the command has not ended in time; the process then ends with {@link ExitCode#FAILED}.
     * @param timeoutNs how long the command may take to end after the signal, in nanoseconds.
     */
    StopSignal(final long timeoutNs, final Runnable onTimeout)
    {
        hook = new Thread(() -> onShutdown(timeoutNs, onTimeout), "picolog-stop");
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /**
     * Wait for a signal.
     *
     * @param timeoutNs longest wait, in nanoseconds.
     * @return true if there was one.
     */
    boolean await(final long timeoutNs)
    {
        try
        {
            return stop.await(timeoutNs, TimeUnit.NANOSECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    /**
     * The command has ended.
     *
     * @param exitCode of the process.
     * @return the same.
     */
    int finished(final int exitCode)
    {
        this.exitCode = exitCode;
        finished.countDown();
        return exitCode;
    }

    /**
     * Listen no more. Not when a signal is being handled: then the process ends.
     */
    @Override
    public void close()
    {
        finished.countDown();
        if (stop.getCount() > 0)
        {
            try
            {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
            catch (final IllegalStateException ex)
            {
                // The signal came just now: the process ends with the exit code that was given.
                stop.countDown();
            }
        }
    }

    private void onShutdown(final long timeoutNs, final Runnable onTimeout)
    {
        stop.countDown();
        try
        {
            if (!finished.await(timeoutNs, TimeUnit.NANOSECONDS))
            {
                onTimeout.run();
            }
        }
        catch (final InterruptedException ex)
        {
            onTimeout.run();
        }
        // Without it the process would end with 128 and the signal's number, as if it had not been in order.
        Runtime.getRuntime().halt(exitCode);
    }
}
