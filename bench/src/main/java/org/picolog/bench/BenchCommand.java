/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.CloseHelper;
import org.picolog.io.BlockIoException;
import org.picolog.io.LinuxBlockIo;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Measures Picolog, its peers and what bounds them all on this machine: the device by the same binding, Aeron without a
 * sink, and each system's whole path, in turn and several times over.
 */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Measure Picolog against its peers, the device and Aeron without a sink, on this machine.",
    footer = {
        "",
        "The report goes to standard output as Markdown, and to three files; progress goes to standard error.",
        "What each figure means, and what distorts it: docs/benchmarks.md."},
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
        "0:Everything was measured. A rate that was not reached is a result, marked FAILED.",
        "1:Something could not be measured; the report says what.",
        "2:An option is unknown, malformed or out of its range.",
        "130:Interrupted (Ctrl-C): the report holds what was measured until then."})
public final class BenchCommand implements Callable<Integer>
{
    private static final int OK = 0;
    private static final int BROKEN = 1;
    private static final int INTERRUPTED = 130;
    private static final int END_TIMEOUT_S = 60;

    private final PrintStream out;
    private final PrintStream err;
    private final CountDownLatch ended = new CountDownLatch(1);

    @Spec
    private CommandSpec spec;

    @Option(names = "--dir", paramLabel = "DIR", defaultValue = ".", description =
        "Existing directory on the disk to be measured (default: the working directory). What is written goes into a " +
        "directory within, which is removed at the end.")
    private Path directory;

    @Mixin
    private Settings settings;

    @Option(names = "--html", paramLabel = "FILE", defaultValue = "picolog-bench.html", description =
        "Write the report as a page with plots to this file (default: ${DEFAULT-VALUE} in the working directory).")
    private Path html;

    @Option(names = "--markdown", paramLabel = "FILE", defaultValue = "picolog-bench.md", description =
        "The same as Markdown, as on standard output (default: ${DEFAULT-VALUE}).")
    private Path markdown;

    @Option(names = "--json", paramLabel = "FILE", defaultValue = "picolog-bench.json", description =
        "The same, with every single run, as JSON (default: ${DEFAULT-VALUE}).")
    private Path json;

    @Option(names = "--list", description =
        "List the names of what would be measured, tell about how long it would take, and end.")
    private boolean isList;

    /**
     * Construct.
     *
     * @param out for the report.
     * @param err for progress and errors.
     */
    BenchCommand(final PrintStream out, final PrintStream err)
    {
        this.out = out;
        this.err = err;
    }

    /**
     * Run the command and end the process with its exit status.
     *
     * @param args of the command line.
     */
    public static void main(final String[] args)
    {
        System.exit(execute(System.out, System.err, args));
    }

    /**
     * Run the command.
     *
     * @return the exit status.
     */
    static int execute(final PrintStream out, final PrintStream err, final String... args)
    {
        final BenchCommand command = new BenchCommand(out, err);
        final Thread hook = new Thread(command::stop, "bench-stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try
        {
            return new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .setParameterExceptionHandler(BenchCommand::refuse)
                .execute(args);
        }
        finally
        {
            command.ended.countDown();
            removeHook(hook);
        }
    }

    @Override
    public Integer call()
    {
        final String fault = settings.conclude(this::onError);
        if (null != fault)
        {
            throw new ParameterException(spec.commandLine(), fault);
        }

        if (isList)
        {
            final Suite suite = new Suite(null, settings, err);
            suite.scenarios().forEach((scenario) -> out.println(scenario.name()));
            suite.announce();
            return OK;
        }

        try
        {
            return measure();
        }
        catch (final BenchException | BlockIoException ex)
        {
            err.println("bench: " + ex.getMessage());
            return BROKEN;
        }
    }

    private int measure()
    {
        requireUsable();
        final Environment environment = new Environment(directory.toAbsolutePath().normalize(), settings);
        environment.warnings().forEach((warning) -> err.println("warning: " + warning));
        final Results results = new Results();
        boolean isComplete = true;
        final Workspace workspace = new Workspace(directory, settings);
        try
        {
            new Suite(workspace, settings, err).run(results);
        }
        catch (final StoppedException ex)
        {
            isComplete = false;
        }
        finally
        {
            // Not at the price of the report, should something be in the way of deleting.
            CloseHelper.close(this::onError, workspace);
        }

        final String report = MarkdownReport.render(environment, results, isComplete);
        out.print(report);
        out.flush();
        write(markdown, report);
        write(json, JsonReport.render(environment, results, isComplete));
        write(html, HtmlReport.render(environment, results, isComplete));

        return isComplete ? results.hasBroken() ? BROKEN : OK : INTERRUPTED;
    }

    private void requireUsable()
    {
        if (!Files.isDirectory(directory))
        {
            throw new BenchException("--dir " + directory + " is not an existing directory");
        }

        final LinuxBlockIo io = new LinuxBlockIo();
        final String cause = io.ioUringUnavailabilityCause();
        if (null != cause)
        {
            throw new BenchException(cause);
        }
        // Refuses what cannot keep the promise, with the reason.
        io.openDirectory(directory).close();
        if (new Suite(null, settings, err).scenarios().isEmpty())
        {
            throw new BenchException("nothing to measure: --only leaves nothing over; --list tells the names");
        }

        try (Stream<Path> entries = Files.list(directory))
        {
            entries
                .filter((path) -> path.getFileName().toString().startsWith(Workspace.NAME_PREFIX))
                .forEach((path) -> err.println("warning: " + path + " was left by an earlier run, or is another's"));
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot list " + directory + ": " + ex.getMessage(), ex);
        }
    }

    private void write(final Path path, final String text)
    {
        try
        {
            Files.writeString(path, text);
            err.println("written: " + path.toAbsolutePath().normalize());
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot write " + path + ": " + ex, ex);
        }
    }

    private void onError(final Throwable cause)
    {
        err.println("error: " + cause);
    }

    /**
     * On Ctrl-C: let what runs end and clean up, before the process is gone.
     */
    private void stop()
    {
        if (null != settings)
        {
            settings.stopSignal().raise();
        }
        try
        {
            ended.await(END_TIMEOUT_S, TimeUnit.SECONDS);
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private static int refuse(final ParameterException ex, final String[] args)
    {
        ex.getCommandLine().getErr().println("bench: " + ex.getMessage() + "; --help lists the options");

        return ex.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
    }

    private static void removeHook(final Thread hook)
    {
        try
        {
            Runtime.getRuntime().removeShutdownHook(hook);
        }
        catch (final IllegalStateException ex)
        {
            // The process is ending: the hook runs.
        }
    }
}
