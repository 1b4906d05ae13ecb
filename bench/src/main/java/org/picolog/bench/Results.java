/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * All measurements of a run, and what is said of several of the same. One thread.
 */
final class Results
{
    /**
     * In place of a figure that no run gave.
     */
    static final String FAILED = "FAILED";

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

    /**
     * The systems that were measured, in order.
     */
    List<SystemUnderTest> systems()
    {
        return measurements.keySet().stream().map(Scenario::system).filter(Objects::nonNull).distinct().toList();
    }

    /**
     * The scenario of a system.
     *
     * @param rate in messages per second, 0 for the closed loop.
     * @return the scenario, or null if it was not measured.
     */
    Scenario scenario(final SystemUnderTest system, final int messageLength, final long rate)
    {
        return measurements.keySet().stream()
            .filter((scenario) -> (0 == rate ? Kind.CLOSED_LOOP : Kind.OPEN_LOOP) == scenario.kind())
            .filter((scenario) -> system.equals(scenario.system()) && messageLength == scenario.messageLength() &&
                rate == scenario.rate())
            .findFirst()
            .orElse(null);
    }

    /**
     * A median, for people.
     */
    String cell(final Scenario scenario, final Metric metric)
    {
        final double median = median(scenario, metric);
        if (!Double.isNaN(median))
        {
            return metric.format(median);
        }

        // A run that counts may lack a figure that this machine does not tell.
        return passedCount(scenario) > 0 ? SystemFiles.UNKNOWN : FAILED;
    }

    /**
     * What failed, and why, in a sentence each.
     */
    List<String> failures()
    {
        final List<String> failures = new ArrayList<>();
        measurements.forEach((scenario, runs) ->
        {
            for (int run = 0; run < runs.size(); run++)
            {
                if (runs.get(run).hasFailed())
                {
                    failures.add(scenario.name() + ", run " + (run + 1) + ": " + runs.get(run).failure());
                }
            }
        });

        return failures;
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
        return medianOf(measurements.get(scenario).stream()
            .filter((measurement) -> !measurement.hasFailed() && measurement.figures().containsKey(metric))
            .mapToDouble((measurement) -> measurement.figures().get(metric)));
    }

    private static double medianOf(final DoubleStream figures)
    {
        final double[] values = figures.sorted().toArray();
        final int middle = values.length / 2;
        if (0 == values.length)
        {
            return Double.NaN;
        }

        return 1 == values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }

    /**
     * Median, at each percentile, of the commit latencies of the runs that did not fail.
     *
     * @return microseconds at each of {@link Latencies#CURVE}, null if there are none.
     */
    double[] commits(final Scenario scenario)
    {
        final List<double[]> curves = measurements.get(scenario).stream()
            .filter((measurement) -> !measurement.hasFailed() && null != measurement.commits())
            .map(Measurement::commits)
            .toList();
        if (curves.isEmpty())
        {
            return null;
        }

        final double[] medians = new double[Latencies.CURVE.length];
        for (int i = 0; i < medians.length; i++)
        {
            final int point = i;
            medians[i] = medianOf(curves.stream().mapToDouble((curve) -> curve[point]));
        }

        return medians;
    }

    /**
     * What each thread allocated, by its name: medians over the runs that did not fail, the greatest first.
     *
     * @return empty if that was not taken.
     */
    Map<String, ThreadAllocation> threads(final Scenario scenario)
    {
        final List<Map<String, ThreadAllocation>> runs = measurements.get(scenario).stream()
            .filter((measurement) -> !measurement.hasFailed() && null != measurement.threads())
            .map(Measurement::threads)
            .toList();
        final ThreadAllocation none = new ThreadAllocation(0, 0);
        final Map<String, ThreadAllocation> medians = new HashMap<>();
        runs.stream().flatMap((run) -> run.keySet().stream()).distinct().forEach((name) -> medians.put(
            name,
            new ThreadAllocation(
                medianOf(runs.stream().mapToDouble((run) -> run.getOrDefault(name, none).bytesPerMessage())),
                medianOf(runs.stream().mapToDouble((run) -> run.getOrDefault(name, none).bytesPerSecond())))));

        final Map<String, ThreadAllocation> sorted = new LinkedHashMap<>();
        medians.entrySet().stream()
            .filter((entry) -> entry.getValue().bytesPerSecond() > 0)
            .sorted(Comparator.comparingDouble((entry) -> -entry.getValue().bytesPerSecond()))
            .forEach((entry) -> sorted.put(entry.getKey(), entry.getValue()));

        return sorted;
    }

    /**
     * Figures of Picolog over those of what bounds it and of the best durable peer, and of rolling over not rolling:
     * medians over medians of the same run.
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
                addRatio(ratios, closed, Metric.LOG_MEGABYTES_PER_SECOND, device, Metric.DISK_MEGABYTES_PER_SECOND);
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
        addPeerRatios(ratios);
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

    /**
     * Picolog over the best of the others that is durable, figure by figure; its submission over that of bare Aeron.
     */
    private void addPeerRatios(final List<Ratio> ratios)
    {
        for (final Scenario own : measurements.keySet())
        {
            if (Kind.ALLOCATION != own.kind() && null != own.system() && own.system().isPicolog())
            {
                final List<Metric> metrics = Kind.CLOSED_LOOP == own.kind() ?
                    List.of(Metric.MESSAGES_PER_SECOND) :
                    List.of(Metric.COMMIT_P50_US, Metric.COMMIT_P99_US, Metric.COMMIT_P999_US);
                for (final Metric metric : metrics)
                {
                    bestPeer(own, metric).ifPresent((peer) -> addRatio(ratios, own, metric, peer, metric));
                }
                for (final Scenario ipc : scenarios(Kind.IPC_OPEN))
                {
                    if (ipc.messageLength() == own.messageLength() && ipc.rate() == own.rate())
                    {
                        addRatio(ratios, own, Metric.SUBMISSION_P50_US, ipc, Metric.SUBMISSION_P50_US);
                        addRatio(ratios, own, Metric.SUBMISSION_P99_US, ipc, Metric.SUBMISSION_P99_US);
                    }
                }
            }
        }
    }

    private Optional<Scenario> bestPeer(final Scenario own, final Metric metric)
    {
        final double sign = Kind.CLOSED_LOOP == own.kind() ? -1 : 1;

        return measurements.keySet().stream()
            .filter((other) -> null != other.system() && other.system().isDurable() && !other.system().isPicolog())
            .filter((other) -> own.kind() == other.kind() && own.messageLength() == other.messageLength() &&
                own.rate() == other.rate() && !Double.isNaN(median(other, metric)))
            .min(Comparator.comparingDouble((other) -> sign * median(other, metric)));
    }

    private void addRatio(
        final List<Ratio> ratios, final Scenario of, final Metric ofMetric, final Scenario to, final Metric toMetric)
    {
        final double value = median(of, ofMetric) / median(to, toMetric);
        if (!Double.isNaN(value))
        {
            ratios.add(new Ratio(of, ofMetric, to, toMetric, value));
        }
    }

    /**
     * One median over another.
     *
     * @param of       scenario above the line.
     * @param ofMetric its figure.
     * @param to       scenario below the line.
     * @param toMetric its figure.
     * @param value    of the ratio.
     */
    record Ratio(Scenario of, Metric ofMetric, Scenario to, Metric toMetric, double value)
    {
    }
}
