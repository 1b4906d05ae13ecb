/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * One side of a chart: where a value lies, and which values are marked.
 */
interface Axis
{
    /**
     * A marked value.
     *
     * @param value of the mark.
     * @param label for people; empty for a line without a label.
     */
    record Mark(double value, String label)
    {
    }

    String title();

    /**
     * Where a value lies: 0 at the beginning of the axis, 1 at its end.
     */
    double at(double value);

    List<Mark> marks();

    /**
     * Logarithmic, from one round number to another.
     *
     * @param title  of the axis.
     * @param least  value to be shown, greater than 0.
     * @param most   value to be shown.
     * @param labels of marked values.
     */
    static Axis logarithmic(
        final String title, final double least, final double most, final DoubleFunction<String> labels)
    {
        final double[] steps = {1, 2, 5};
        final List<Mark> marks = new ArrayList<>();
        double from = Double.NaN;
        double to = Double.NaN;
        for (int decade = (int)Math.floor(Math.log10(least)); Double.isNaN(to); decade++)
        {
            for (final double step : steps)
            {
                final double value = step * Math.pow(10, decade);
                if (value <= least * 1.0001 || Double.isNaN(from))
                {
                    from = value;
                    marks.clear();
                }
                if (Double.isNaN(to))
                {
                    marks.add(new Mark(value, 1 == step || most / least < 100 ? labels.apply(value) : ""));
                }
                if (value >= most && value > from && Double.isNaN(to))
                {
                    to = value;
                }
            }
        }

        return new Scale(title, Math.log(from), Math.log(to), Math::log, marks);
    }

    /**
     * From 0 to a round number.
     *
     * @param title of the axis.
     * @param most  value to be shown.
     */
    static Axis linear(final String title, final double most)
    {
        final double rough = most / 4;
        final double power = Math.pow(10, Math.floor(Math.log10(Math.max(rough, 1e-9))));
        final double step = power * (rough / power <= 1 ? 1 : rough / power <= 2 ? 2 : rough / power <= 5 ? 5 : 10);
        final int count = (int)Math.max(1, Math.ceil(most / step - 1e-9));
        final List<Mark> marks = new ArrayList<>();
        for (int i = 0; i <= count; i++)
        {
            marks.add(new Mark(i * step, shortened(i * step)));
        }

        return new Scale(title, 0, count * step, (value) -> value, marks);
    }

    /**
     * Percentiles, each nine as wide as the one before.
     *
     * @param title of the axis.
     */
    static Axis percentiles(final String title)
    {
        final double most = 99.999;
        final List<Mark> marks = new ArrayList<>();
        for (final double percentile : new double[]{0, 50, 90, 99, 99.9, 99.99, 99.999})
        {
            marks.add(new Mark(percentile, String.format(Locale.ROOT, "%s %%", shortened(percentile))));
        }

        return new Scale(
            title, 0, nines(most), (percentile) -> nines(Math.min(percentile, most)), marks);
    }

    /**
     * A duration, for people: 200 µs, 5 ms.
     *
     * @param us in microseconds.
     */
    static String duration(final double us)
    {
        return us < 1e3 ? shortened(us) + " µs" : us < 1e6 ? shortened(us / 1e3) + " ms" : shortened(us / 1e6) + " s";
    }

    /**
     * Short for people: 12.5, 1k, 34.6M.
     */
    static String shortened(final double value)
    {
        final double size = Math.abs(value);
        if (size >= 999_500)
        {
            return trimmed(value / 1e6, size >= 99.95e6 ? 0 : size >= 9.995e6 ? 1 : 2) + "M";
        }
        if (size >= 1_000)
        {
            return trimmed(value / 1e3, size >= 99_950 ? 0 : 1) + "k";
        }

        return trimmed(value, 3);
    }

    private static String trimmed(final double value, final int decimals)
    {
        final String text = String.format(Locale.ROOT, "%." + decimals + "f", value);

        return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
    }

    private static double nines(final double percentile)
    {
        return -Math.log10(1 - percentile / 100);
    }

    /**
     * An axis on which a function of the value is even.
     *
     * @param title     of the axis.
     * @param from      function of the first value.
     * @param to        function of the last value.
     * @param transform the function.
     * @param marks     on the axis.
     */
    record Scale(
        String title, double from, double to, DoubleUnaryOperator transform, List<Mark> marks)
        implements Axis
    {
        @Override
        public double at(final double value)
        {
            return Math.max(0, Math.min(1, (transform.applyAsDouble(value) - from) / (to - from)));
        }
    }
}
