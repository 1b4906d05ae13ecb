/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A log that rolls as often as it can: short segments at full rate make in minutes the rolls that long ones make in an
 * hour. Keeps everything, so that each segment is new and zeroed first; or purges what is durable, so that files are
 * used again. One message at a time is followed until it is durable, so that how long a commit waits is seen, too.
 */
final class SegmentBenchmark implements Benchmark
{
    private static final int MESSAGE_LENGTH = 1_344;
    private static final int MIN_BATCH = 64;
    private static final long PURGE_BYTES = 1024 * 1024;

    private final Scenario scenario;
    private final boolean isPurging;
    private final Workspace workspace;
    private final Settings settings;

    SegmentBenchmark(
        final String name, final boolean isPurging, final Workspace workspace, final Settings settings)
    {
        scenario = new Scenario(name, Kind.SEGMENTS, MESSAGE_LENGTH, 0);
        this.isPurging = isPurging;
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
        final Path directory = workspace.newDirectory(scenario.name());
        final LogContext ctx = new LogContext().directory(directory).segmentLength(settings.logSegmentLength());
        try (EmbeddedTarget target = new EmbeddedTarget(ctx, MESSAGE_LENGTH))
        {
            workspace.awaitPrepared(directory, target::poll);
            final Latencies latencies = new Latencies();
            publish(target, settings.warmupNs(), new Latencies());
            final long messagesBefore = target.offeredCount();
            final long bytesBefore = target.written().bytes();
            final long elapsedNs = publish(target, settings.durationNs(), latencies);
            final long bytes = target.written().bytes() - bytesBefore;

            final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
            figures.put(
                Metric.MESSAGES_PER_SECOND, Measurement.perSecond(target.offeredCount() - messagesBefore, elapsedNs));
            figures.put(Metric.DISK_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(bytes, elapsedNs));
            figures.put(Metric.SEGMENT_ROLLS, (double)(bytes / settings.logSegmentLength()));
            figures.put(Metric.COMMIT_P50_US, latencies.percentileUs(50));
            figures.put(Metric.COMMIT_P99_US, latencies.percentileUs(99));
            figures.put(Metric.COMMIT_P999_US, latencies.percentileUs(99.9));
            figures.put(Metric.COMMIT_MAX_US, latencies.maxUs());

            return Measurement.of(figures);
        }
    }

    /**
     * As fast as messages are taken. Of every batch one is followed until it is durable.
     */
    private long publish(final EmbeddedTarget target, final long forNs, final Latencies latencies)
    {
        final ProgressGuard guard = new ProgressGuard(target, settings.stopSignal());
        final long beginNs = System.nanoTime();
        long followed = -1;
        long followedNs = 0;
        long purgedBytes = 0;
        long nowNs = beginNs;
        while (nowNs - beginNs < forNs || target.completedCount() < target.offeredCount())
        {
            guard.check(nowNs);
            if (nowNs - beginNs < forNs)
            {
                if (followed < 0)
                {
                    followed = target.offeredCount();
                    followedNs = nowNs;
                }
                if (0 == target.offer(MIN_BATCH))
                {
                    Thread.yield();
                }
            }
            else
            {
                Thread.yield();
            }
            target.poll();
            nowNs = System.nanoTime();
            if (followed >= 0 && target.completedCount() > followed)
            {
                latencies.record(nowNs - followedNs);
                followed = -1;
            }
            if (isPurging && target.written().bytes() - purgedBytes > PURGE_BYTES)
            {
                purgedBytes = target.written().bytes();
                target.purgeAllDurable();
            }
        }

        return nowNs - beginNs;
    }
}
