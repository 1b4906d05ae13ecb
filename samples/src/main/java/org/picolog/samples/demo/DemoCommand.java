/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.sink.ThreadingMode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The command line of the demo.
 */
@Command(
    name = "picolog demo",
    sortOptions = false,
    usageHelpAutoWidth = true,
    description = {
        "Publish SBE trades through an embedded media driver to a sink, which makes them durable with io_uring and " +
        "O_DIRECT and acknowledges them; then close everything, read the log back and compare.%n"
    },
    exitCodeListHeading = "%nExit status:%n")
public final class DemoCommand implements Callable<Integer>
{
    private static final String TRADES_DEFAULT = "10000000";
    private static final long MAX_TRADES = 1_000_000_000_000L;
    private static final long CLEAN_END_TIMEOUT_S = 120;

    @Option(
        names = "--trades",
        paramLabel = "N",
        defaultValue = TRADES_DEFAULT,
        description = "Number of trades to publish (${DEFAULT-VALUE}).")
    private long trades;

    @Option(
        names = "--rate",
        paramLabel = "R",
        defaultValue = "0",
        description = "Trades per second; latency counts from the time at which each was to be sent. " +
            "0: as fast as it goes (default).")
    private long rate;

    @Option(
        names = "--dir",
        paramLabel = "DIR",
        description = "Keep the log in this directory, which must be empty, or absent with an existing parent. " +
            "Without it: a temporary directory under the working directory, deleted at the end.")
    private Path directory;

    @Option(
        names = "--csv",
        paramLabel = "FILE",
        description = "Publish the trades of this file, again and again until there are N, instead of generated " +
            "ones. Its first line: " + CsvTrades.HEADER + ". Times in microseconds since the epoch.")
    private Path csv;

    @Option(
        names = "--threading",
        paramLabel = "MODE",
        defaultValue = "DEDICATED",
        description = "Threads of the sink: DEDICATED, one for ingest and one for flush (default); SHARED, one for " +
            "both.")
    private ThreadingMode threadingMode;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Show this help.")
    private boolean isHelpRequested;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final boolean isTerminal;
    private final StopSignal stop;

    private DemoCommand(final PrintStream out, final boolean isTerminal, final StopSignal stop)
    {
        this.out = out;
        this.isTerminal = isTerminal;
        this.stop = stop;
    }

    /**
     * Run the demo and exit with its status. An interrupt (Ctrl-C) or a request to terminate ends it early and cleanly.
     *
     * @param args see {@code --help}.
     */
    public static void main(final String[] args)
    {
        final StopSignal stop = new StopSignal();
        final CountDownLatch end = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndAwait(stop, end), "demo-stop"));

        int status = ExitStatus.UNFORESEEN.code();
        try
        {
            status = run(System.out, System.err, Terminal.isStandardOutput(), stop, args);
        }
        finally
        {
            end.countDown();
        }
        System.exit(status);
    }

    /**
     * Run the demo.
     *
     * @return the status to exit with.
     */
    static int run(
        final PrintStream out,
        final PrintStream err,
        final boolean isTerminal,
        final StopSignal stop,
        final String... args)
    {
        final CommandLine commandLine = new CommandLine(new DemoCommand(out, isTerminal, stop))
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .setParameterExceptionHandler((ex, ignored) -> onUsageError(ex, err))
            .setExecutionExceptionHandler((ex, ignored, result) -> onFailure(ex, err));
        commandLine.getCommandSpec().usageMessage().exitCodeList(ExitStatus.descriptions());

        return commandLine.execute(args);
    }

    @Override
    public Integer call()
    {
        if (trades < 1 || trades > MAX_TRADES)
        {
            throw new ParameterException(
                spec.commandLine(), "--trades must be between 1 and " + MAX_TRADES + ": " + trades);
        }
        if (rate < 0)
        {
            throw new ParameterException(spec.commandLine(), "--rate must not be negative: " + rate);
        }
        if (ThreadingMode.INVOKER == threadingMode)
        {
            throw new ParameterException(
                spec.commandLine(),
                "--threading INVOKER is for embedding: connecting would block the thread that is to run the sink; " +
                "use DEDICATED or SHARED");
        }

        final DemoOptions options = new DemoOptions(trades, rate, directory, csv, threadingMode);
        return new Demo(options, out, isTerminal, stop).run().code();
    }

    private static int onUsageError(final ParameterException ex, final PrintStream err)
    {
        err.println("picolog demo: " + ex.getMessage() + " (see --help)");
        return ExitStatus.USAGE.code();
    }

    private static int onFailure(final Exception ex, final PrintStream err)
    {
        final DemoException failure = DemoException.of(ex);
        err.println("picolog demo: " + failure.getMessage());
        return failure.status().code();
    }

    /**
     * The process ends when this returns: not before the demo has closed and deleted what is to be closed and deleted.
     */
    private static void stopAndAwait(final StopSignal stop, final CountDownLatch end)
    {
        stop.raise();
        try
        {
            if (!end.await(CLEAN_END_TIMEOUT_S, TimeUnit.SECONDS))
            {
                System.err.println("picolog demo: gave up waiting for a clean end");
            }
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }
}
