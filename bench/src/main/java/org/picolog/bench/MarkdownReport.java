/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.List;
import java.util.Locale;

/**
 * The report for people.
 */
final class MarkdownReport
{
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport()
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
        final MarkdownReport report = new MarkdownReport();
        report.addEnvironment(environment);
        if (!isComplete)
        {
            report.text.append("\n**The run was interrupted: some repetitions are missing.**\n");
        }
        for (final Kind kind : Kind.values())
        {
            if (!results.scenarios(kind).isEmpty())
            {
                report.addTable(kind, results);
            }
        }
        report.addThreads(results);
        report.addDurability(results);
        report.addRatios(results.ratios());
        report.addFailures(results);

        return report.text.toString();
    }

    private void addEnvironment(final Environment environment)
    {
        text.append("## Environment\n\n| | |\n| --- | --- |\n");
        environment.facts().forEach((name, value) ->
            text.append("| ").append(name).append(" | ").append(cell(value)).append(" |\n"));
        if (!environment.warnings().isEmpty())
        {
            text.append("\n**What distorts the figures here:**\n\n");
            environment.warnings().forEach((warning) -> text.append("- ").append(warning).append('\n'));
        }
    }

    private void addTable(final Kind kind, final Results results)
    {
        text.append("\n## ").append(kind.title()).append("\n\n| |");
        kind.metrics().forEach((metric) -> text.append(' ').append(metric.label()).append(" |"));
        text.append(" runs |\n| --- |").append(" ---: |".repeat(kind.metrics().size() + 1)).append('\n');
        for (final Scenario scenario : results.scenarios(kind))
        {
            text.append("| ").append(scenario.markedName()).append(" |");
            for (final Metric metric : kind.metrics())
            {
                text.append(' ').append(results.cell(scenario, metric)).append(" |");
            }
            text.append(' ').append(results.passedCount(scenario)).append(" of ")
                .append(results.measurements(scenario).size()).append(" |\n");
        }
    }

    private void addThreads(final Results results)
    {
        if (!results.scenarios(Kind.ALLOCATION).isEmpty())
        {
            text.append("\n## Allocation by thread\n\n| | thread | ")
                .append(Metric.ALLOCATED_BYTES_PER_MESSAGE.label()).append(" | ")
                .append(Metric.ALLOCATED_BYTES_PER_SECOND.label()).append(" |\n| --- | --- | ---: | ---: |\n");
            for (final Scenario scenario : results.scenarios(Kind.ALLOCATION))
            {
                results.threads(scenario).forEach((name, thread) -> text.append("| ").append(scenario.markedName())
                    .append(" | ").append(cell(name)).append(" | ")
                    .append(Metric.ALLOCATED_BYTES_PER_MESSAGE.format(thread.bytesPerMessage())).append(" | ")
                    .append(Metric.ALLOCATED_BYTES_PER_SECOND.format(thread.bytesPerSecond())).append(" |\n"));
            }
        }
    }

    private void addRatios(final List<Results.Ratio> ratios)
    {
        if (!ratios.isEmpty())
        {
            text.append("\n## Ratios of medians, within this run\n\n| | over | ratio |\n| --- | --- | ---: |\n");
            for (final Results.Ratio ratio : ratios)
            {
                text.append("| ").append(ratio.of().markedName()).append(", ").append(ratio.ofMetric().label())
                    .append(" | ").append(ratio.to().markedName()).append(", ").append(ratio.toMetric().label())
                    .append(" | ").append(String.format(Locale.ROOT, "%.3f", ratio.value())).append(" |\n");
            }
        }
    }

    private void addDurability(final Results results)
    {
        if (!results.systems().isEmpty())
        {
            text.append("\n## What each calls durable\n\n")
                .append("| | survives a power cut | a message counts as committed when |\n| --- | --- | --- |\n");
            results.systems().forEach((system) -> text.append("| ").append(system.name()).append(" | ")
                .append(system.isDurable() ? "yes" : "**no**").append(" | ").append(cell(system.durability()))
                .append(" |\n"));
        }
    }

    private void addFailures(final Results results)
    {
        if (!results.failures().isEmpty())
        {
            text.append("\n## FAILED runs, in no median\n\n");
            results.failures().forEach((failure) -> text.append("- ").append(failure).append('\n'));
        }
    }

    private static String cell(final String value)
    {
        return value.replace("|", "\\|").replace("\n", " ");
    }
}
