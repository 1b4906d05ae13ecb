/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.util.Locale;

/**
 * Amounts as people read them.
 */
final class Size
{
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] TIME_UNITS = {"ns", "us", "ms", "s"};
    private static final int BYTE_STEP = 1024;
    private static final int TIME_STEP = 1000;

    private Size()
    {
    }

    /**
     * A number of bytes.
     */
    static String of(final long bytes)
    {
        return scaled(bytes, BYTE_STEP, BYTE_UNITS);
    }

    /**
     * A number of nanoseconds.
     */
    static String ofTime(final long ns)
    {
        return scaled(ns, TIME_STEP, TIME_UNITS);
    }

    private static String scaled(final long value, final int step, final String[] units)
    {
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= step && unit < units.length - 1)
        {
            scaled /= step;
            unit++;
        }

        return String.format(Locale.ROOT, 0 == unit ? "%.0f %s" : "%.1f %s", scaled, units[unit]);
    }
}
