/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.BitUtil;
import org.picolog.io.BlockIo;
import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a commit waits while the log goes from one segment to the next: the same stream into segments so long that none
 * is filled, or so short that some twenty are.
 */
final class LogRollBenchmark implements Benchmark
{
    static final int ROLLS = 20;

    private static final String INDEX_SUFFIX = ".index";
    private static final int MESSAGE_LENGTH = 100;
    private static final long RATE = 100_000;
    private static final long SHORTEST_CALIBRATION_NS = 100_000_000L;
    private static final long MIN_SEGMENT_LENGTH = 64L * BlockIo.BLOCK_SIZE;
    private static final long MAX_SEGMENT_LENGTH = 1L << 30;

    private final Scenario scenario;
    private final boolean isRolling;
    private final Workspace workspace;
    private final Settings settings;

    /**
     * Construct.
     *
     * @param name      of the scenario.
     * @param isRolling false for a log that stays in its first segment.
     * @param workspace to write in.
     * @param settings  for the rest.
     */
    LogRollBenchmark(
        final String name, final boolean isRolling, final Workspace workspace, final Settings settings)
    {
        scenario = new Scenario(name, Kind.LOG_ROLLS, MESSAGE_LENGTH, RATE);
        this.isRolling = isRolling;
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
        final int segmentLength = segmentLength(calibrate());
        final Path directory = workspace.newDirectory(scenario.name());
        final LogContext ctx = new LogContext().directory(directory).segmentLength(segmentLength);
        try (EmbeddedTarget target = new EmbeddedTarget(ctx, MESSAGE_LENGTH))
        {
            workspace.awaitPrepared(directory, target::poll);
            final OpenLoop loop = run(target, settings.durationNs());

            final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            figures.put(Metric.MESSAGES_PER_SECOND, loop.reachedRate());
            figures.put(Metric.COMMIT_P50_US, loop.commits().percentileUs(50));
            figures.put(Metric.COMMIT_P99_US, loop.commits().percentileUs(99));
            figures.put(Metric.COMMIT_P999_US, loop.commits().percentileUs(99.9));
            figures.put(Metric.COMMIT_MAX_US, loop.commits().maxUs());
            // Once all is durable the last index may still be on its way.
            workspace.awaitPrepared(directory, target::poll);
            figures.put(Metric.SEGMENT_ROLLS, (double)filledSegments(directory));

            return Measurement.of(figures, loop.failure());
        }
    }

    /**
     * The warm-up, into a log of its own: how much is written depends on how many messages a page gets.
     *
     * @return bytes of pages to be expected of a measurement.
     */
    private double calibrate()
    {
        final Path directory = workspace.newDirectory(scenario.name() + "-warmup");
        final LogContext ctx = new LogContext().directory(directory);
        final long forNs = Math.max(SHORTEST_CALIBRATION_NS, settings.warmupNs());
        try (EmbeddedTarget target = new EmbeddedTarget(ctx, MESSAGE_LENGTH))
        {
            workspace.awaitPrepared(directory, target::poll);
            final long before = target.written().bytes();
            run(target, forNs);

            return (double)(target.written().bytes() - before) * settings.durationNs() / forNs;
        }
        finally
        {
            workspace.settle();
        }
    }

    private OpenLoop run(final EmbeddedTarget target, final long forNs)
    {
        final OpenLoop loop =
            new OpenLoop(target, RATE, settings.generatorIdling().newStrategy(), settings.stopSignal());
        loop.run(0, forNs, workspace.messageBytes() / MESSAGE_LENGTH);

        return loop;
    }

    private int segmentLength(final double bytes)
    {
        // A little shorter than needed for the rolls, and twice as long as needed for none.
        final long wanted = Math.max(MIN_SEGMENT_LENGTH, (long)(isRolling ? bytes / (ROLLS + 1) : 2 * bytes));
        if (wanted > MAX_SEGMENT_LENGTH)
        {
            throw new BenchException(
                "a segment of " + wanted + " bytes would be needed: choose a shorter time with --seconds");
        }

        return (int)BitUtil.align(wanted, BlockIo.BLOCK_SIZE);
    }

    private static int filledSegments(final Path directory)
    {
        final String[] names = directory.toFile().list((parent, name) -> name.endsWith(INDEX_SUFFIX));

        return null == names ? 0 : names.length;
    }
}
