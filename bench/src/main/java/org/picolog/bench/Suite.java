/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.BlockIoException;
import org.picolog.log.LogContext;
import org.picolog.sink.ThreadingMode;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Everything that is measured, in order: each once, then each again, so that what drifts drifts for all alike.
 */
final class Suite
{
    private static final int DEFAULT_START_SEGMENTS = 10;

    private final List<Benchmark> benchmarks = new ArrayList<>();
    private final Workspace workspace;
    private final Settings settings;
    private final PrintStream progress;

    /**
     * Construct.
     *
     * @param workspace to write in; may be null if nothing is to be run.
     * @param settings  of the run.
     * @param progress  to tell progress on.
     */
    Suite(final Workspace workspace, final Settings settings, final PrintStream progress)
    {
        this.workspace = workspace;
        this.settings = settings;
        this.progress = progress;
        addDevice();
        for (final int size : settings.sizes())
        {
            add(new IpcBenchmark("ipc-" + size, size, settings));
            for (final ThreadingMode mode : settings.modes())
            {
                addSink(mode, size);
            }
        }
        addLog();
    }

    List<Scenario> scenarios()
    {
        return benchmarks.stream().map(Benchmark::scenario).toList();
    }

    /**
     * Measure everything.
     *
     * @param results to add to, as measurements are taken.
     * @throws StoppedException if the user wants an end.
     */
    void run(final Results results)
    {
        for (int repetition = 1; repetition <= settings.repetitions(); repetition++)
        {
            for (final Benchmark benchmark : benchmarks)
            {
                final Scenario scenario = benchmark.scenario();
                settings.stopSignal().check();
                final Measurement measurement = run(benchmark);
                results.add(scenario, measurement);
                progress.printf(
                    Locale.ROOT, "[%d/%d] %-30s %s%n", repetition, settings.repetitions(), scenario.name(),
                    describe(scenario.kind(), measurement));
                workspace.settle();
            }
        }
    }

    private Measurement run(final Benchmark benchmark)
    {
        try
        {
            return benchmark.run();
        }
        catch (final StoppedException ex)
        {
            throw ex;
        }
        catch (final BenchException | BlockIoException ex)
        {
            return Measurement.broken(ex.getMessage());
        }
        catch (final RuntimeException ex)
        {
            return Measurement.broken(ex.toString());
        }
    }

    private void addDevice()
    {
        for (final DeviceLatencyBenchmark.Waiting waiting : DeviceLatencyBenchmark.Waiting.values())
        {
            final String name = "device-4k-" + waiting.name().toLowerCase(Locale.ROOT);
            add(new DeviceLatencyBenchmark(name, this::deviceFile, waiting, settings));
        }
        add(new DeviceBandwidthBenchmark("device-1m", this::deviceFile, settings));
    }

    private void addLog()
    {
        add(new LogRollBenchmark("log-rolls-0", false, workspace, settings));
        add(new LogRollBenchmark("log-rolls-" + LogRollBenchmark.ROLLS, true, workspace, settings));

        for (final int segmentCount : new int[]{1, 10, 100})
        {
            addStart("log-start-" + segmentCount, segmentCount, settings.logSegmentLength());
        }
        addStart("log-start-default", DEFAULT_START_SEGMENTS, new LogContext().segmentLength());

        final Once<FilledLog> filledLog = new Once<>(this::fillLog);
        add(new LogSeekBenchmark("log-seek-indexed", filledLog, true, settings));
        add(new LogSeekBenchmark("log-seek-search", filledLog, false, settings));
        add(new LogReadBenchmark("log-read", filledLog, settings));
    }

    private void addStart(final String name, final int segmentCount, final int segmentLength)
    {
        final Once<StartLogs> logs = new Once<>(
            () -> new StartLogs(workspace, name, segmentCount, segmentLength, settings.stopSignal()));
        add(new LogStartBenchmark(
            name + "-clean", () -> logs.get().clean(), segmentLength, workspace, settings));
        add(new LogStartBenchmark(
            name + "-abandoned", () -> logs.get().abandoned(), segmentLength, workspace, settings));
    }

    private FilledLog fillLog()
    {
        final Path directory = workspace.newLastingDirectory("log", settings.logLength());
        final Path hidingPlace = workspace.newLastingDirectory("log-indexes", 0);
        final FilledLog filledLog =
            new FilledLog(directory, hidingPlace, settings.logLength(), settings.stopSignal());
        workspace.settle();

        return filledLog;
    }

    private void addSink(final ThreadingMode mode, final int size)
    {
        final String suffix = "-" + mode.name().toLowerCase(Locale.ROOT) + "-" + size;
        addSink(new Scenario("closed" + suffix, Kind.CLOSED_LOOP, size, 0), mode);
        for (final long rate : settings.rates())
        {
            addSink(new Scenario("open" + suffix + "-" + rate, Kind.OPEN_LOOP, size, rate), mode);
        }
    }

    private void addSink(final Scenario scenario, final ThreadingMode mode)
    {
        add(new SinkBenchmark(scenario, mode, workspace, settings));
    }

    private void add(final Benchmark benchmark)
    {
        if (settings.isWanted(benchmark.scenario().name()))
        {
            benchmarks.add(benchmark);
        }
    }

    private DeviceFile deviceFile()
    {
        return workspace.deviceFile();
    }

    private static String describe(final Kind kind, final Measurement measurement)
    {
        final Double figure = measurement.figures().get(kind.headline());
        final String text = null == figure ? "" : kind.headline().label() + " " + kind.headline().format(figure);

        return measurement.hasFailed() ? "FAILED: " + measurement.failure() : text;
    }
}
