/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All measurements of a run, and what is said of several of the same. One thread.
 */
final class Results
{
    private final Map<Scenario, List<Measurement>> measurements = new LinkedHashMap<>();

    void add(final Scenario scenario, final Measurement measurement)
    {
        measurements.computeIfAbsent(scenario, (key) -> new ArrayList<>()).add(measurement);
    }

    List<Scenario> scenarios()
    {
        return List.copyOf(measurements.keySet());
    }

    List<Scenario> scenarios(final Kind kind)
    {
        return measurements.keySet().stream().filter((scenario) -> kind == scenario.kind()).toList();
    }

    List<Measurement> measurements(final Scenario scenario)
    {
        return measurements.get(scenario);
    }

    long passedCount(final Scenario scenario)
    {
        return measurements.get(scenario).stream().filter((measurement) -> !measurement.hasFailed()).count();
    }

    /**
     * Was there a run that could not be measured at all?
     */
    boolean hasBroken()
    {
        return measurements.values().stream().flatMap(List::stream).anyMatch(Measurement::isBroken);
    }

    /**
     * Median of the runs that did not fail.
     *
     * @return the median, NaN if there is none.
     */
    double median(final Scenario scenario, final Metric metric)
    {
        final double[] values = measurements.get(scenario).stream()
            .filter((measurement) -> !measurement.hasFailed() && measurement.figures().containsKey(metric))
            .mapToDouble((measurement) -> measurement.figures().get(metric))
            .sorted()
            .toArray();
        final int middle = values.length / 2;
        if (0 == values.length)
        {
            return Double.NaN;
        }

        return 1 == values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /**
     * Figures of Picolog over those of what bounds it, and of rolling over not rolling: medians over medians of the
     * same run.
     *
     * @return those for which both were measured.
     */
    List<Ratio> ratios()
    {
        final List<Ratio> ratios = new ArrayList<>();
        for (final Scenario closed : scenarios(Kind.CLOSED_LOOP))
        {
            for (final Scenario ipc : scenarios(Kind.IPC))
            {
                if (ipc.messageLength() == closed.messageLength())
                {
                    addRatio(ratios, closed, Metric.MESSAGES_PER_SECOND, ipc, Metric.MESSAGES_PER_SECOND);
                }
            }
            for (final Scenario device : scenarios(Kind.DEVICE_BANDWIDTH))
            {
                addRatio(ratios, closed, Metric.DISK_MEGABYTES_PER_SECOND, device, Metric.DISK_MEGABYTES_PER_SECOND);
            }
        }
        for (final Scenario open : scenarios(Kind.OPEN_LOOP))
        {
            for (final Scenario device : scenarios(Kind.DEVICE_LATENCY))
            {
                addRatio(ratios, open, Metric.COMMIT_P50_US, device, Metric.WRITE_P50_US);
            }
        }
        final List<Scenario> rolls = scenarios(Kind.LOG_ROLLS);
        for (final Scenario rolling : rolls.subList(Math.min(1, rolls.size()), rolls.size()))
        {
            // The first one does not roll.
            for (final Metric metric : List.of(Metric.COMMIT_P50_US, Metric.COMMIT_P99_US, Metric.COMMIT_P999_US))
            {
                addRatio(ratios, rolling, metric, rolls.get(0), metric);
            }
        }

        return ratios;
    }

    private void addRatio(
        final List<Ratio> ratios, final Scenario of, final Metric ofMetric, final Scenario to, final Metric toMetric)
    {
        final double value = median(of, ofMetric) / median(to, toMetric);
        if (!Double.isNaN(value))
        {
            ratios.add(new Ratio(of.name(), ofMetric, to.name(), toMetric, value));
        }
    }

    /**
     * One median over another.
     *
     * @param of       name of the scenario above the line.
     * @param ofMetric its figure.
     * @param to       name of the scenario below the line.
     * @param toMetric its figure.
     * @param value    of the ratio.
     */
    record Ratio(String of, Metric ofMetric, String to, Metric toMetric, double value)
    {
    }
}
