/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.EnumMap;
import java.util.Map;

/**
 * A system from the publishing thread to the disk and back: as fast as it goes, or at a rate.
 */
final class SystemBenchmark implements Benchmark
{
    private static final double BYTES_PER_KIB = 1024.0;

    /**
     * A shorter one is for a look, which does not wait until a system does as it will ever after.
     */
    private static final long LONG_WARMUP_NS = 1_000_000_000L;

    /**
     * A system that fills more slowly never runs ahead of what prepares.
     */
    private static final long MAX_FILL_NS = 30_000_000_000L;

    private final Scenario scenario;
    private final Workspace workspace;
    private final Settings settings;

    SystemBenchmark(final Scenario scenario, final Workspace workspace, final Settings settings)
    {
        this.scenario = scenario;
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
        try (MessageTarget target =
            scenario.system().opener().open(workspace.newDirectory(scenario.name()), scenario.messageLength()))
        {
            workspace.awaitPrepared(target::poll);
            final long maxMessages = workspace.messageBytes() / scenario.messageLength();

            return Kind.CLOSED_LOOP == scenario.kind() ?
                closedLoop(target, maxMessages) : openLoop(target, maxMessages);
        }
    }

    /**
     * Where space ends the measurement early it is as good, but shorter.
     */
    private Measurement closedLoop(final MessageTarget target, final long maxMessages)
    {
        final ClosedLoop loop =
            new ClosedLoop(target, settings.generatorIdling().newStrategy(), settings.stopSignal());
        do
        {
            loop.run(settings.warmupNs(), maxMessages / 2);
        }
        while (scenario.system().settlesAfter() > 0 && settings.warmupNs() >= LONG_WARMUP_NS &&
            target.written().bytes() < scenario.system().settlesAfter());
        // Everything is durable now, so that what follows is counted whole.
        final long messagesBefore = target.offeredCount();
        final WriteCounts before = target.written();
        final ProcessUse use = new ProcessUse();
        final long elapsedNs = loop.run(settings.durationNs(), maxMessages / 2);
        final long messages = target.offeredCount() - messagesBefore;
        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        use.put(figures, messages, scenario.messageLength());
        final double payloadBytes = (double)messages * scenario.messageLength();
        final double payloadRate = Measurement.megabytesPerSecond(payloadBytes, elapsedNs);

        figures.put(Metric.MESSAGES_PER_SECOND, Measurement.perSecond(messages, elapsedNs));
        figures.put(Metric.PAYLOAD_MEGABYTES_PER_SECOND, payloadRate);
        putWrites(figures, before, target.written(), payloadBytes);
        putRate(figures, Metric.LOG_BYTES_PER_PAYLOAD_BYTE, payloadRate, Metric.LOG_MEGABYTES_PER_SECOND);
        putRate(figures, Metric.WRITTEN_BYTES_PER_PAYLOAD_BYTE, payloadRate, Metric.DISK_MEGABYTES_PER_SECOND);

        return Measurement.of(figures);
    }

    private Measurement openLoop(final MessageTarget target, final long maxMessages)
    {
        final long fillMessages = Math.min(settings.fillLength() / scenario.messageLength(), maxMessages);
        // What was prepared before is used up, so that the stream is measured as it would go on for ever.
        new ClosedLoop(target, settings.generatorIdling().newStrategy(), settings.stopSignal())
            .run(MAX_FILL_NS, fillMessages);
        final OpenLoop loop = new OpenLoop(
            target, scenario.rate(), settings.generatorIdling().newStrategy(), settings.stopSignal());
        final boolean isAllocation = Kind.ALLOCATION == scenario.kind();
        loop.run(
            settings.warmupNs(), isAllocation ? settings.allocationNs() : settings.durationNs(),
            maxMessages - fillMessages);

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        if (null != loop.use())
        {
            loop.use().put(figures, loop.measuredCount(), scenario.messageLength());
            putWrites(
                figures, loop.writtenBefore(), target.written(),
                (double)loop.measuredCount() * scenario.messageLength());
        }
        figures.put(Metric.MESSAGES_PER_SECOND, loop.reachedRate());
        figures.put(Metric.COMMIT_P50_US, loop.commits().percentileUs(50));
        figures.put(Metric.COMMIT_P99_US, loop.commits().percentileUs(99));
        figures.put(Metric.COMMIT_P999_US, loop.commits().percentileUs(99.9));
        figures.put(Metric.COMMIT_MAX_US, loop.commits().maxUs());
        figures.put(Metric.SUBMISSION_P50_US, loop.submissions().percentileUs(50));
        figures.put(Metric.SUBMISSION_P99_US, loop.submissions().percentileUs(99));
        figures.put(Metric.REFUSED_CLAIMS, (double)loop.refusedCount());

        final Measurement measurement = Measurement.of(figures, loop.failure()).withCommits(loop.commits());

        return isAllocation && null != loop.use() ? measurement.withThreads(loop.use().threads()) : measurement;
    }

    private static void putRate(
        final Map<Metric, Double> figures, final Metric perByte, final double payloadRate, final Metric rate)
    {
        if (figures.containsKey(perByte))
        {
            figures.put(rate, figures.get(perByte) * payloadRate);
        }
    }

    /**
     * After what the process wrote is known, which stands for what a system does not count itself.
     */
    private static void putWrites(
        final Map<Metric, Double> figures, final WriteCounts before, final WriteCounts after, final double payloadBytes)
    {
        Double bytesPerByte = figures.get(Metric.WRITTEN_BYTES_PER_PAYLOAD_BYTE);
        if (before.bytes() >= 0)
        {
            bytesPerByte = (after.bytes() - before.bytes()) / Math.max(1, payloadBytes);
            figures.put(Metric.LOG_BYTES_PER_PAYLOAD_BYTE, bytesPerByte);
        }
        if (null != bytesPerByte && before.writes() >= 0)
        {
            figures.put(
                Metric.MEAN_WRITE_KIB,
                bytesPerByte * payloadBytes / BYTES_PER_KIB / Math.max(1, after.writes() - before.writes()));
        }
    }
}
