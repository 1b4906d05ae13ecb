/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.sink.SinkCounter;

import java.util.Map;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SinkSampleTest
{
    @Test
    void namesEachState()
    {
        for (final SinkStatus status : SinkStatus.values())
        {
            assertEquals(status.name(), sample(status.value()).state(0));
        }
        assertEquals("SILENT", sample(SinkStatus.SLOW_DEVICE.value()).state(60_000));
        assertTrue(new StatScreen(true).format(sample(SinkStatus.SLOW_DEVICE.value()), 0)
            .contains("\033[33mSLOW_DEVICE\033[0m"));
    }

    @Test
    void takesAStateOfALaterVersionForActive()
    {
        assertEquals("ACTIVE", sample(99).state(0));
    }

    private static SinkSample sample(final long state)
    {
        return new SinkSample(new UUID(1, 2), 1, "/here", 0, Map.of(SinkCounter.STATE, state));
    }
}
