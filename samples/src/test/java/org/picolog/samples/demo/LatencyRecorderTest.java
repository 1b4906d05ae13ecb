/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LatencyRecorderTest
{
    private final LatencyRecorder recorder = new LatencyRecorder(4);

    @Test
    void countsFromTheIntendedTime()
    {
        recorder.onPublished(1, 100, 7);
        recorder.onPublished(2, 200, 9);
        recorder.onCommitted(2, 1_000);

        assertEquals(2, recorder.commits().getTotalCount());
        assertEquals(900, recorder.commits().getMaxValue());
        assertEquals(800, recorder.commits().getMinNonZeroValue());
        assertEquals(9, recorder.submissions().getMaxValue());
    }

    @Test
    void addsUpFromOneLookToTheNext()
    {
        recorder.onPublished(1, 0, 1);
        recorder.onCommitted(1, 10);
        assertEquals(1, recorder.commits().getTotalCount());

        recorder.onPublished(2, 0, 1);
        recorder.onCommitted(2, 10);
        assertEquals(2, recorder.commits().getTotalCount());
    }

    @Test
    void hasRoomUntilFullAndAgainAfterACommit()
    {
        for (int sequence = 1; sequence <= 4; sequence++)
        {
            assertTrue(recorder.hasRoom(sequence - 1));
            recorder.onPublished(sequence, 0, 1);
        }
        assertFalse(recorder.hasRoom(4));

        recorder.onCommitted(1, 10);
        assertTrue(recorder.hasRoom(4));
    }
}
