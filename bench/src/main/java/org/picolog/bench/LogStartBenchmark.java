/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.PageAssembler;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How long it takes to open a log that exists, until a message was appended to it. The log is each time the same: what
 * opening changed is put back.
 */
final class LogStartBenchmark implements Benchmark
{
    private static final int STARTS = 5;
    private static final long NULL_POSITION = -1;
    private static final double NS_PER_MS = 1e6;
    private static final double BYTES_PER_MIB = 1024.0 * 1024.0;

    private final Scenario scenario;
    private final Supplier<LogSnapshot> snapshot;
    private final int segmentLength;
    private final Workspace workspace;
    private final Settings settings;
    private final UnsafeBuffer message = new Payload(LogFiller.MESSAGE_LENGTH).message(0);

    /**
     * Construct.
     *
     * @param name          of the scenario.
     * @param snapshot      of the log to open.
     * @param segmentLength of the log.
     * @param workspace     that the log is in.
     * @param settings      for the rest.
     */
    LogStartBenchmark(
        final String name,
        final Supplier<LogSnapshot> snapshot,
        final int segmentLength,
        final Workspace workspace,
        final Settings settings)
    {
        scenario = new Scenario(name, Kind.LOG_START, LogFiller.MESSAGE_LENGTH, 0);
        this.snapshot = snapshot;
        this.segmentLength = segmentLength;
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
        final LogSnapshot log = snapshot.get();
        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        final double[] startsMs = new double[STARTS];
        // The first one loads and compiles.
        final long epoch = start(log, figures, startsMs, 0);
        for (int i = 0; i < STARTS; i++)
        {
            settings.stopSignal().check();
            if (epoch != start(log, figures, startsMs, i))
            {
                throw new BenchException("the log in " + log.directory() + " was not the same as before");
            }
        }

        Arrays.sort(startsMs);
        figures.put(Metric.START_MS, startsMs[STARTS / 2]);
        figures.put(Metric.START_MAX_MS, startsMs[STARTS - 1]);

        return Measurement.of(figures);
    }

    /**
     * @return the epoch that began.
     */
    private long start(
        final LogSnapshot log, final Map<Metric, Double> figures, final double[] startsMs, final int index)
    {
        final LogContext ctx = new LogContext().directory(log.directory()).segmentLength(segmentLength);
        final DeviceReads reads = new DeviceReads();
        final long beginNs = System.nanoTime();
        try (DurableLog opened = DurableLog.open(ctx))
        {
            final long sequence = opened.assembler().append(
                message, 0, message.capacity(), PageAssembler.WHOLE, NULL_POSITION);
            startsMs[index] = (System.nanoTime() - beginNs) / NS_PER_MS;
            reads.put(figures, Metric.START_READ_MIB, BYTES_PER_MIB);
            if (sequence < 0)
            {
                throw new BenchException("the log in " + log.directory() + " was opened and took no message");
            }

            return opened.epoch();
        }
        finally
        {
            log.restore();
            workspace.settle();
        }
    }
}
