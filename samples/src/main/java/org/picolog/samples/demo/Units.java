/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import java.util.Locale;

/**
 * Figures for people.
 */
final class Units
{
    private static final double KILO = 1e3;
    private static final double MEGA = 1e6;
    private static final double GIGA = 1e9;

    private Units()
    {
    }

    static String count(final long count)
    {
        return format("%,d", count);
    }

    static String bytes(final long length)
    {
        return length < GIGA ? format("%.1f MB", length / MEGA) : format("%.2f GB", length / GIGA);
    }

    static String duration(final long ns)
    {
        if (ns < KILO)
        {
            return ns + " ns";
        }
        if (ns < MEGA)
        {
            return format("%.1f us", ns / KILO);
        }

        return ns < GIGA ? format("%.2f ms", ns / MEGA) : format("%.2f s", ns / GIGA);
    }

    static String format(final String format, final Object... args)
    {
        return String.format(Locale.ROOT, format, args);
    }
}
