/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The floor of every commit's latency: one block overwritten at a time, from page to page as a log does.
 */
final class DeviceLatencyBenchmark implements Benchmark
{
    /**
     * How the thread learns of a completion.
     */
    enum Waiting
    {
        /**
         * Polls and yields: as soon as it is there.
         */
        POLL,

        /**
         * Waits in the kernel: without taking the processor, and with a wake-up.
         */
        WAIT
    }

    private static final long WAIT_NS = 1_000_000_000L;
    private static final long STALL_NS = 30_000_000_000L;

    private final Scenario scenario;
    private final Supplier<DeviceFile> device;
    private final Waiting waiting;
    private final long warmupNs;
    private final long durationNs;
    private final StopSignal stopSignal;

    private int lastResult;

    DeviceLatencyBenchmark(
        final String name, final Supplier<DeviceFile> device, final Waiting waiting, final Settings settings)
    {
        this.scenario = new Scenario(name, Kind.DEVICE_LATENCY, 0, 0);
        this.device = device;
        this.waiting = waiting;
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
        final Latencies latencies = new Latencies();
        final DeviceFile target = device.get();
        final long elapsedNs;
        try (BlockWriter writer = target.newWriter())
        {
            final int slot = writer.register(target.file());
            overwrite(writer, slot, target.length(), warmupNs, new Latencies());
            elapsedNs = overwrite(writer, slot, target.length(), durationNs, latencies);
        }

        final Map<Metric, Double> figures = new EnumMap<>(Metric.class);
        figures.put(Metric.WRITE_P50_US, latencies.percentileUs(50));
        figures.put(Metric.WRITE_P99_US, latencies.percentileUs(99));
        figures.put(Metric.WRITE_P999_US, latencies.percentileUs(99.9));
        figures.put(Metric.WRITES_PER_SECOND, Measurement.perSecond(latencies.count(), elapsedNs));

        return Measurement.of(figures);
    }

    private long overwrite(
        final BlockWriter writer, final int slot, final long length, final long forNs, final Latencies latencies)
    {
        final long beginNs = System.nanoTime();
        long position = 0;
        long nowNs = beginNs;
        do
        {
            stopSignal.check();
            final long startNs = System.nanoTime();
            if (!writer.write(slot, position, 0, BlockIo.BLOCK_SIZE, position))
            {
                throw new BenchException("the queue of writes is full with one write in flight");
            }
            writer.submit();
            await(writer, startNs);
            nowNs = System.nanoTime();
            requireComplete();
            latencies.record(nowNs - startNs);
            position = (position + BlockIo.BLOCK_SIZE) % length;
        }
        while (nowNs - beginNs < forNs);

        return nowNs - beginNs;
    }

    private void await(final BlockWriter writer, final long startNs)
    {
        while (0 == writer.poll(this::onCompletion))
        {
            if (Waiting.WAIT == waiting)
            {
                writer.awaitCompletion(WAIT_NS);
            }
            else
            {
                Thread.yield();
            }

            if (System.nanoTime() - startNs > STALL_NS)
            {
                throw new BenchException("the device did not complete a write within 30 s");
            }
        }
    }

    private void onCompletion(final long token, final int result)
    {
        lastResult = result;
    }

    private void requireComplete()
    {
        if (BlockIo.BLOCK_SIZE != lastResult)
        {
            throw new BenchException("a write of " + BlockIo.BLOCK_SIZE + " bytes returned " + lastResult);
        }
    }
}
