/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.BlockIoException;
import org.picolog.log.LogContext;

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
    private static final long[] POLICY_RATES = {1_000, 10_000, 100_000, 1_000_000, 3_000_000, 10_000_000};
    private static final int ALLOCATION_LENGTH = 100;
    private static final long ALLOCATION_RATE = 100_000;
    private static final double NS_PER_SECOND = 1e9;
    private static final double OVERHEAD_SECONDS = 2.5;

    /**
     * Of a fill, for the estimate of how long all takes.
     */
    private static final double ASSUMED_BYTES_PER_SECOND = 250e6;

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
            addIpc(size);
            Systems.all(settings).stream().filter(settings::isWanted).forEach((system) -> addSystem(system, size));
        }
        addAllocation();
        addLog();
        addPolicies();
        addSegments();
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
        final int total = settings.repetitions() * benchmarks.size();
        final double expected = expectedSeconds();
        final long beginNs = System.nanoTime();
        int done = 0;
        double doneExpected = 0;
        announce();
        for (int repetition = 1; repetition <= settings.repetitions(); repetition++)
        {
            for (final Benchmark benchmark : benchmarks)
            {
                final Scenario scenario = benchmark.scenario();
                settings.stopSignal().check();
                final Measurement measurement = run(benchmark);
                results.add(scenario, measurement);
                workspace.settle();
                done++;
                doneExpected += expectedSeconds(scenario);
                final double elapsed = (System.nanoTime() - beginNs) / NS_PER_SECOND;
                progress.printf(
                    Locale.ROOT, "[%d/%d, %s left] %-36s %s%n", done, total,
                    duration(elapsed / doneExpected * (expected - doneExpected)), scenario.markedName(),
                    describe(scenario.kind(), measurement));
            }
        }
    }

    /**
     * Tell how much there is to do, and about how long it takes.
     */
    void announce()
    {
        progress.printf(
            Locale.ROOT, "%d measurements, about %s%n", settings.repetitions() * benchmarks.size(),
            duration(expectedSeconds()));
    }

    private double expectedSeconds()
    {
        return settings.repetitions() * scenarios().stream().mapToDouble(this::expectedSeconds).sum();
    }

    private double expectedSeconds(final Scenario scenario)
    {
        final boolean isAllocation = Kind.ALLOCATION == scenario.kind();
        final long fillLength = isAllocation || Kind.OPEN_LOOP == scenario.kind() ? settings.fillLength() : 0;
        final long durationNs = isAllocation ? settings.allocationNs() : settings.durationNs();

        return OVERHEAD_SECONDS + (settings.warmupNs() + durationNs) / NS_PER_SECOND +
            fillLength / ASSUMED_BYTES_PER_SECOND;
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

    /**
     * All wait alike, as the log itself does; and the log's own policy waits in each other way.
     */
    private void addPolicies()
    {
        for (final long rate : POLICY_RATES)
        {
            for (final FlushPolicy policy : FlushPolicy.values())
            {
                addPolicy(policy, PolicyBenchmark.Waiting.RING, rate);
            }
            for (final PolicyBenchmark.Waiting waiting : PolicyBenchmark.Waiting.values())
            {
                if (PolicyBenchmark.Waiting.RING != waiting)
                {
                    addPolicy(FlushPolicy.ADAPTIVE, waiting, rate);
                }
            }
        }
    }

    private void addPolicy(final FlushPolicy policy, final PolicyBenchmark.Waiting waiting, final long rate)
    {
        add(new PolicyBenchmark(policy, waiting, rate, this::deviceFile, settings));
    }

    private void addSegments()
    {
        add(new FirstWriteBenchmark("segments-device-allocated", workspace, settings));
        add(new SegmentBenchmark("segments-kept", false, workspace, settings));
        add(new SegmentBenchmark("segments-recycled", true, workspace, settings));
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

    private void addIpc(final int size)
    {
        add(new IpcBenchmark(new Scenario("ipc-closed-" + size, Kind.IPC, size, 0), settings));
        for (final long rate : settings.rates())
        {
            add(new IpcBenchmark(new Scenario("ipc-open-" + size + "-" + rate, Kind.IPC_OPEN, size, rate), settings));
        }
    }

    private void addSystem(final SystemUnderTest system, final int size)
    {
        final String suffix = "-" + system.name() + "-" + size;
        addSystem(new Scenario("closed" + suffix, system, Kind.CLOSED_LOOP, size, 0));
        for (final long rate : 0 == system.settlesAfter() ? settings.rates() : List.<Long>of())
        {
            addSystem(new Scenario("open" + suffix + "-" + rate, system, Kind.OPEN_LOOP, size, rate));
        }
    }

    private void addAllocation()
    {
        Systems.all(settings).stream()
            .filter((system) -> settings.isWanted(system) && 0 == system.settlesAfter())
            .forEach((system) -> addSystem(new Scenario(
                "allocation-" + system.name(), system, Kind.ALLOCATION, ALLOCATION_LENGTH, ALLOCATION_RATE)));
    }

    private void addSystem(final Scenario scenario)
    {
        add(new SystemBenchmark(scenario, workspace, settings));
    }

    private void add(final Benchmark benchmark)
    {
        if (settings.isWanted(benchmark.scenario().name()))
        {
            benchmarks.add(benchmark);
        }
    }

    private static String duration(final double seconds)
    {
        final long whole = Math.round(seconds);

        return whole < 120 ? whole + " s" : (whole + 30) / 60 + " min";
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
