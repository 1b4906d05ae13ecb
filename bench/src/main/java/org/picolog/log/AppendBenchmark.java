/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The assembler alone: messages into pages that are released as soon as the ring is full, and rolls into segments
 * without a file. What a message costs, its share of sealing included, and what a page with one message costs.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class AppendBenchmark
{
    private static final long SEED = 42;

    /**
     * Length of a message in bytes.
     */
    @Param({"32", "100", "288", "1344"})
    public int length;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64 * 1024]);
    private DetachedAssembler detached;
    private PageAssembler assembler;

    /**
     * An assembler without a disk.
     */
    @Setup
    public void setup()
    {
        final byte[] noise = new byte[message.capacity()];
        new Random(SEED).nextBytes(noise);
        message.putBytes(0, noise);
        detached = new DetachedAssembler();
        assembler = detached.assembler();
    }

    /**
     * Free the memory.
     */
    @TearDown
    public void tearDown()
    {
        detached.close();
    }

    /**
     * A message into a page, with its share of sealing full pages.
     *
     * @return the sequence.
     */
    @Benchmark
    public long append()
    {
        final long sequence = assembler.append(message, 0, length, PageAssembler.WHOLE, 0);

        return PageAssembler.NO_ROOM == sequence ? appendAfterRelease() : sequence;
    }

    /**
     * A message into a page of its own, which is sealed: zeros, header, CRC, hand-off.
     *
     * @return the sequence.
     */
    @Benchmark
    public long appendAndSeal()
    {
        final long sequence = append();
        assembler.seal();

        return sequence;
    }

    private long appendAfterRelease()
    {
        detached.release();

        return assembler.append(message, 0, length, PageAssembler.WHOLE, 0);
    }
}
