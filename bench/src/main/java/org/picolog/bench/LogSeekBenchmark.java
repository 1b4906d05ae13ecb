/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.LogReader;

import java.util.EnumMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * How long it takes to go to a message anywhere in a long log, and to read it.
 */
final class LogSeekBenchmark implements Benchmark
{
    private static final long SEED = 42;
    private static final double BYTES_PER_KIB = 1024.0;
    private static final double BYTES_PER_GIB = 1024.0 * 1024.0 * 1024.0;

    private final Scenario scenario;
    private final Supplier<FilledLog> filledLog;
    private final boolean isIndexed;
    private final Settings settings;
    private final SplittableRandom random = new SplittableRandom(SEED);

    /**
     * Construct.
     *
     * @param name      of the scenario.
     * @param filledLog to seek in.
     * @param isIndexed false to take the index files away meanwhile.
     * @param settings  for the rest.
     */
    LogSeekBenchmark(
        final String name, final Supplier<FilledLog> filledLog, final boolean isIndexed, final Settings settings)
    {
        scenario = new Scenario(name, Kind.LOG_SEEK, LogFiller.MESSAGE_LENGTH, 0);
        this.filledLog = filledLog;
        this.isIndexed = isIndexed;
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
        final FilledLog log = filledLog.get();
        if (isIndexed)
        {
            return measure(log);
        }

        try
        {
            log.hideIndexes();
            return measure(log);
        }
        finally
        {
            log.restoreIndexes();
        }
    }

    private Measurement measure(final FilledLog log)
    {
        final Latencies latencies = new Latencies();
        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        try (LogReader reader = LogReader.open(log.directory()))
        {
            seek(reader, log.messageCount(), settings.warmupNs(), new Latencies());
            final DeviceReads reads = new DeviceReads();
            seek(reader, log.messageCount(), settings.durationNs(), latencies);
            reads.put(figures, Metric.SEEK_READ_KIB, BYTES_PER_KIB * latencies.count());
        }
        figures.put(Metric.SEEK_P50_US, latencies.percentileUs(50));
        figures.put(Metric.SEEK_P99_US, latencies.percentileUs(99));
        figures.put(Metric.SEEK_MAX_US, latencies.maxUs());
        figures.put(Metric.LOG_GIB, log.length() / BYTES_PER_GIB);

        return Measurement.of(figures);
    }

    private void seek(final LogReader reader, final long messageCount, final long forNs, final Latencies latencies)
    {
        final long beginNs = System.nanoTime();
        long nowNs = beginNs;
        do
        {
            settings.stopSignal().check();
            final long sequence = random.nextLong(1, messageCount + 1);
            final long startNs = System.nanoTime();
            reader.seekSequence(sequence);
            final boolean isThere = reader.next();
            nowNs = System.nanoTime();
            if (!isThere || sequence != reader.sequence() || sequence != reader.buffer().getLong(reader.offset()))
            {
                throw new BenchException("seeking message " + sequence + " did not find it");
            }
            latencies.record(nowNs - startNs);
        }
        while (nowNs - beginNs < forNs);
    }
}
