/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;

import java.io.File;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * An embedded media driver that takes no processor when idle. Its files are on a disk that may stall, and whoever
 * touches them with it: it is patient.
 */
final class TestDriver
{
    private TestDriver()
    {
    }

    static MediaDriver launch()
    {
        return launch(newDirectory());
    }

    static MediaDriver launch(final String directory)
    {
        return MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(1, 10, 1_000, 200_000))
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .timerIntervalNs(TimeUnit.MILLISECONDS.toNanos(50))
            .clientLivenessTimeoutNs(SinkHarness.DEADLINE_NS)
            .publicationUnblockTimeoutNs(2 * SinkHarness.DEADLINE_NS));
    }

    static String newDirectory()
    {
        return new File(System.getProperty("java.io.tmpdir"), "aeron-" + UUID.randomUUID()).getAbsolutePath();
    }
}
