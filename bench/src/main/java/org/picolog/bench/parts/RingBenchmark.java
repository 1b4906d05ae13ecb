/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench.parts;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * What the binding costs, without a device: the writes name a slot of the ring's file table that is empty, which the
 * kernel answers at once.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RingBenchmark
{
    private static final int DEPTH = 4;
    private static final int EMPTY_SLOT = 0;

    private Path path;
    private BlockDirectory directory;
    private BlockFile lock;
    private AlignedMemory slab;
    private BlockWriter writer;
    private long sum;
    private final BlockWriter.CompletionHandler handler = this::onCompletion;

    /**
     * A ring of its own.
     *
     * @throws IOException without a directory to lock in.
     */
    @Setup
    public void setup() throws IOException
    {
        final BlockIo io = new LinuxBlockIo();
        path = WorkDirectory.create();
        directory = io.openDirectory(path);
        lock = directory.lock("lock", 0);
        slab = io.allocate(DEPTH * BlockIo.BLOCK_SIZE);
        writer = io.newWriter(slab, lock, DEPTH, WriteDurability.POWER_LOSS);
        writer.start();
    }

    /**
     * Let go of everything.
     */
    @TearDown
    public void tearDown()
    {
        CloseHelper.closeAll(writer, slab, lock, directory);
        IoUtil.delete(path.toFile(), true);
    }

    /**
     * One write, submitted and reaped.
     *
     * @return so that nothing is for nothing.
     */
    @Benchmark
    public long submitAndReap()
    {
        return submitAndReap(1);
    }

    /**
     * Four writes with one call of the kernel.
     *
     * @return so that nothing is for nothing.
     */
    @Benchmark
    public long submitAndReapFour()
    {
        return submitAndReap(DEPTH);
    }

    private long submitAndReap(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            writer.write(EMPTY_SLOT, 0, i * BlockIo.BLOCK_SIZE, BlockIo.BLOCK_SIZE, i);
        }
        writer.submit();
        int reaped = 0;
        while (reaped < count)
        {
            reaped += writer.poll(handler);
        }

        return sum;
    }

    private void onCompletion(final long token, final int result)
    {
        sum += token + result;
    }
}
