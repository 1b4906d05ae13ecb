/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.sink.SinkContext;

import java.util.EnumMap;
import java.util.Map;

/**
 * How many messages pass from one thread to another through Aeron alone.
 */
final class IpcBenchmark implements Benchmark
{
    private final Scenario scenario;
    private final Settings settings;

    IpcBenchmark(final Scenario scenario, final Settings settings)
    {
        this.scenario = scenario;
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
        // The consumer idles and polls as the sink's agents do.
        final int fragmentLimit = new SinkContext().fragmentLimit();
        try (IpcTarget target = new IpcTarget(
            scenario.messageLength(), fragmentLimit, settings.newSinkIdleStrategy(), settings))
        {
            return Kind.IPC_OPEN == scenario.kind() ? openLoop(target) : closedLoop(target);
        }
    }

    private Measurement closedLoop(final IpcTarget target)
    {
        final ClosedLoop loop =
            new ClosedLoop(target, settings.generatorIdling().newStrategy(), settings.stopSignal());
        loop.run(settings.warmupNs(), Long.MAX_VALUE);
        final long before = target.offeredCount();
        final long elapsedNs = loop.run(settings.durationNs(), Long.MAX_VALUE);
        final long count = target.offeredCount() - before;

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.MESSAGES_PER_SECOND, Measurement.perSecond(count, elapsedNs));
        figures.put(
            Metric.PAYLOAD_MEGABYTES_PER_SECOND,
            Measurement.megabytesPerSecond((double)count * scenario.messageLength(), elapsedNs));

        return Measurement.of(figures);
    }

    private Measurement openLoop(final IpcTarget target)
    {
        final OpenLoop loop = new OpenLoop(
            target, scenario.rate(), settings.generatorIdling().newStrategy(), settings.stopSignal());
        loop.run(settings.warmupNs(), settings.durationNs(), Long.MAX_VALUE);

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.MESSAGES_PER_SECOND, loop.reachedRate());
        figures.put(Metric.ARRIVAL_P50_US, loop.commits().percentileUs(50));
        figures.put(Metric.ARRIVAL_P99_US, loop.commits().percentileUs(99));
        figures.put(Metric.SUBMISSION_P50_US, loop.submissions().percentileUs(50));
        figures.put(Metric.SUBMISSION_P99_US, loop.submissions().percentileUs(99));

        return Measurement.of(figures, loop.failure());
    }
}
