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
 * Pages handed from one thread to the other and back, without content: what the hand-off alone allows. Each side has a
 * state of its own, so that they share no cache line but those of the hand-off itself.
 */
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class HandOffBenchmark
{
    private static final int PAGES = 4096;

    /**
     * What both threads use.
     */
    @State(Scope.Group)
    public static class Shared
    {
        private AlignedMemory slab;
        private PageRing ring;

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
    }

    /**
     * Of the thread that seals.
     */
    @State(Scope.Group)
    public static class Sealer
    {
        private long sealed;
    }

    /**
     * Of the thread that releases.
     */
    @State(Scope.Group)
    public static class Releaser
    {
        private long released;
    }

    /**
     * Seal a page, if there is a free one.
     *
     * @param shared the ring.
     * @param sealer of this side.
     */
    @Benchmark
    @Group("pages")
    public void seal(final Shared shared, final Sealer sealer)
    {
        final PageRing ring = shared.ring;
        final long sealed = sealer.sealed;
        if (sealed - ring.released() < PAGES)
        {
            ring.nextSequence(sealed, sealed);
            sealer.sealed = sealed + 1;
            ring.sealed(sealed + 1);
        }
        else
        {
            Thread.yield();
        }
    }

    /**
     * Release what was sealed.
     *
     * @param shared   the ring.
     * @param releaser of this side.
     */
    @Benchmark
    @Group("pages")
    public void release(final Shared shared, final Releaser releaser)
    {
        final PageRing ring = shared.ring;
        final long end = ring.sealed();
        if (end > releaser.released)
        {
            ring.committedSequence(ring.nextSequence(end - 1));
            releaser.released = end;
            ring.released(end);
        }
        else
        {
            Thread.yield();
        }
    }
}
