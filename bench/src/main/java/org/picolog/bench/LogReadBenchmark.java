/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.LogReader;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How fast a long log is read from its first message to its last.
 */
final class LogReadBenchmark implements Benchmark
{
    private static final int CHECK_MASK = 0xFFFF;
    private static final double BYTES_PER_GIB = 1024.0 * 1024.0 * 1024.0;

    private final Scenario scenario;
    private final Supplier<FilledLog> filledLog;
    private final Settings settings;

    LogReadBenchmark(final String name, final Supplier<FilledLog> filledLog, final Settings settings)
    {
        scenario = new Scenario(name, Kind.LOG_READ, LogFiller.MESSAGE_LENGTH, 0);
        this.filledLog = filledLog;
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
        try (LogReader reader = LogReader.open(log.directory()))
        {
            read(reader, settings.warmupNs());
        }

        final long count;
        final long elapsedNs;
        try (LogReader reader = LogReader.open(log.directory()))
        {
            final long beginNs = System.nanoTime();
            count = read(reader, Long.MAX_VALUE);
            elapsedNs = System.nanoTime() - beginNs;
        }
        if (count != log.messageCount())
        {
            throw new BenchException("read " + count + " of " + log.messageCount() + " messages");
        }

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.MESSAGES_PER_SECOND, Measurement.perSecond(count, elapsedNs));
        figures.put(
            Metric.PAYLOAD_MEGABYTES_PER_SECOND,
            Measurement.megabytesPerSecond((double)count * LogFiller.MESSAGE_LENGTH, elapsedNs));
        figures.put(Metric.DISK_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(log.length(), elapsedNs));
        figures.put(Metric.LOG_GIB, log.length() / BYTES_PER_GIB);

        return Measurement.of(figures);
    }

    /**
     * @return how many messages were read, until the log's end or until the time was over.
     */
    private long read(final LogReader reader, final long forNs)
    {
        final long beginNs = System.nanoTime();
        long count = 0;
        while (reader.next())
        {
            count++;
            if (count != reader.buffer().getLong(reader.offset()))
            {
                throw new BenchException("message " + count + " is another");
            }
            if (0 == (count & CHECK_MASK))
            {
                settings.stopSignal().check();
                if (System.nanoTime() - beginNs >= forNs)
                {
                    break;
                }
            }
        }

        return count;
    }
}
