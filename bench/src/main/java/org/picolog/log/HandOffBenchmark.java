/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Group;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.AlignedMemory;

import java.util.concurrent.TimeUnit;

/**
 * Pages handed from one thread to the other and back, without content: what the hand-off alone allows.
 */
@State(Scope.Group)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandOffBenchmark
{
    private static final int PAGES = 4096;

    private AlignedMemory slab;
    private PageRing ring;
    private long sealed;
    private long released;

    /**
     * An empty ring.
     */
    @Setup
    public void setup()
    {
        slab = new LinuxBlockIo().allocate(PAGES * LogFormat.PAGE_SIZE);
        ring = new PageRing(slab);
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
     * Seal a page, if there is a free one.
     */
    @Benchmark
    @Group("pages")
    public void seal()
    {
        if (sealed - ring.released() < PAGES)
        {
            ring.nextSequence(sealed, sealed);
            sealed++;
            ring.sealed(sealed);
        }
        else
        {
            Thread.yield();
        }
    }

    /**
     * Release what was sealed.
     */
    @Benchmark
    @Group("pages")
    public void release()
    {
        final long end = ring.sealed();
        if (end > released)
        {
            ring.committedSequence(ring.nextSequence(end - 1));
            released = end;
            ring.released(end);
        }
        else
        {
            Thread.yield();
        }
    }
}
