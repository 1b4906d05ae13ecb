/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleFunction;

/**
 * Policies of group commit over the load: latency, its tail, and the size of a write.
 */
final class PolicyPlots
{
    private final Results results;
    private final List<Scenario> scenarios;
    private final List<String> names;
    private final double[] rates;

    PolicyPlots(final Results results)
    {
        this.results = results;
        scenarios = results.scenarios(Kind.POLICY);
        names = scenarios.stream().map(PolicyPlots::policyName).distinct().toList();
        rates = scenarios.stream().mapToDouble(Scenario::rate).distinct().sorted().toArray();
    }

    /**
     * @return cards of the page, empty if no policy was measured.
     */
    String render()
    {
        if (names.isEmpty())
        {
            return "";
        }

        return "<h2>Policies of group commit, over the bare device</h2>\n<div class=\"cards\">\n" +
            card("Commit latency, median", Metric.COMMIT_P50_US, "commit latency", Axis::duration) +
            card("Commit latency, 99th percentile", Metric.COMMIT_P99_US, "commit latency", Axis::duration) +
            card("Mean write", Metric.MEAN_WRITE_KIB, "KiB", Axis::shortened) +
            card("Processor time per message", Metric.CPU_US_PER_MESSAGE, "µs", Axis::shortened) +
            "</div>\n";
    }

    private String card(
        final String title, final Metric metric, final String unit, final DoubleFunction<String> labels)
    {
        final List<double[]> lines = new ArrayList<>();
        names.forEach((name) -> lines.add(Arrays.stream(rates).map((rate) -> median(name, rate, metric)).toArray()));
        final double[] all = lines.stream().flatMapToDouble(Arrays::stream)
            .filter((value) -> !Double.isNaN(value)).sorted().toArray();
        if (0 == all.length)
        {
            return "";
        }

        final LineChart chart = new LineChart(
            Axis.logarithmic("messages per second", rates[0], rates[rates.length - 1], Axis::shortened),
            Axis.logarithmic(unit, Math.max(all[0], 1e-3), all[all.length - 1], labels),
            true);
        final StringBuilder legend = new StringBuilder("<div class=\"legend\">");
        for (int i = 0; i < names.size(); i++)
        {
            final String color = Colors.of("", i);
            chart.add(new LineChart.Line(names.get(i), color, false, rates, lines.get(i)));
            legend.append("<span style=\"border-left:12px solid ").append(color).append(";padding-left:6px\">")
                .append(Html.escape(names.get(i))).append("</span>");
        }

        return "<div class=\"card\"><h3>" + title + "</h3>" + chart.render() + legend + "</div></div>\n";
    }

    private double median(final String name, final double rate, final Metric metric)
    {
        return scenarios.stream()
            .filter((scenario) -> name.equals(policyName(scenario)) && rate == scenario.rate())
            .mapToDouble((scenario) -> results.median(scenario, metric))
            .findFirst()
            .orElse(Double.NaN);
    }

    /**
     * As in "adaptive-yield".
     */
    private static String policyName(final Scenario scenario)
    {
        final String name = scenario.name();

        return name.substring(name.indexOf('-') + 1, name.lastIndexOf('-'));
    }
}
