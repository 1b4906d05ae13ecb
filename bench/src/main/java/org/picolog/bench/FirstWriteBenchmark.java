/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.LinuxBlockIo;

import java.util.EnumMap;
import java.util.Map;

/**
 * What a log pays that is ahead of its prepared segments: durable writes into blocks that were allocated and flushed,
 * but never written. Each write then changes the file system's records, too.
 */
final class FirstWriteBenchmark implements Benchmark
{
    private final Scenario scenario;
    private final Workspace workspace;
    private final Settings settings;

    FirstWriteBenchmark(final String name, final Workspace workspace, final Settings settings)
    {
        scenario = new Scenario(name, Kind.FIRST_WRITES, 0, 0);
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
        try (DeviceFile file = new DeviceFile(
            new LinuxBlockIo(), workspace.newDirectory(scenario.name(), settings.deviceFileLength()),
            settings.deviceFileLength(), settings.durability()))
        {
            file.allocate();
            final long elapsedNs = new OverwriteOnce(file, settings.stopSignal()).run();
            final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            figures.put(Metric.DISK_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(file.length(), elapsedNs));
            figures.put(
                Metric.WRITES_PER_SECOND,
                Measurement.perSecond((double)file.length() / DeviceFile.CHUNK_LENGTH, elapsedNs));

            return Measurement.of(figures);
        }
    }
}
