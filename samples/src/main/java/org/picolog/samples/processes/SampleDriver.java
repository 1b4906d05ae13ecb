/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.driver.exceptions.ActiveDriverException;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.ShutdownSignalBarrier;
import org.picolog.sink.SinkMediaDriver;
import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A media driver in the directory that {@code aeron.dir} names, or Aeron's default one, until Ctrl-C. It holds a
 * publisher up for two seconds when a subscriber dies, not for Aeron's ten. Where another one was killed it first waits
 * until that one's heartbeat is old.
 */
@Command(
    name = "picolog driver",
    mixinStandardHelpOptions = true,
    description = {
        "Run a media driver, for trying things out, until Ctrl-C.",
        "",
        "Its directory is Aeron's default one, or that of PICOLOG_JAVA_OPTIONS=-Daeron.dir=DIR."},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:it was told to end",
        "1:another media driver runs there",
        "2:the command line makes no sense"})
public final class SampleDriver implements Callable<Integer>
{
    private static final int ALREADY_RUNS = 1;
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
        final MediaDriver.Context ctx = new MediaDriver.Context()
            .dirDeleteOnShutdown(true)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 100_000))
            .clientLivenessTimeoutNs(LIVENESS_TIMEOUT_NS)
            .publicationUnblockTimeoutNs(2 * LIVENESS_TIMEOUT_NS)
            .ipcTermBufferLength(TERM_LENGTH);
        // Before signals are taken, so that one ends the wait.
        SinkMediaDriver.awaitSilence(ctx, () -> System.out.println(
            "waiting up to " + TimeUnit.MILLISECONDS.toSeconds(ctx.driverTimeoutMs()) + " s for the heartbeat of the " +
            "media driver that was in " + ctx.aeronDirectoryName() + " to grow old"));
        try (ShutdownSignalBarrier barrier = new ShutdownSignalBarrier();
            MediaDriver driver = MediaDriver.launch(ctx))
        {
            System.out.println("media driver in " + driver.aeronDirectoryName() + "; Ctrl-C ends it");
            barrier.await();
        }
        catch (final ActiveDriverException ex)
        {
            System.err.println(
                "picolog driver: a media driver runs in " + ctx.aeronDirectoryName() + " already: use that one, or " +
                "another directory");
            return ALREADY_RUNS;
        }

        return 0;
    }
}
