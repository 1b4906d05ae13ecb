/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.IdleStrategy;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A thread that only flushes waits for the device, and backs off where no wait lasts.
 */
class FlushIdleStrategyTest
{
    private final TestLog test = new TestLog();
    private final CountingStrategy other = new CountingStrategy();

    @Test
    void idlesAsTheOtherWhileNothingIsWritten()
    {
        test.open();
        final IdleStrategy strategy =
            new FlushIdleStrategy(test.log().flusher(), FlushIdleStrategy.FLUSH_WAIT_NS, other);
        for (int i = 0; i < 10; i++)
        {
            strategy.idle(0);
        }
        assertEquals(10, other.idles);
        strategy.idle(1);
        assertEquals(1, other.resets);
    }

    /**
     * As after a failure, when nobody takes completions any more: a thread that tried again at once would spin.
     */
    @Test
    void backsOffWhereNoWaitLasts()
    {
        test.open();
        test.appendInFlight(2);
        assertTrue(test.log().flusher().isWriting());
        final IdleStrategy strategy =
            new FlushIdleStrategy(test.log().flusher(), FlushIdleStrategy.FLUSH_WAIT_NS, other);
        for (int i = 0; i < 10; i++)
        {
            strategy.idle(0);
        }
        assertEquals(5, other.idles);
        assertEquals(0, other.resets);
    }

    private static final class CountingStrategy implements IdleStrategy
    {
        private int idles;
        private int resets;

        @Override
        public void idle(final int workCount)
        {
            throw new AssertionError("asked with a count");
        }

        @Override
        public void idle()
        {
            idles++;
        }

        @Override
        public void reset()
        {
            resets++;
        }
    }
}
