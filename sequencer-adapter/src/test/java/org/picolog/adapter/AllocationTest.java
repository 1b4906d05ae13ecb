/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.lang.management.ManagementFactory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A steady loop of publishing and polling allocates nothing.
 */
@Timeout(60)
class AllocationTest
{
    private static final int WARM_UP = 50_000;
    private static final int MESSAGES = 100_000;
    private static final int ROUNDS = 3;

    private final Claim claim = new Claim();
    private final UnsafeBuffer message = TestSink.message(2_000);
    private long ticks;

    @Test
    void shouldNotAllocatePerMessage()
    {
        final com.sun.management.ThreadMXBean threads =
            (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
        try (TestDriver driver = new TestDriver();
            Aeron aeron = driver.client();
            TestSink sink = new TestSink(aeron);
            SequencerAdapter adapter = sink.connect(driver.context().aeron(aeron)))
        {
            publish(adapter, sink, WARM_UP, threads);
            // What is allocated once, when a path is first taken, is not allocated per message: the least counts.
            long allocated = Long.MAX_VALUE;
            for (int i = 0; i < ROUNDS; i++)
            {
                allocated = Math.min(allocated, publish(adapter, sink, MESSAGES, threads));
            }
            assertTrue(adapter.committedSequence() > WARM_UP, "acks were read: " + adapter.committedSequence());
            assertEquals(WARM_UP + ROUNDS * MESSAGES + 1, adapter.nextSequence());
            // A few bytes are the measurement's own.
            assertTrue(allocated < MESSAGES / 200, "allocated " + allocated + " bytes");
        }
    }

    private long publish(
        final SequencerAdapter adapter,
        final TestSink sink,
        final int count,
        final com.sun.management.ThreadMXBean threads)
    {
        long allocated = 0;
        int published = 0;
        while (published < count)
        {
            final long before = threads.getCurrentThreadAllocatedBytes();
            long result = 0;
            for (int i = 0; i < 100 && result >= 0 && published < count; i++)
            {
                result = publishOne(adapter, published);
                published += result > 0 ? 1 : 0;
                ticks += adapter.poll();
            }
            allocated += threads.getCurrentThreadAllocatedBytes() - before;

            sink.drain();
            sink.offer(adapter.nextSequence());
        }

        return allocated;
    }

    private long publishOne(final SequencerAdapter adapter, final int i)
    {
        if (0 == i % 2)
        {
            return adapter.offer(message, 0, message.capacity());
        }

        final long result = adapter.tryClaim(8, claim);
        if (result > 0)
        {
            claim.buffer().putLong(claim.offset(), result);
            claim.commit();
        }

        return result;
    }
}
