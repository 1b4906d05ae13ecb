/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.Agent;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DutyCycleTest
{
    private final DutyCycle cycle = new DutyCycle("agent", 100);

    @Test
    void countsAStallOnceWhileItLastsAndAfterIt()
    {
        cycle.begin(1_000);
        assertEquals(0, cycle.stalls(1_099));
        assertEquals(1, cycle.stalls(1_100));
        assertEquals(1, cycle.stalls(5_000));
        cycle.begin(6_000);
        assertEquals(1, cycle.stalls(6_001));
        assertEquals(5_000, cycle.maxNs());
        assertEquals(1, cycle.ageNs(6_001));
    }

    @Test
    void countsAStallThatNobodyWatched()
    {
        cycle.begin(Long.MAX_VALUE - 10);
        cycle.begin(Long.MIN_VALUE + 200);
        assertEquals(1, cycle.stalls(Long.MIN_VALUE + 201));
        assertEquals(211, cycle.maxNs());
    }

    /**
     * A close may take longer than a cycle: until everything is durable.
     */
    @Test
    void closingIsNoStall() throws Exception
    {
        final long[] nowNs = {1_000};
        final boolean[] isClosed = {false};
        final TimedAgent agent = new TimedAgent(
            new Agent()
            {
                @Override
                public int doWork()
                {
                    return 0;
                }

                @Override
                public void onClose()
                {
                    nowNs[0] += 5_000;
                    assertEquals(0, cycle.stalls(nowNs[0]));
                    isClosed[0] = true;
                }

                @Override
                public String roleName()
                {
                    return "agent";
                }
            },
            cycle,
            () -> nowNs[0]);
        agent.onStart();
        agent.doWork();
        nowNs[0] += 99;
        agent.onClose();
        assertTrue(isClosed[0]);
        assertEquals(0, cycle.stalls(nowNs[0] + 5_000));
        assertEquals(99, cycle.maxNs());
    }

    @Test
    void knowsOfNoneBeforeItBegins()
    {
        assertEquals(0, cycle.stalls(1_000_000));
        assertEquals(0, cycle.ageNs(1_000_000));
    }
}
