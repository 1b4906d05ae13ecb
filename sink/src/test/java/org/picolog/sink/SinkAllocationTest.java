/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import com.sun.management.ThreadMXBean;
import io.aeron.ExclusivePublication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * In a steady state the agents allocate nothing, rolls of segments included.
 */
@Timeout(180)
class SinkAllocationTest
{
    private static final int COUNT = 200_000;

    /**
     * For what the virtual machine itself allocates on a thread now and then.
     */
    private static final long TOLERANCE = 4096;

    private final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();

    @TempDir
    private Path directory;

    @Test
    void allocatesNothingPerMessage()
    {
        try (SinkHarness harness = new SinkHarness(directory))
        {
            harness.ctx.log().segmentLength(4 * 1024 * 1024);
            harness.launch(ThreadingMode.DEDICATED);
            final ExclusivePublication publication = harness.addPublication();
            final long first = publish(harness, publication, 0);
            final long ingestBefore = allocatedBytes("picolog-ingest");
            final long flushBefore = allocatedBytes("picolog-flush");
            publish(harness, publication, first);
            final long ingest = allocatedBytes("picolog-ingest") - ingestBefore;
            final long flush = allocatedBytes("picolog-flush") - flushBefore;

            assertTrue(ingest < TOLERANCE && flush < TOLERANCE, "ingest " + ingest + " bytes, flush " + flush);
            assertEquals(2 * COUNT, harness.lastAck().committed());
        }
    }

    private long publish(final SinkHarness harness, final ExclusivePublication publication, final long before)
    {
        for (long sequence = before + 1; sequence <= before + COUNT; sequence++)
        {
            harness.publish(publication, sequence, 100);
        }
        harness.awaitCommitted(before + COUNT);

        return before + COUNT;
    }

    private long allocatedBytes(final String name)
    {
        final long id = Thread.getAllStackTraces().keySet().stream()
            .filter((thread) -> name.equals(thread.getName()))
            .mapToLong(Thread::getId)
            .findFirst()
            .orElseThrow();
        return threads.getThreadAllocatedBytes(id);
    }
}
