/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import org.picolog.log.LogContext;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import org.picolog.sink.SinkMediaDriver;
import org.picolog.sink.ThreadingMode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * {@code picolog sink}: run a sink until a signal.
 */
@Command(
    name = "sink",
    header = "Run a sink beside a media driver until a signal, and end it in order.",
    description = {
        "",
        "Settings are system properties, given in files and by -D; later ones win. See docs/operations.md for all of " +
            "them. At least picolog.log.dir is needed, and aeron.dir where the driver is not in its default " +
            "directory.",
        "",
        "SIGTERM and SIGINT end it in order: what has arrived is taken in, made durable and acknowledged, within " +
            "picolog.close.timeout. A failed write and the like end it, too, with an exit code that says so. A media " +
            "driver that dies does not: the sink waits for another in that directory.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:ended in order by a signal; everything taken in is durable",
        " 1:failed; what was acknowledged is durable",
        " 2:a setting makes no sense: the message names it",
        " 4:the log is damaged: look at it with picolog verify before anything else",
        " 6:there is no such directory",
        " 9:another sink has the log open",
        "12:there is no media driver: start it, then this again",
        "13:this machine, disk or file system cannot keep the promise: the message says why",
        "14:a write failed: look at the device first, then start this again",
        "other:see picolog --help"})
final class SinkCommand implements Callable<Integer>
{
    private static final long CHECK_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * For the device, beyond the time that a close may take by configuration.
     */
    private static final long CLOSE_GRACE_NS = TimeUnit.SECONDS.toNanos(10);

    private final Console console;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Files of properties.")
    private List<Path> files = List.of();

    @Option(names = "-D", paramLabel = "PROPERTY=VALUE", description = "Set a property; wins over files.")
    private Map<String, String> properties = new LinkedHashMap<>();

    @Option(
        names = "--embedded-driver",
        description = "Run a media driver of Java's in this process; set its aeron.* properties in the files.")
    private boolean isDriverEmbedded;

    @Option(
        names = "--print-configuration",
        description = "Print what is configured, check it as far as that goes without a driver, and end.")
    private boolean isPrinting;

    SinkCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        final PropertyFiles settings = new PropertyFiles();
        files.forEach(settings::load);
        settings.set(properties, "-D");
        final SinkContext ctx = new SinkContext().log(new LogContext()).errorHandler(this::onError);
        if (ThreadingMode.INVOKER == ctx.threadingMode())
        {
            throw new IllegalArgumentException(
                SinkContext.THREADING_MODE_PROP_NAME + "=INVOKER: is for an application that embeds a sink");
        }
        ctx.validate();
        if (isPrinting)
        {
            ctx.settings().forEach((name, value) -> console.out().println(name + "=" + value));
            return ExitCode.OK;
        }

        return run(ctx);
    }

    private int run(final SinkContext ctx)
    {
        try (StopSignal stop = new StopSignal(ctx.closeTimeoutNs() + CLOSE_GRACE_NS, this::onCloseTimeout))
        {
            try
            {
                return stop.finished(isDriverEmbedded ? runWithDriver(ctx, stop) : runBeside(ctx, stop));
            }
            catch (final Throwable ex)
            {
                stop.finished(Failures.exitCode(ex));
                throw ex;
            }
        }
    }

    private int runBeside(final SinkContext ctx, final StopSignal stop)
    {
        final Sink sink = Sink.launch(ctx);
        try (sink)
        {
            awaitEnd(sink, stop);
        }

        return end(sink);
    }

    private int runWithDriver(final SinkContext ctx, final StopSignal stop)
    {
        final MediaDriver.Context driverCtx = new MediaDriver.Context();
        if (null == System.getProperty(Configuration.DIR_DELETE_ON_SHUTDOWN_PROP_NAME))
        {
            driverCtx.dirDeleteOnShutdown(true);
        }
        final SinkMediaDriver both = SinkMediaDriver.launch(driverCtx, ctx);
        try (both)
        {
            awaitEnd(both.sink(), stop);
        }

        return end(both.sink());
    }

    private void awaitEnd(final Sink sink, final StopSignal stop)
    {
        say("sink ready: " + sink);
        boolean isStopped = false;
        while (!isStopped && null == sink.failure())
        {
            isStopped = stop.await(CHECK_INTERVAL_NS);
        }
        say(isStopped ? "sink stops for a signal" : "sink stops for a failure");
    }

    /**
     * The error handler has told the failure.
     */
    private int end(final Sink sink)
    {
        final Throwable failure = sink.failure();
        say(
            "sink stopped: durable up to sequence " + sink.committedSequence() +
            (null == failure ? ", which is all that was taken in" : "; what came after it was not acknowledged"));

        return null == failure ? ExitCode.OK : Failures.exitCode(failure);
    }

    private void say(final String text)
    {
        console.out().println("picolog: " + text);
        console.out().flush();
    }

    private void onError(final Throwable cause)
    {
        console.err().println("picolog: " + Failures.message(cause));
    }

    private void onCloseTimeout()
    {
        console.err().println(
            "picolog: the device does not answer: ended without waiting for it any longer. What was acknowledged is " +
            "durable");
    }
}
