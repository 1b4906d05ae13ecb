/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.BlockWriter;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The ceiling of every durable throughput: large overwrites, several in flight.
 */
final class DeviceBandwidthBenchmark implements Benchmark
{
    private static final long WAIT_NS = 1_000_000_000L;
    private static final long STALL_NS = 30_000_000_000L;

    private final Scenario scenario;
    private final Supplier<DeviceFile> device;
    private final long warmupNs;
    private final long durationNs;
    private final StopSignal stopSignal;

    private long position;
    private long completedBytes;

    DeviceBandwidthBenchmark(final String name, final Supplier<DeviceFile> device, final Settings settings)
    {
        this.scenario = new Scenario(name, Kind.DEVICE_BANDWIDTH, 0, 0);
        this.device = device;
        warmupNs = settings.warmupNs();
        durationNs = settings.durationNs();
        stopSignal = settings.stopSignal();
    }

    @Override
    public Scenario scenario()
    {
        return scenario;
    }

    @Override
    public Measurement run()
    {
        final DeviceFile target = device.get();
        final long elapsedNs;
        try (BlockWriter writer = target.newWriter())
        {
            final int slot = writer.register(target.file());
            for (int i = 0; i < DeviceFile.MAX_IN_FLIGHT; i++)
            {
                overwriteNext(writer, slot, target.length(), i);
            }
            writer.submit();
            overwrite(writer, slot, target.length(), warmupNs);
            completedBytes = 0;
            elapsedNs = overwrite(writer, slot, target.length(), durationNs);
        }

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.DISK_MEGABYTES_PER_SECOND, Measurement.megabytesPerSecond(completedBytes, elapsedNs));
        figures.put(
            Metric.WRITES_PER_SECOND,
            Measurement.perSecond((double)completedBytes / DeviceFile.CHUNK_LENGTH, elapsedNs));

        return Measurement.of(figures);
    }

    /**
     * Keep the device busy. It is busy before and after, so that what completes in the time is what it can do.
     */
    private long overwrite(final BlockWriter writer, final int slot, final long length, final long forNs)
    {
        final BlockWriter.CompletionHandler handler = (token, result) ->
        {
            requireComplete(result);
            completedBytes += result;
            overwriteNext(writer, slot, length, token);
        };

        final long beginNs = System.nanoTime();
        long progressNs = beginNs;
        long nowNs = beginNs;
        do
        {
            stopSignal.check();
            if (writer.poll(handler) > 0)
            {
                writer.submit();
                progressNs = nowNs;
            }
            else
            {
                writer.awaitCompletion(WAIT_NS);
            }

            nowNs = System.nanoTime();
            if (nowNs - progressNs > STALL_NS)
            {
                throw new BenchException("the device did not complete a write within 30 s");
            }
        }
        while (nowNs - beginNs < forNs);

        return nowNs - beginNs;
    }

    private void overwriteNext(final BlockWriter writer, final int slot, final long length, final long token)
    {
        final int slabOffset = (int)token * DeviceFile.CHUNK_LENGTH;
        if (!writer.write(slot, position, slabOffset, DeviceFile.CHUNK_LENGTH, token))
        {
            throw new BenchException("the queue of writes is full");
        }
        position = (position + DeviceFile.CHUNK_LENGTH) % length;
    }

    private static void requireComplete(final int result)
    {
        if (DeviceFile.CHUNK_LENGTH != result)
        {
            throw new BenchException("a write of " + DeviceFile.CHUNK_LENGTH + " bytes returned " + result);
        }
    }
}
