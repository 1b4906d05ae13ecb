/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Bars from left to right, one below the other, as SVG that needs nothing from outside.
 */
final class BarChart
{
    private static final int WIDTH = 620;
    private static final int ROW = 30;
    private static final int BAR = 19;
    private static final int LEFT = 238;
    private static final int RIGHT = 64;
    private static final int BOTTOM = 40;

    /**
     * A bar.
     *
     * @param name    beside it.
     * @param color   of it.
     * @param isFaint as for what is not durable.
     * @param value   that it shows; NaN for a failed one.
     */
    record Bar(String name, String color, boolean isFaint, double value)
    {
    }

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    BarChart(final String title)
    {
        this.title = title;
    }

    void add(final Bar bar)
    {
        bars.add(bar);
    }

    String render()
    {
        final double most = bars.stream().mapToDouble(Bar::value).filter((value) -> !Double.isNaN(value)).max()
            .orElse(1);
        final Axis axis = Axis.linear(title, Math.max(most, 1e-6));
        final int height = bars.size() * ROW + BOTTOM;
        final StringBuilder svg = new StringBuilder(String.format(
            Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" preserveAspectRatio=\"xMidYMid meet\">%n", WIDTH,
            height));
        for (final Axis.Mark mark : axis.marks())
        {
            final double x = LEFT + axis.at(mark.value()) * (WIDTH - LEFT - RIGHT);
            svg.append(String.format(
                Locale.ROOT, "<line x1=\"%1$.1f\" y1=\"0\" x2=\"%1$.1f\" y2=\"%2$d\" class=\"grid\"/>" +
                "<text x=\"%1$.1f\" y=\"%3$d\" text-anchor=\"middle\" class=\"tick\">%4$s</text>%n", x, height - BOTTOM,
                height - BOTTOM + 15, mark.label()));
        }
        svg.append(String.format(
            Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" class=\"axis\">%s</text>%n",
            LEFT + (WIDTH - LEFT - RIGHT) / 2.0, height - 6, Html.escape(title)));
        for (int i = 0; i < bars.size(); i++)
        {
            addBar(svg, axis, bars.get(i), i * ROW + (ROW - BAR) / 2);
        }

        return svg.append("</svg>\n").toString();
    }

    private static void addBar(final StringBuilder svg, final Axis axis, final Bar bar, final int top)
    {
        final boolean isFailed = Double.isNaN(bar.value());
        final double width = isFailed ? 0 : Math.max(1, axis.at(bar.value()) * (WIDTH - LEFT - RIGHT));
        svg.append(String.format(
            Locale.ROOT, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" class=\"barname\">%s</text>", LEFT - 10,
            top + 14, Html.escape(bar.name())));
        svg.append(String.format(
            Locale.ROOT, "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"%s/>", LEFT, top,
            width, BAR, bar.color(), bar.isFaint() ? " class=\"faintbar\"" : ""));
        svg.append(String.format(
            Locale.ROOT, "<text x=\"%.1f\" y=\"%d\" class=\"%s\">%s</text>%n", LEFT + width + 8, top + 14,
            isFailed ? "failed" : "barvalue", isFailed ? "FAILED" : Axis.shortened(bar.value())));
    }
}
