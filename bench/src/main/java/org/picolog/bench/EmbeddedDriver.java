/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import org.agrona.CloseHelper;

/**
 * A media driver and a client for one measurement, in a directory of their own that is deleted afterwards.
 */
final class EmbeddedDriver implements AutoCloseable
{
    private final MediaDriver driver;
    private final Aeron client;

    EmbeddedDriver(final Settings settings)
    {
        final MediaDriver.Context ctx = new MediaDriver.Context()
            .aeronDirectoryName(CommonContext.generateRandomDirName())
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .threadingMode(settings.driverThreading())
            .ipcTermBufferLength(settings.termLength())
            .ipcMtuLength(settings.mtu())
            .errorHandler(settings.errorHandler());
        if (null != settings.driverIdling())
        {
            ctx.sharedIdleStrategy(settings.driverIdling().newStrategy())
                .sharedNetworkIdleStrategy(settings.driverIdling().newStrategy())
                .conductorIdleStrategy(settings.driverIdling().newStrategy())
                .senderIdleStrategy(settings.driverIdling().newStrategy())
                .receiverIdleStrategy(settings.driverIdling().newStrategy());
        }

        driver = MediaDriver.launch(ctx);
        try
        {
            client = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .errorHandler(settings.errorHandler())
                .subscriberErrorHandler(settings.errorHandler()));
        }
        catch (final RuntimeException | Error ex)
        {
            CloseHelper.quietClose(driver);
            throw ex;
        }
    }

    String directoryName()
    {
        return driver.aeronDirectoryName();
    }

    Aeron client()
    {
        return client;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(client, driver);
    }
}
