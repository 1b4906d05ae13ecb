/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ScheduleTest
{
    private static final long START_NS = -5_000;
    private static final long NS_PER_SECOND = 1_000_000_000L;

    @Test
    void spacesMessagesEvenly()
    {
        final Schedule schedule = new Schedule(START_NS, 100_000);

        assertEquals(START_NS, schedule.intendedNs(0));
        assertEquals(START_NS + 10_000, schedule.intendedNs(1));
        assertEquals(START_NS + NS_PER_SECOND, schedule.intendedNs(100_000));
    }

    @Test
    void aMessageIsDueAtItsTimeAndNotBefore()
    {
        final Schedule schedule = new Schedule(START_NS, 100_000);

        assertEquals(0, schedule.dueBy(START_NS - 1));
        assertEquals(1, schedule.dueBy(START_NS));
        assertEquals(1, schedule.dueBy(START_NS + 9_999));
        assertEquals(2, schedule.dueBy(START_NS + 10_000));
    }

    @Test
    void doesNotDriftOrOverflowAtAnAwkwardRateOverAWeek()
    {
        final long rate = 7_777_777;
        final Schedule schedule = new Schedule(START_NS, rate);
        final long message = 7L * 24 * 3600 * rate + 12_345;

        final long intendedNs = schedule.intendedNs(message);
        assertTrue(Math.abs(schedule.dueBy(intendedNs) - (message + 1)) <= 1);
        assertEquals(7L * 24 * 3600, (intendedNs - START_NS) / NS_PER_SECOND);
    }

    @Test
    void countsWhatFitsInADuration()
    {
        assertEquals(0, Schedule.countIn(0, 1_000));
        assertEquals(500, Schedule.countIn(NS_PER_SECOND / 2, 1_000));
    }
}
