/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;

import java.util.concurrent.TimeUnit;

/**
 * A media driver with a directory of its own and short timeouts.
 */
final class TestDriver implements AutoCloseable
{
    private final MediaDriver driver;

    TestDriver()
    {
        this(newDirectoryName());
    }

    TestDriver(final String directoryName)
    {
        driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directoryName)
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .ipcTermBufferLength(1024 * 1024)
            .clientLivenessTimeoutNs(TimeUnit.SECONDS.toNanos(2))
            .publicationUnblockTimeoutNs(TimeUnit.SECONDS.toNanos(3))
            .errorHandler((ex) ->
            {
                // Clients that vanish are the subject here.
            }));
    }

    static String newDirectoryName()
    {
        return System.getProperty("java.io.tmpdir") + "/" + CommonContext.generateRandomDirName();
    }

    String directoryName()
    {
        return driver.aeronDirectoryName();
    }

    /**
     * One as adapters demand it. It does not linger in truth: one thread does it all in a test.
     */
    Aeron client()
    {
        final Aeron.Context ctx = new Aeron.Context();
        return Aeron.connect(ctx
            .aeronDirectoryName(directoryName())
            .closeLingerDurationNs(TimeUnit.SECONDS.toNanos(3))
            .closeHandler(() -> ctx.closeLingerDurationNs(0))
            .errorHandler((ex) ->
            {
                // Not the default, which exits the JVM.
            }));
    }

    AdapterContext context()
    {
        return new AdapterContext().aeronDirectoryName(directoryName());
    }

    @Override
    public void close()
    {
        driver.close();
    }
}
