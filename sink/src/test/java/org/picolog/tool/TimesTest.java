/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

class TimesTest
{
    @ParameterizedTest
    @ValueSource(strings = {
        "2026-01-01T00:00:00Z", "2026-01-01T00:00Z", "2026-01-01T00:00:00", "2026-01-01", "2026-01-01T05:30:00+05:30",
        "2025-12-31T19:00:00.000-05:00"})
    void readsTimesAsPeopleWriteThem(final String text)
    {
        assertEquals(1_767_225_600_000_000_000L, Times.parse(text));
    }

    @Test
    void readsWhatItWrites()
    {
        for (final long timestampNs : new long[] {0, 1, 1_767_225_600_123_456_789L, Long.MAX_VALUE, -1})
        {
            assertEquals(timestampNs, Times.parse(Times.format(timestampNs)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "now", "2026", "2026-02-30", "2026-01-01T25:00:00Z", "2026-01-01 00:00", "3000-01-01"})
    void refusesWhatIsNoTime(final String text)
    {
        assertThrows(IllegalArgumentException.class, () -> Times.parse(text));
    }
}
