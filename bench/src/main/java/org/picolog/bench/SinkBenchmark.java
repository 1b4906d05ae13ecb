/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.sink.ThreadingMode;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Picolog from the publishing thread to the disk and back: as fast as it goes, or at a rate.
 */
final class SinkBenchmark implements Benchmark
{
    private static final double BYTES_PER_KIB = 1024.0;

    private final Scenario scenario;
    private final ThreadingMode mode;
    private final Workspace workspace;
    private final Settings settings;

    SinkBenchmark(
        final Scenario scenario, final ThreadingMode mode, final Workspace workspace, final Settings settings)
    {
        this.scenario = scenario;
        this.mode = mode;
        this.workspace = workspace;
        this.settings = settings;
    }

    @Override
    public Scenario scenario()
    {
        return scenario;
    }

    @Override
    public Measurement run()
    {
        try (SinkTarget target = new SinkTarget(
            workspace.newDirectory(scenario.name()), mode, scenario.messageLength(), settings))
        {
            workspace.awaitPrepared(target::poll);

            return Kind.OPEN_LOOP == scenario.kind() ? openLoop(target) : closedLoop(target);
        }
    }

    private Measurement closedLoop(final SinkTarget target)
    {
        final ClosedLoop loop =
            new ClosedLoop(target, settings.generatorIdling().newStrategy(), settings.stopSignal());
        loop.run(settings.warmupNs());
        // Everything is durable now, so that what follows is counted whole.
        final long messagesBefore = target.offeredCount();
        final long bytesBefore = target.meter().byteCount();
        final long writesBefore = target.meter().writeCount();
        final long elapsedNs = loop.run(settings.durationNs());
        final long messages = target.offeredCount() - messagesBefore;
        final long bytes = target.meter().byteCount() - bytesBefore;
        final double payloadBytes = (double)messages * scenario.messageLength();

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.MESSAGES_PER_SECOND, Measurement.perSecond(messages, elapsedNs));
        figures.put(
            Metric.PAYLOAD_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(payloadBytes, elapsedNs));
        figures.put(Metric.DISK_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(bytes, elapsedNs));
        putWrites(figures, bytes, target.meter().writeCount() - writesBefore, payloadBytes);

        return Measurement.of(figures);
    }

    private Measurement openLoop(final SinkTarget target)
    {
        final OpenLoop loop = new OpenLoop(
            target, scenario.rate(), settings.generatorIdling().newStrategy(), settings.stopSignal());
        loop.run(settings.warmupNs(), settings.durationNs());

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.MESSAGES_PER_SECOND, loop.reachedRate());
        figures.put(Metric.COMMIT_P50_US, loop.commits().percentileUs(50));
        figures.put(Metric.COMMIT_P99_US, loop.commits().percentileUs(99));
        figures.put(Metric.COMMIT_P999_US, loop.commits().percentileUs(99.9));
        figures.put(Metric.COMMIT_MAX_US, loop.commits().maxUs());
        figures.put(Metric.SUBMISSION_P50_US, loop.submissions().percentileUs(50));
        figures.put(Metric.SUBMISSION_P99_US, loop.submissions().percentileUs(99));
        figures.put(Metric.REFUSED_CLAIMS, (double)loop.refusedCount());
        putWrites(
            figures,
            target.meter().byteCount(),
            target.meter().writeCount(),
            (double)target.offeredCount() * scenario.messageLength());

        return loop.hasReachedRate() ?
            Measurement.of(figures) :
            Measurement.missed(figures, String.format(
                Locale.ROOT, "reached %,.0f of %,d msg/s", loop.reachedRate(), scenario.rate()));
    }

    private static void putWrites(
        final Map<Metric, Double> figures, final long bytes, final long writes, final double payloadBytes)
    {
        figures.put(Metric.DISK_BYTES_PER_PAYLOAD_BYTE, bytes / Math.max(1, payloadBytes));
        figures.put(Metric.MEAN_WRITE_KIB, bytes / BYTES_PER_KIB / Math.max(1, writes));
    }
}
