/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The report for programs: every single run, beside the medians.
 */
final class JsonReport
{
    private final StringBuilder text = new StringBuilder();

    private JsonReport()
    {
    }

    /**
     * Render a report.
     *
     * @param environment that the figures were taken on.
     * @param results     with whatever was measured.
     * @param isComplete  false if the run was ended early.
     * @return the text.
     */
    static String render(final Environment environment, final Results results, final boolean isComplete)
    {
        final Map<String, Object> root = new LinkedHashMap<>();
        root.put("environment", environment.facts());
        root.put("warnings", environment.warnings());
        root.put("complete", isComplete);
        root.put("systems", results.systems().stream().map(JsonReport::toMap).toList());
        root.put("curvePercentiles", toList(Latencies.CURVE));
        root.put("results", results.scenarios().stream().map((scenario) -> toMap(scenario, results)).toList());
        root.put("ratios", results.ratios().stream().map(JsonReport::toMap).toList());

        final JsonReport report = new JsonReport();
        report.addValue(root, 0);

        return report.text.append('\n').toString();
    }

    private static Map<String, Object> toMap(final Scenario scenario, final Results results)
    {
        final Map<String, Object> medians = new LinkedHashMap<>();
        scenario.kind().metrics().forEach((metric) -> medians.put(metric.key(), results.median(scenario, metric)));

        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", scenario.name());
        map.put("kind", scenario.kind().name());
        map.put("system", null == scenario.system() ? null : scenario.system().name());
        map.put("durable", null == scenario.system() ? null : scenario.system().isDurable());
        map.put("messageLength", scenario.messageLength());
        map.put("rate", scenario.rate());
        map.put("passed", results.passedCount(scenario));
        map.put("medians", medians);
        map.put("commitCurveUs", toList(results.commits(scenario)));
        map.put("runs", results.measurements(scenario).stream().map(JsonReport::toMap).toList());

        return map;
    }

    private static Map<String, Object> toMap(final Measurement measurement)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("failure", measurement.failure());
        measurement.figures().forEach((metric, value) -> map.put(metric.key(), value));
        map.put("commitCurveUs", toList(measurement.commits()));
        if (null != measurement.threads())
        {
            final Map<String, Object> threads = new LinkedHashMap<>();
            measurement.threads().forEach((name, thread) -> threads.put(name, new TreeMap<>(Map.of(
                Metric.ALLOCATED_BYTES_PER_MESSAGE.key(), thread.bytesPerMessage(),
                Metric.ALLOCATED_BYTES_PER_SECOND.key(), thread.bytesPerSecond()))));
            map.put("threads", threads);
        }

        return map;
    }

    private static List<Double> toList(final double[] values)
    {
        return null == values ? null : Arrays.stream(values).boxed().toList();
    }

    private static Map<String, Object> toMap(final SystemUnderTest system)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", system.name());
        map.put("title", system.title());
        map.put("durable", system.isDurable());
        map.put("durability", system.durability());

        return map;
    }

    private static Map<String, Object> toMap(final Results.Ratio ratio)
    {
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("of", ratio.of().name());
        map.put("ofMetric", ratio.ofMetric().key());
        map.put("to", ratio.to().name());
        map.put("toMetric", ratio.toMetric().key());
        map.put("value", ratio.value());

        return map;
    }

    private void addValue(final Object value, final int depth)
    {
        if (value instanceof Map<?, ?> map)
        {
            final List<Runnable> members = new ArrayList<>();
            map.forEach((key, member) -> members.add(() ->
            {
                addString(key.toString());
                text.append(": ");
                addValue(member, depth + 1);
            }));
            addAll('{', members, '}', depth);
        }
        else if (value instanceof Collection<?> values && isFlat(values))
        {
            addFlat(values);
        }
        else if (value instanceof Collection<?> collection)
        {
            final List<Runnable> members = new ArrayList<>();
            collection.forEach((member) -> members.add(() -> addValue(member, depth + 1)));
            addAll('[', members, ']', depth);
        }
        else if (value instanceof String string)
        {
            addString(string);
        }
        else if (value instanceof Double number)
        {
            // JSON has no name for what is not a number.
            text.append(number.isNaN() || number.isInfinite() ? "null" : String.format(Locale.ROOT, "%.3f", number));
        }
        else
        {
            text.append(value);
        }
    }

    private static boolean isFlat(final Collection<?> values)
    {
        return values.stream().allMatch(Double.class::isInstance);
    }

    private void addFlat(final Collection<?> values)
    {
        String separator = "[";
        for (final Object value : values)
        {
            text.append(separator);
            addValue(value, 0);
            separator = ", ";
        }
        text.append(values.isEmpty() ? "[]" : "]");
    }

    private void addAll(final char opening, final List<Runnable> members, final char closing, final int depth)
    {
        text.append(opening);
        String separator = "\n";
        for (final Runnable member : members)
        {
            text.append(separator).append("  ".repeat(depth + 1));
            member.run();
            separator = ",\n";
        }
        if (!members.isEmpty())
        {
            text.append('\n').append("  ".repeat(depth));
        }
        text.append(closing);
    }

    private void addString(final String string)
    {
        text.append('"');
        for (int i = 0; i < string.length(); i++)
        {
            final char c = string.charAt(i);
            if ('"' == c || '\\' == c)
            {
                text.append('\\').append(c);
            }
            else if (c < ' ')
            {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int)c));
            }
            else
            {
                text.append(c);
            }
        }
        text.append('"');
    }
}
