/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.IdleStrategy;
import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;

/**
 * A log that rolls as often as it can: short segments at full rate make in minutes the rolls that long ones make in an
 * hour. Keeps everything, so that each segment is a new file, zeroed as far as there is time for it; or purges what is
 * durable, so that files are used again. One message in 64 is followed until it is durable, whatever the
 * others do, so that a wait counts for each that it delays.
 */
final class SegmentBenchmark implements Benchmark
{
    private static final int MESSAGE_LENGTH = 1_344;
    private static final int BATCH = 64;
    private static final int STRIDE = 64;

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
            // Purging bounds what is kept.
            final long maxMessages = isPurging ? Long.MAX_VALUE : workspace.messageBytes() / MESSAGE_LENGTH / 2;
            publish(target, settings.warmupNs(), maxMessages, new Latencies());
            final long messagesBefore = target.offeredCount();
            final long bytesBefore = target.written().bytes();
            final long elapsedNs = publish(target, settings.durationNs(), maxMessages, latencies);
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
     * As fast as messages are taken, then until all of them are durable.
     */
    private long publish(
        final EmbeddedTarget target, final long forNs, final long maxMessages, final Latencies latencies)
    {
        final ProgressGuard guard = new ProgressGuard(target, settings.stopSignal());
        final IdleStrategy idle = settings.generatorIdling().newStrategy();
        final long end = maxMessages < Long.MAX_VALUE ? target.offeredCount() + maxMessages : Long.MAX_VALUE;
        // No more than the log has room for are under way.
        final long[] sentNs = new long[new LogContext().slabLength() / MESSAGE_LENGTH / STRIDE + 2];
        long toSend = nextFollowed(target.offeredCount());
        long toComplete = toSend;
        long purgedBytes = 0;
        final long beginNs = System.nanoTime();
        long nowNs = beginNs;
        boolean isPublishing = true;
        while (isPublishing || target.completedCount() < target.offeredCount())
        {
            guard.check(nowNs);
            int work = 0;
            if (isPublishing)
            {
                work = target.offer((int)Math.min(BATCH, end - target.offeredCount()));
                for (; toSend < target.offeredCount(); toSend += STRIDE)
                {
                    sentNs[(int)(toSend / STRIDE % sentNs.length)] = nowNs;
                }
            }
            work += target.poll();
            nowNs = System.nanoTime();
            for (; toComplete < Math.min(toSend, target.completedCount()); toComplete += STRIDE)
            {
                latencies.record(nowNs - sentNs[(int)(toComplete / STRIDE % sentNs.length)]);
            }
            if (isPurging && target.written().bytes() - purgedBytes > PURGE_BYTES)
            {
                purgedBytes = target.written().bytes();
                target.purgeAllDurable();
            }
            idle.idle(work);
            isPublishing = isPublishing && nowNs - beginNs < forNs && target.offeredCount() < end;
        }

        return nowNs - beginNs;
    }

    private static long nextFollowed(final long message)
    {
        return (message + STRIDE - 1) / STRIDE * STRIDE;
    }
}
