/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

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
import org.picolog.io.LinuxBlockIo;

import java.util.concurrent.TimeUnit;

/**
 * What of sealing a page is the CRC, and what the zeros.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChecksumBenchmark
{
    private static final int PAGES = 4096;

    private AlignedMemory slab;
    private PageChecksum checksum;
    private int next;

    /**
     * A slab as long as the log's own.
     */
    @Setup
    public void setup()
    {
        slab = new LinuxBlockIo().allocate(PAGES * LogFormat.PAGE_SIZE);
        slab.buffer().setMemory(0, slab.buffer().capacity(), (byte)1);
        checksum = new PageChecksum(slab);
    }

    /**
     * Free the memory.
     */
    @TearDown
    public void tearDown()
    {
        slab.close();
    }

    /**
     * The CRC of a page.
     *
     * @return the CRC.
     */
    @Benchmark
    public long crc()
    {
        return checksum.compute(nextOffset());
    }

    /**
     * Zeros over a whole page.
     */
    @Benchmark
    public void zeros()
    {
        slab.buffer().setMemory(nextOffset(), LogFormat.PAGE_SIZE, (byte)0);
    }

    private int nextOffset()
    {
        next = (next + 1) & (PAGES - 1);

        return next * LogFormat.PAGE_SIZE;
    }
}
