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
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A media driver in the directory that {@code aeron.dir} names, or Aeron's default one, until Ctrl-C. It holds a
 * publisher up for two seconds when a subscriber dies, not for Aeron's ten.
 */
@Command(
    name = "picolog driver",
    mixinStandardHelpOptions = true,
    description = {
        "Run a media driver, for trying things out, until Ctrl-C.",
        "",
        "Its directory is Aeron's default one, or that of PICOLOG_JAVA_OPTIONS=-Daeron.dir=DIR."})
public final class SampleDriver implements Callable<Integer>
{
    private static final long LIVENESS_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(2);
    private static final int TERM_LENGTH = 8 * 1024 * 1024;

    SampleDriver()
    {
    }

    /**
     * Run it. Blocks until the process is told to end.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        System.exit(new CommandLine(new SampleDriver()).execute(args));
    }

    @Override
    public Integer call()
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

        return 0;
    }
}
