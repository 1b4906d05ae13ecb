/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.junit.jupiter.api.Assertions.assertEquals;

class UnitsTest
{
    @ParameterizedTest
    @CsvSource({
        "0, 0 ns", "999, 999 ns", "1000, 1.0 us", "280100, 280.1 us", "1500000, 1.50 ms", "3210000000, 3.21 s"})
    void formatsDurations(final long ns, final String expected)
    {
        assertEquals(expected, Units.duration(ns));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 MB", "500000000, 500.0 MB", "1234000000, 1.23 GB"})
    void formatsLengths(final long length, final String expected)
    {
        assertEquals(expected, Units.bytes(length));
    }
}
