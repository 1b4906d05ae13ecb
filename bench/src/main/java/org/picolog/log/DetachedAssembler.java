/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.OneToOneConcurrentArrayQueue;
import org.picolog.io.AlignedMemory;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.Queue;

/**
 * An assembler over a ring, without files and without a flusher. In the log's package, because what it is made of is
 * nobody else's. One thread.
 */
final class DetachedAssembler implements AutoCloseable
{
    private static final int PAGES_PER_SEGMENT = 1 << 15;
    private static final int QUEUE_CAPACITY = 8;
    private static final long SALT = 42;

    private final AlignedMemory slab;
    private final PageRing ring;
    private final Queue<Segment> ready = new OneToOneConcurrentArrayQueue<>(QUEUE_CAPACITY);
    private final Queue<Segment> activated = new OneToOneConcurrentArrayQueue<>(QUEUE_CAPACITY);
    private final PageAssembler assembler;
    private long nextSegment;

    DetachedAssembler()
    {
        final LogContext ctx = new LogContext()
            .directory(Path.of("."))
            .segmentLength(PAGES_PER_SEGMENT * LogFormat.PAGE_SIZE);
        slab = new LinuxBlockIo().allocate(ctx.slabLength());
        ring = new PageRing(slab);
        assembler = new PageAssembler(
            ring, ready, activated, new LogPosition(0, 1, LogFormat.NULL_PAGE, 0, 0, StreamEnd.NONE), ctx);
        assembler.begin(newSegment(), LogFormat.NULL_PAGE);
        release();
    }

    PageAssembler assembler()
    {
        return assembler;
    }

    PageRing ring()
    {
        return ring;
    }

    /**
     * As the flusher would once everything is durable; and a segment, as the preparer would.
     */
    void release()
    {
        ring.released(ring.sealed());
        activated.clear();
        if (ready.isEmpty())
        {
            ready.add(newSegment());
        }
    }

    @Override
    public void close()
    {
        slab.close();
    }

    private Segment newSegment()
    {
        return new Segment(nextSegment++, SALT, PAGES_PER_SEGMENT, null);
    }
}
