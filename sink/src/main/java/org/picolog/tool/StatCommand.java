/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.CommonContext;
import org.picolog.sink.MarkFileReader;
import org.picolog.sink.SinkCounter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * {@code picolog stat}: what the sinks of a media driver do.
 */
@Command(
    name = "stat",
    header = "Show what running sinks do, by their counters: rates, latencies, lag, space, state.",
    description = {
        "",
        "On a terminal a screen that is renewed each interval, until a signal; otherwise the same as plain text, one " +
            "block after the other. Reads the media driver's counters file and disturbs nobody.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:shown",
        "12:there is no media driver in that directory",
        "15:no sink has counters there",
        "other:see picolog --help"})
final class StatCommand implements Callable<Integer>
{
    private static final long STOP_TIMEOUT_NS = TimeUnit.SECONDS.toNanos(10);
    private static final String HOME = "\033[H";
    private static final String CLEAR_LINE = "\033[K\n";
    private static final String CLEAR_REST = "\033[J";
    private static final String ENTER = "\033[?25l\033[2J";
    private static final String LEAVE = "\033[?25h";

    private final Console console;
    private UUID logId;

    @Parameters(
        paramLabel = "DIR",
        arity = "0..1",
        description = "Directory of a log: that sink alone, wherever its media driver is.")
    private Path directory;

    @Option(names = "--aeron-dir", paramLabel = "DIR", description = "Directory of the media driver.")
    private Path aeronDirectory;

    @Option(names = "--once", description = "Once, and end; rates are those of one interval.")
    private boolean isOnce;

    @Option(names = "--json", description = "A line of JSON for each sample.")
    private boolean isJson;

    @Option(names = "--prometheus", description = "One sample in Prometheus's text format, and end.")
    private boolean isPrometheus;

    @Option(names = "--interval", paramLabel = "SECONDS", defaultValue = "1", description = "Between two samples.")
    private double intervalS;

    StatCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        if (!(intervalS >= 0.1 && intervalS <= 3600))
        {
            throw new ToolException(ExitCode.USAGE, "--interval is from 0.1 to 3600 seconds");
        }

        try (CountersFile file = CountersFile.open(driverDirectory()))
        {
            final Collection<SinkSample> samples = sample(file);
            if (samples.isEmpty())
            {
                throw new ToolException(
                    ExitCode.NO_SINK,
                    "no sink " + (null == directory ? "" : "of " + directory + " ") +
                    "has counters in the media driver in " + driverDirectory());
            }
            if (isPrometheus)
            {
                console.out().print(Prometheus.format(samples));
            }
            else if (isOnce)
            {
                show(file);
            }
            else
            {
                follow(file);
            }
        }

        return ExitCode.OK;
    }

    private void show(final CountersFile file)
    {
        final StatScreen screen = new StatScreen(console.isTerminal());
        Collection<SinkSample> samples = sample(file);
        if (!isJson)
        {
            // Rates are of two samples.
            samples.forEach((sample) -> screen.format(sample, System.currentTimeMillis()));
            LockSupport.parkNanos(intervalNs());
            samples = sample(file);
        }
        print(screen, samples);
    }

    private void print(final StatScreen screen, final Collection<SinkSample> samples)
    {
        for (final SinkSample sample : samples)
        {
            console.out().print(isJson ? json(sample) : screen.format(sample, System.currentTimeMillis()) + "\n");
        }
        console.out().flush();
    }

    private void follow(final CountersFile file)
    {
        final boolean isScreen = console.isTerminal() && !isJson;
        final StatScreen screen = new StatScreen(isScreen);
        try (StopSignal stop = new StopSignal(STOP_TIMEOUT_NS, StatCommand::leave))
        {
            if (isScreen)
            {
                console.out().print(ENTER);
            }
            do
            {
                final Collection<SinkSample> samples = sample(file);
                if (isScreen)
                {
                    final String text = samples.stream()
                        .map((sample) -> screen.format(sample, System.currentTimeMillis()))
                        .collect(Collectors.joining("\n"));
                    console.out().print(HOME + text.replace("\n", CLEAR_LINE) + CLEAR_REST);
                }
                else
                {
                    print(screen, samples);
                }
                console.out().flush();
            }
            while (!stop.await(intervalNs()) && null == console.out().failure());

            if (isScreen)
            {
                console.out().print(LEAVE);
                console.out().flush();
            }
            stop.finished(ExitCode.OK);
        }
    }

    private long intervalNs()
    {
        return (long)(intervalS * TimeUnit.SECONDS.toNanos(1));
    }

    private Collection<SinkSample> sample(final CountersFile file)
    {
        final Collection<SinkSample> samples = file.sample();
        if (null == directory)
        {
            return samples;
        }

        // Labels are ASCII, hold only the end of a long directory, and know of no links. A log keeps its id: once is
        // enough, since a sink that starts writes the file anew.
        logId = null == logId ? mark(MarkFileReader::logId) : logId;
        return samples.stream().filter((sample) -> sample.logId().equals(logId)).collect(Collectors.toList());
    }

    private Path driverDirectory()
    {
        if (null != aeronDirectory)
        {
            return aeronDirectory;
        }
        if (null == directory)
        {
            return Path.of(CommonContext.getAeronDirectoryName());
        }

        return Path.of(mark(MarkFileReader::aeronDirectory));
    }

    private <T> T mark(final Function<MarkFileReader, T> function)
    {
        final Path file = MarkFileReader.file(directory);
        try
        {
            return MarkFileReader.read(file, function);
        }
        catch (final IOException ex)
        {
            throw new ToolException(
                ExitCode.NO_SINK, "no sink has run in " + directory + ", by its mark file " + file + ": " + ex);
        }
    }

    private static void leave()
    {
        // Whoever waits for it to end has waited long enough: the process ends.
    }

    private static String json(final SinkSample sample)
    {
        final JsonWriter json = new JsonWriter(new StringBuilder());
        json.beginObject()
            .name("timeMs").value(System.currentTimeMillis())
            .name("logId").value(sample.logId().toString())
            .name("epoch").value(sample.epoch())
            .name("directory").value(sample.directory())
            .name("status").value(sample.state(System.currentTimeMillis()));
        for (final SinkCounter kind : List.of(SinkCounter.values()))
        {
            if (sample.values().containsKey(kind))
            {
                json.name(kind.text().toLowerCase(Locale.ROOT)).value(sample.value(kind));
            }
        }

        return json.endObject().out().append('\n').toString();
    }
}
