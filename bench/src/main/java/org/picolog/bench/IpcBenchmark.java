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

    IpcBenchmark(final String name, final int messageLength, final Settings settings)
    {
        scenario = new Scenario(name, Kind.IPC, messageLength, 0);
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
            final ClosedLoop loop =
                new ClosedLoop(target, settings.generatorIdling().newStrategy(), settings.stopSignal());
            loop.run(settings.warmupNs());
            final long before = target.offeredCount();
            final long elapsedNs = loop.run(settings.durationNs());
            final long count = target.offeredCount() - before;

            final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            figures.put(Metric.MESSAGES_PER_SECOND, Measurement.perSecond(count, elapsedNs));
            figures.put(
                Metric.PAYLOAD_MEGABYTES_PER_SECOND,
                Measurement.megabytesPerSecond((double)count * scenario.messageLength(), elapsedNs));

            return Measurement.of(figures);
        }
    }
}
