/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The report as a page that needs nothing from outside: what distorts first, then the comparison in a table and in
 * plots, then every figure.
 */
final class HtmlReport
{
    private static final long PLOTTED_CPU_RATE = 1_000_000;

    private final Environment environment;
    private final Results results;
    private final Map<SystemUnderTest, String> colors = new LinkedHashMap<>();
    private final StringBuilder text = new StringBuilder();

    private HtmlReport(final Environment environment, final Results results)
    {
        this.environment = environment;
        this.results = results;
        results.systems().forEach((system) -> colors.put(system, Colors.of(system.name(), colors.size())));
    }

    /**
     * Render a report.
     *
     * @param environment that the figures were taken on.
     * @param results     with whatever was measured.
     * @param isComplete  false if the run was ended early.
     * @return the page.
     */
    static String render(final Environment environment, final Results results, final boolean isComplete)
    {
        final HtmlReport report = new HtmlReport(environment, results);
        report.addHead(isComplete);
        report.addFailures();
        for (final int size : report.sizes())
        {
            report.addSize(size);
        }
        report.text.append(new PolicyPlots(results).render());
        report.addDurability();
        report.addTables();
        report.addThreads();
        report.addRatios();
        report.addEnvironment();
        report.text.append("</main></body></html>\n");

        return report.text.toString();
    }

    private void addHead(final boolean isComplete)
    {
        text.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
            .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">")
            .append("<title>Picolog benchmarks</title><style>\n").append(Html.STYLE).append("</style></head><body>")
            .append("<main>\n<h1>Picolog benchmarks</h1>\n<p class=\"soft\">")
            .append(Html.escape(environment.summary())).append("</p>\n");
        if (!isComplete)
        {
            text.append("<div class=\"bad\"><b>The run was interrupted:</b> some repetitions are missing.</div>\n");
        }
        addList("warn", "What distorts the figures here", environment.warnings());
    }

    private void addFailures()
    {
        addList("bad", "FAILED runs, in no median and no plot", results.failures());
    }

    private void addList(final String style, final String title, final List<String> items)
    {
        if (!items.isEmpty())
        {
            text.append("<div class=\"").append(style).append("\"><b>").append(title).append("</b><ul>");
            items.forEach((item) -> text.append("<li>").append(Html.escape(item)).append("</li>"));
            text.append("</ul></div>\n");
        }
    }

    private void addSize(final int size)
    {
        text.append("<h2>Messages of ").append(String.format(Locale.ROOT, "%,d", size)).append(" bytes</h2>\n");
        addSummary(size);
        text.append("<div class=\"cards wide\">\n");
        addThroughput(size);
        addLoad(size, "Commit latency against load, median", Metric.COMMIT_P50_US);
        addLoad(size, "Commit latency against load, 99th percentile", Metric.COMMIT_P99_US);
        for (final long rate : rates(size))
        {
            addPercentiles(size, rate);
        }
        addCpu(size);
        text.append("</div>\n");
    }

    /**
     * A row for each system: what one asks first.
     */
    private void addSummary(final int size)
    {
        final List<Long> rates = rates(size);
        final double throughput = best(size, 0, Metric.MESSAGES_PER_SECOND, true);
        text.append("<div class=\"card\"><table><tr><th>median of the runs; best durable one in colour</th>")
            .append("<th>closed loop<br>msg/s</th>");
        for (final long rate : rates)
        {
            text.append("<th>p50 / p99 µs<br>at ").append(Axis.shortened(rate)).append(" msg/s</th>");
        }
        text.append("</tr>\n");
        for (final SystemUnderTest system : colors.keySet())
        {
            text.append("<tr><td>").append(swatch(system)).append(Html.escape(system.markedTitle())).append("</td><td>")
                .append(value(system, size, 0, Metric.MESSAGES_PER_SECOND, throughput)).append("</td>");
            for (final long rate : rates)
            {
                text.append("<td>")
                    .append(value(
                        system, size, rate, Metric.COMMIT_P50_US, best(size, rate, Metric.COMMIT_P50_US, false)));
                if (!Double.isNaN(median(system, size, rate, Metric.COMMIT_P50_US)))
                {
                    text.append(" / ").append(value(
                        system, size, rate, Metric.COMMIT_P99_US, best(size, rate, Metric.COMMIT_P99_US, false)));
                }
                text.append("</td>");
            }
            text.append("</tr>\n");
        }
        text.append("</table></div>\n");
    }

    private void addThroughput(final int size)
    {
        final BarChart chart = new BarChart("messages per second");
        for (final Scenario scenario : results.scenarios(Kind.IPC))
        {
            if (size == scenario.messageLength())
            {
                chart.add(new BarChart.Bar(
                    "Ceiling: bare Aeron IPC", Colors.CEILING, false,
                    results.median(scenario, Metric.MESSAGES_PER_SECOND)));
            }
        }
        for (final Scenario scenario : results.scenarios(Kind.DEVICE_BANDWIDTH))
        {
            chart.add(new BarChart.Bar(
                "Ceiling: device, payload only", Colors.CEILING, false,
                results.median(scenario, Metric.DISK_MEGABYTES_PER_SECOND) * 1e6 / size));
        }
        addBars(chart, size, 0, Metric.MESSAGES_PER_SECOND, "Throughput, closed loop");
    }

    private void addCpu(final int size)
    {
        final long rate = rates(size).contains(PLOTTED_CPU_RATE) ? PLOTTED_CPU_RATE :
            rates(size).stream().max(Long::compare).orElse(0L);
        addBars(
            new BarChart("CPU µs per message, without the generator's"), size, rate,
            Metric.SYSTEM_CPU_US_PER_MESSAGE, "Processor time per message at " + Axis.shortened(rate) + " msg/s");
    }

    private void addBars(
        final BarChart chart, final int size, final long rate, final Metric metric, final String title)
    {
        boolean isEmpty = true;
        for (final SystemUnderTest system : colors.keySet())
        {
            final Scenario scenario = results.scenario(system, size, rate);
            if (null != scenario)
            {
                isEmpty = false;
                chart.add(new BarChart.Bar(
                    system.markedTitle(), colors.get(system), !system.isDurable(), results.median(scenario, metric)));
            }
        }
        if (!isEmpty)
        {
            addCard(title, chart.render(), "");
        }
    }

    private void addLoad(final int size, final String title, final Metric metric)
    {
        final List<Long> rates = rates(size);
        final double[] x = rates.stream().mapToDouble(Long::doubleValue).toArray();
        addLines(
            title,
            rates.isEmpty() ? null :
                Axis.logarithmic("messages per second", rates.get(0), x[x.length - 1], Axis::shortened),
            true,
            x,
            (system) -> rates.stream().mapToDouble((rate) -> median(system, size, rate, metric)).toArray());
    }

    private void addPercentiles(final int size, final long rate)
    {
        addLines(
            "Commit latency by percentile at " + Axis.shortened(rate) + " msg/s",
            Axis.percentiles("percentile"),
            false,
            Latencies.CURVE,
            (system) ->
            {
                final Scenario scenario = results.scenario(system, size, rate);
                return null == scenario ? null : results.commits(scenario);
            });
    }

    private void addLines(
        final String title,
        final Axis xAxis,
        final boolean hasPoints,
        final double[] x,
        final Function<SystemUnderTest, double[]> points)
    {
        final Map<SystemUnderTest, double[]> lines = new LinkedHashMap<>();
        for (final SystemUnderTest system : colors.keySet())
        {
            final double[] y = points.apply(system);
            if (null != y && Arrays.stream(y).anyMatch((value) -> !Double.isNaN(value)))
            {
                // A logarithm has no place for 0.
                lines.put(system, Arrays.stream(y).map((value) -> Math.max(value, 0.1)).toArray());
            }
        }
        if (lines.isEmpty())
        {
            return;
        }

        final double floor = deviceFloor();
        final double[] all = lines.values().stream().flatMapToDouble(Arrays::stream)
            .filter((value) -> !Double.isNaN(value)).sorted().toArray();
        final double from = all[0];
        final double to = all[all.length - 1];
        final LineChart chart = new LineChart(
            xAxis,
            Axis.logarithmic(
                "commit latency", Double.isNaN(floor) ? from : Math.min(from, floor),
                Double.isNaN(floor) ? to : Math.max(to, floor), Axis::duration),
            hasPoints);
        if (!Double.isNaN(floor))
        {
            chart.level(floor, "floor: one 4 KiB durable write on this device, median");
        }
        lines.forEach((system, y) -> chart.add(
            new LineChart.Line(system.markedTitle(), colors.get(system), !system.isDurable(), x, y)));
        addCard(title, chart.render(), legend(lines.keySet()));
    }

    private void addCard(final String title, final String chart, final String below)
    {
        text.append("<div class=\"card\"><h3>").append(Html.escape(title)).append("</h3>").append(chart).append(below)
            .append("</div>\n");
    }

    private String legend(final Set<SystemUnderTest> systems)
    {
        final StringBuilder legend = new StringBuilder("<div class=\"legend\">");
        systems.forEach((system) -> legend.append("<span>").append(swatch(system))
            .append(Html.escape(system.markedTitle())).append("</span>"));

        return legend.append("</div>").toString();
    }

    private String swatch(final SystemUnderTest system)
    {
        return "<svg viewBox=\"0 0 26 10\" style=\"width:26px;height:10px;display:inline-block;margin-right:6px\">" +
            "<line x1=\"0\" y1=\"5\" x2=\"26\" y2=\"5\" stroke=\"" + colors.get(system) + "\" stroke-width=\"4\"" +
            (system.isDurable() ? "" : " stroke-dasharray=\"6 4\"") + "/></svg>";
    }

    private void addDurability()
    {
        if (!colors.isEmpty())
        {
            text.append("<h2>What each calls durable</h2>\n<div class=\"card\"><table class=\"text\">")
                .append("<tr><th>system</th><th>survives a power cut</th><th>a message counts as committed when</th>")
                .append("</tr>\n");
            colors.keySet().forEach((system) -> text.append("<tr><td>").append(Html.escape(system.title()))
                .append("</td><td>").append(system.isDurable() ? "yes" : "<span class=\"FAILED\">no</span>")
                .append("</td><td>").append(Html.escape(system.durability())).append("</td></tr>\n"));
            text.append("</table></div>\n");
        }
    }

    private void addTables()
    {
        text.append("<h2>Every figure</h2>\n");
        for (final Kind kind : Kind.values())
        {
            if (!results.scenarios(kind).isEmpty())
            {
                addTable(kind);
            }
        }
    }

    private void addTable(final Kind kind)
    {
        text.append("<details open><summary>").append(Html.escape(kind.title()))
            .append("</summary><div class=\"card\"><table><tr><th></th>");
        kind.metrics().forEach((metric) ->
            text.append("<th>").append(Html.escape(metric.label())).append("</th>"));
        text.append("<th>runs</th></tr>\n");
        for (final Scenario scenario : results.scenarios(kind))
        {
            text.append("<tr><td>").append(Html.escape(scenario.markedName())).append("</td>");
            for (final Metric metric : kind.metrics())
            {
                text.append("<td>").append(marked(results.cell(scenario, metric))).append("</td>");
            }
            text.append("<td>").append(results.passedCount(scenario)).append(" of ")
                .append(results.measurements(scenario).size()).append("</td></tr>\n");
        }
        text.append("</table></div></details>\n");
    }

    private void addThreads()
    {
        if (!results.scenarios(Kind.ALLOCATION).isEmpty())
        {
            text.append("<details open><summary>Allocation by thread</summary><div class=\"card\"><table>")
                .append("<tr><th></th><th>thread</th><th>").append(Metric.ALLOCATED_BYTES_PER_MESSAGE.label())
                .append("</th><th>").append(Metric.ALLOCATED_BYTES_PER_SECOND.label()).append("</th></tr>\n");
            for (final Scenario scenario : results.scenarios(Kind.ALLOCATION))
            {
                results.threads(scenario).forEach((name, thread) -> text.append("<tr><td>")
                    .append(Html.escape(scenario.markedName())).append("</td><td>").append(Html.escape(name))
                    .append("</td><td>")
                    .append(Metric.ALLOCATED_BYTES_PER_MESSAGE.format(thread.bytesPerMessage())).append("</td><td>")
                    .append(Metric.ALLOCATED_BYTES_PER_SECOND.format(thread.bytesPerSecond())).append("</td></tr>\n"));
            }
            text.append("</table></div></details>\n");
        }
    }

    private void addRatios()
    {
        if (!results.ratios().isEmpty())
        {
            text.append("<details><summary>Ratios of medians, within this run</summary><div class=\"card\"><table>")
                .append("<tr><th></th><th>over</th><th>ratio</th></tr>\n");
            results.ratios().forEach((ratio) -> text.append("<tr><td>")
                .append(Html.escape(ratio.of().markedName() + ", " + ratio.ofMetric().label())).append("</td><td>")
                .append(Html.escape(ratio.to().markedName() + ", " + ratio.toMetric().label())).append("</td><td>")
                .append(String.format(Locale.ROOT, "%.3f", ratio.value())).append("</td></tr>\n"));
            text.append("</table></div></details>\n");
        }
    }

    private void addEnvironment()
    {
        text.append("<h2>Environment</h2>\n<div class=\"card\"><table class=\"text\">\n");
        environment.facts().forEach((name, fact) -> text.append("<tr><td>").append(Html.escape(name))
            .append("</td><td>").append(Html.escape(fact)).append("</td></tr>\n"));
        text.append("</table></div>\n");
    }

    private String value(
        final SystemUnderTest system, final int size, final long rate, final Metric metric, final double best)
    {
        final Scenario scenario = results.scenario(system, size, rate);
        if (null == scenario)
        {
            return "";
        }

        final double value = results.median(scenario, metric);
        if (Double.isNaN(value))
        {
            return marked(results.cell(scenario, metric));
        }

        return value == best && system.isDurable() ?
            "<span class=\"best\">" + metric.format(value) + "</span>" : metric.format(value);
    }

    private static String marked(final String cell)
    {
        return Results.FAILED.equals(cell) ? "<span class=\"FAILED\">FAILED</span>" : Html.escape(cell);
    }

    private double best(final int size, final long rate, final Metric metric, final boolean isGreatest)
    {
        final double[] values = colors.keySet().stream()
            .filter(SystemUnderTest::isDurable)
            .mapToDouble((system) -> median(system, size, rate, metric))
            .filter((value) -> !Double.isNaN(value))
            .sorted()
            .toArray();

        return 0 == values.length ? Double.NaN : isGreatest ? values[values.length - 1] : values[0];
    }

    private double median(final SystemUnderTest system, final int size, final long rate, final Metric metric)
    {
        final Scenario scenario = results.scenario(system, size, rate);

        return null == scenario ? Double.NaN : results.median(scenario, metric);
    }

    private double deviceFloor()
    {
        return results.scenarios(Kind.DEVICE_LATENCY).stream()
            .mapToDouble((scenario) -> results.median(scenario, Metric.WRITE_P50_US))
            .filter((value) -> !Double.isNaN(value))
            .min()
            .orElse(Double.NaN);
    }

    private Set<Integer> sizes()
    {
        final Set<Integer> sizes = new LinkedHashSet<>();
        results.scenarios().stream()
            .filter((scenario) -> Kind.CLOSED_LOOP == scenario.kind() || Kind.OPEN_LOOP == scenario.kind())
            .forEach((scenario) -> sizes.add(scenario.messageLength()));

        return sizes;
    }

    private List<Long> rates(final int size)
    {
        return results.scenarios(Kind.OPEN_LOOP).stream()
            .filter((scenario) -> size == scenario.messageLength())
            .map(Scenario::rate)
            .distinct()
            .sorted()
            .toList();
    }
}
