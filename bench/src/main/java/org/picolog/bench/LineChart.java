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
 * Lines over two axes, as SVG that needs nothing from outside.
 */
final class LineChart
{
    private static final int WIDTH = 560;
    private static final int HEIGHT = 330;
    private static final int LEFT = 66;
    private static final int RIGHT = 30;
    private static final int TOP = 14;
    private static final int BOTTOM = 46;

    /**
     * A line.
     *
     * @param name     for the tooltip.
     * @param color    of the line.
     * @param isDashed as for what is not durable.
     * @param x        of the points.
     * @param y        of the points; NaN where there is none.
     */
    record Line(String name, String color, boolean isDashed, double[] x, double[] y)
    {
    }

    private final Axis xAxis;
    private final Axis yAxis;
    private final boolean hasPoints;
    private final List<Line> lines = new ArrayList<>();
    private final StringBuilder svg = new StringBuilder();
    private double level = Double.NaN;
    private String levelName;

    /**
     * Construct.
     *
     * @param xAxis     from left to right.
     * @param yAxis     from below to above.
     * @param hasPoints true to show where the measured points are.
     */
    LineChart(final Axis xAxis, final Axis yAxis, final boolean hasPoints)
    {
        this.xAxis = xAxis;
        this.yAxis = yAxis;
        this.hasPoints = hasPoints;
    }

    void add(final Line line)
    {
        lines.add(line);
    }

    /**
     * Mark a value of the y-axis by a line across.
     */
    void level(final double value, final String name)
    {
        level = value;
        levelName = name;
    }

    String render()
    {
        svg.append(String.format(
            Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" preserveAspectRatio=\"xMidYMid meet\">%n", WIDTH,
            HEIGHT));
        addGrid();
        if (!Double.isNaN(level))
        {
            addLevel();
        }
        lines.forEach(this::addLine);
        svg.append("</svg>\n");

        return svg.toString();
    }

    private void addGrid()
    {
        for (final Axis.Mark mark : yAxis.marks())
        {
            final double y = y(mark.value());
            addStroke(LEFT, y, WIDTH - RIGHT, y, mark.label().isEmpty() ? "grid faint" : "grid");
            addText(LEFT - 8, y + 4, "end", "tick", mark.label());
        }
        for (final Axis.Mark mark : xAxis.marks())
        {
            final double x = x(mark.value());
            addStroke(x, TOP, x, HEIGHT - BOTTOM, mark.label().isEmpty() ? "grid faint" : "grid");
            addText(x, HEIGHT - BOTTOM + 17, "middle", "tick", mark.label());
        }
        addText((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", "axis", xAxis.title());
        svg.append(String.format(
            Locale.ROOT, "<text class=\"axis\" text-anchor=\"middle\" transform=\"translate(14 %.1f) rotate(-90)\">%s" +
            "</text>%n", (TOP + HEIGHT - BOTTOM) / 2.0, Html.escape(yAxis.title())));
    }

    private void addLevel()
    {
        addStroke(LEFT, y(level), WIDTH - RIGHT, y(level), "level");
        addText(LEFT + 6, y(level) - 5, "start", "levelname", levelName);
    }

    private void addLine(final Line line)
    {
        final StringBuilder points = new StringBuilder();
        final StringBuilder dots = new StringBuilder();
        for (int i = 0; i < line.x().length; i++)
        {
            if (!Double.isNaN(line.y()[i]))
            {
                final double x = x(line.x()[i]);
                final double y = y(line.y()[i]);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
                dots.append(String.format(
                    Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"%s\" fill=\"%s\" class=\"%s\"><title>%s: %s, %s" +
                    "</title></circle>", x, y, hasPoints ? "3.5" : "5", line.color(), hasPoints ? "dot" : "dot hidden",
                    Html.escape(line.name()), Axis.shortened(line.x()[i]), Axis.shortened(line.y()[i])));
            }
        }
        svg.append(String.format(
            Locale.ROOT, "<g><polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\" " +
            "stroke-linejoin=\"round\"%s><title>%s</title></polyline>%s</g>%n", points.toString().trim(), line.color(),
            line.isDashed() ? " stroke-dasharray=\"6 4\"" : "", Html.escape(line.name()), dots));
    }

    private void addStroke(final double x1, final double y1, final double x2, final double y2, final String style)
    {
        svg.append(String.format(
            Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>%n", x1, y1, x2, y2,
            style));
    }

    private void addText(final double x, final double y, final String anchor, final String style, final String text)
    {
        if (!text.isEmpty())
        {
            svg.append(String.format(
                Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>%n", x, y, anchor,
                style, Html.escape(text)));
        }
    }

    private double x(final double value)
    {
        return LEFT + xAxis.at(value) * (WIDTH - LEFT - RIGHT);
    }

    private double y(final double value)
    {
        return HEIGHT - BOTTOM - yAxis.at(value) * (HEIGHT - TOP - BOTTOM);
    }
}
