/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * A media driver, until its standard input ends.
 */
final class DriverProcess
{
    private DriverProcess()
    {
    }

    /**
     * @param args directory of the driver; liveness time-out of clients in ms; length of IPC terms.
     */
    public static void main(final String[] args) throws IOException
    {
        final long livenessNs = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[1]));
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(args[0])
            .dirDeleteOnStart(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(1, 10, 1_000, 200_000))
            .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(50))
            .clientLivenessTimeoutNs(livenessNs)
            .imageLivenessTimeoutNs(livenessNs)
            .publicationUnblockTimeoutNs(2 * livenessNs)
            // Nobody may have to wait for that.
            .publicationLingerTimeoutNs(TimeUnit.MINUTES.toNanos(2))
            .ipcTermBufferLength(Integer.parseInt(args[2]))))
        {
            System.out.println("driver " + driver.aeronDirectoryName());
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
        }
    }
}
