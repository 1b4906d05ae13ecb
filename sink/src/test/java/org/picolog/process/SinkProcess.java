/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.picolog.log.LogContext;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import org.picolog.sink.ThreadingMode;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A sink, until its standard input ends.
 */
final class SinkProcess
{
    private SinkProcess()
    {
    }

    /**
     * @param args directory of the driver; of the log; threading mode; driver time-out in ms.
     */
    public static void main(final String[] args) throws IOException
    {
        try (Sink sink = Sink.launch(new SinkContext()
            .aeronDirectoryName(args[0])
            .threadingMode(ThreadingMode.valueOf(args[2]))
            .driverTimeoutNs(TimeUnit.MILLISECONDS.toNanos(Long.parseLong(args[3])))
            .idleStrategySupplier(() -> new BackoffIdleStrategy(1, 10, 1_000, 500_000))
            .errorHandler((cause) -> System.out.println("error " + cause))
            .log(new LogContext()
                .directory(Path.of(args[1]))
                .segmentLength(2 * 1024 * 1024)
                .slabLength(4 * 1024 * 1024)
                .lockTimeoutNs(TimeUnit.SECONDS.toNanos(60)))))
        {
            System.out.println("sink " + sink.logId());
            while (System.in.read() >= 0)
            {
                Thread.onSpinWait();
            }
            if (null != sink.failure())
            {
                System.out.println("failed " + sink.failure());
            }
        }
    }
}
