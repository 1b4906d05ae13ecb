/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(30)
class OpenLoopTest
{
    private static final long MS = 1_000_000L;
    private static final double US_PER_MS = 1_000.0;

    private final StopSignal stopSignal = new StopSignal();

    @Test
    void aStallCountsForEveryMessageThatItDelays()
    {
        // The system takes nothing from the 100th to the 200th millisecond.
        final FakeTarget target = new FakeTarget(100 * MS, 200 * MS, Long.MAX_VALUE);
        final OpenLoop loop = new OpenLoop(target, 10_000, YieldingIdleStrategy.INSTANCE, stopSignal);
        loop.run(0, 400 * MS, Long.MAX_VALUE);

        assertEquals(4_000, target.offeredCount());
        assertEquals(4_000, loop.commits().count());
        // A quarter of the messages fell into the stall, and the first of them waited it out.
        assertTrue(loop.commits().maxUs() > 80 * US_PER_MS, () -> "max " + loop.commits().maxUs());
        assertTrue(loop.commits().percentileUs(90) > 20 * US_PER_MS, () -> "p90 " + loop.commits().percentileUs(90));
        assertTrue(loop.refusedCount() > 0);
    }

    @Test
    void warmUpIsNotRecorded()
    {
        final FakeTarget target = new FakeTarget(0, 50 * MS, Long.MAX_VALUE);
        final OpenLoop loop = new OpenLoop(target, 10_000, YieldingIdleStrategy.INSTANCE, stopSignal);
        loop.run(200 * MS, 100 * MS, Long.MAX_VALUE);

        assertEquals(3_000, target.offeredCount());
        assertEquals(1_000, loop.commits().count());
        assertEquals(1_000, loop.submissions().count());
    }

    @Test
    void givesUpOnARateThatIsNotReachedAndSaysSo()
    {
        final FakeTarget target = new FakeTarget(0, 0, 500);
        final OpenLoop loop = new OpenLoop(target, 100_000, YieldingIdleStrategy.INSTANCE, stopSignal);
        loop.run(0, 50 * MS, Long.MAX_VALUE);

        assertTrue(loop.failure().contains("100,000"), loop::failure);
        assertEquals(500, loop.commits().count());
        assertTrue(loop.reachedRate() < 100_000);
    }

    @Test
    void givesUpAsSoonAsItLagsTooFarBehind()
    {
        final FakeTarget target = new FakeTarget(0, 0, 500);
        final OpenLoop loop = new OpenLoop(target, 100_000, YieldingIdleStrategy.INSTANCE, stopSignal);
        final long beginNs = System.nanoTime();
        loop.run(3_600_000 * MS, 50 * MS, Long.MAX_VALUE);

        assertTrue(System.nanoTime() - beginNs < 20_000 * MS);
        assertTrue(loop.reachedRate() > 0 && loop.reachedRate() < 100_000);
        assertNotNull(loop.failure());
    }

    @Test
    void endsWhereSpaceDoesAndSaysSo()
    {
        final FakeTarget target = new FakeTarget(0, 0, Long.MAX_VALUE);
        final OpenLoop loop = new OpenLoop(target, 10_000, YieldingIdleStrategy.INSTANCE, stopSignal);
        loop.run(0, 100 * MS, 300);

        assertEquals(300, target.offeredCount());
        assertTrue(loop.failure().contains("--max-gigabytes"), loop::failure);
    }

    @Test
    void endsWhenAskedTo()
    {
        stopSignal.raise();
        final OpenLoop loop = new OpenLoop(
            new FakeTarget(0, 0, 0), 1_000, YieldingIdleStrategy.INSTANCE, stopSignal);

        assertThrows(StoppedException.class, () -> loop.run(0, 100 * MS, Long.MAX_VALUE));
    }

    /**
     * Completes at once what it takes, and takes nothing for a while, or beyond a number.
     */
    private static final class FakeTarget implements MessageTarget
    {
        private final long beginNs = System.nanoTime();
        private final long stallNs;
        private final long stallEndNs;
        private final long limit;
        private long count;

        FakeTarget(final long stallNs, final long stallEndNs, final long limit)
        {
            this.stallNs = stallNs;
            this.stallEndNs = stallEndNs;
            this.limit = limit;
        }

        @Override
        public int offer(final int wanted)
        {
            final long elapsedNs = System.nanoTime() - beginNs;
            final boolean isStalled = elapsedNs >= stallNs && elapsedNs < stallEndNs;
            final int taken = isStalled ? 0 : (int)Math.min(wanted, limit - count);
            count += taken;

            return taken;
        }

        @Override
        public int poll()
        {
            return 0;
        }

        @Override
        public long offeredCount()
        {
            return count;
        }

        @Override
        public long completedCount()
        {
            return count;
        }

        @Override
        public WriteCounts written()
        {
            return new WriteCounts(0, 0);
        }

        @Override
        public String describe()
        {
            return "a fake";
        }

        @Override
        public void close()
        {
            // Nothing to free.
        }
    }
}
