/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;

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

    @Test
    void knowsOfNoneBeforeItBegins()
    {
        assertEquals(0, cycle.stalls(1_000_000));
        assertEquals(0, cycle.ageNs(1_000_000));
    }
}
