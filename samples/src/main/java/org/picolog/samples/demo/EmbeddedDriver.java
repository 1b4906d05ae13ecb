/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.BackoffIdleStrategy;

/**
 * A media driver in this process, with a directory of its own, for a machine with few cores.
 */
final class EmbeddedDriver
{
    /**
     * Three such buffers per stream must fit the 64 MB that a container has for shared memory by default.
     */
    private static final int TERM_LENGTH = 8 * 1024 * 1024;
    private static final int MAX_YIELDS = 20;
    private static final long MIN_PARK_NS = 1_000;

    /**
     * The driver moves the limit up to which a publisher may go: asleep for longer, it would throttle the publisher.
     */
    private static final long MAX_PARK_NS = 100_000;

    private EmbeddedDriver()
    {
    }

    static MediaDriver launch(final ErrorHandler errorHandler)
    {
        final MediaDriver.Context ctx = new MediaDriver.Context()
            .aeronDirectoryName(CommonContext.generateRandomDirName())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(0, MAX_YIELDS, MIN_PARK_NS, MAX_PARK_NS))
            .ipcTermBufferLength(TERM_LENGTH)
            .errorHandler(errorHandler);
        try
        {
            return MediaDriver.launch(ctx);
        }
        catch (final RuntimeException ex)
        {
            ctx.deleteDirectory();
            throw new DemoException(
                ExitStatus.DRIVER,
                "the media driver cannot start in " + ctx.aeronDirectoryName() + ": " + ex.getMessage());
        }
    }
}
