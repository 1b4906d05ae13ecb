/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.ShutdownSignalBarrier;

import java.util.concurrent.TimeUnit;

/**
 * A media driver in the directory that {@code aeron.dir} names, or Aeron's default one, until Ctrl-C. It holds a
 * publisher up for two seconds when a subscriber dies, not for Aeron's ten.
 */
public final class SampleDriver
{
    private static final long LIVENESS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int TERM_LENGTH = 8 * 1024 * 1024;

    private SampleDriver()
    {
    }

    /**
     * Run it. Blocks until the process is told to end.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier();
            MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
                .dirDeleteOnShutdown(true)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 100_000))
                .clientLivenessTimeoutNs(LIVENESS_TIMEOUT_NS)
                .publicationUnblockTimeoutNs(2 * LIVENESS_TIMEOUT_NS)
                .ipcTermBufferLength(TERM_LENGTH)))
        {
            System.out.println("media driver in " + driver.aeronDirectoryName() + "; Ctrl-C ends it");
            barrier.await();
        }
    }
}
