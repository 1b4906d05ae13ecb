/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.sink.SinkCounter;

import java.util.Collection;

/**
 * The counters in Prometheus's text exposition format, version 0.0.4.
 */
final class Prometheus
{
    private Prometheus()
    {
    }

    static String format(final Collection<SinkSample> samples)
    {
        final StringBuilder text = new StringBuilder();
        for (final SinkCounter kind : SinkCounter.values())
        {
            final String name = name(kind);
            text.append("# TYPE ").append(name)
                .append(SinkCounter.Kind.TOTAL == kind.kind() ? " counter\n" : " gauge\n");
            for (final SinkSample sample : samples)
            {
                if (sample.values().containsKey(kind))
                {
                    text.append(name)
                        .append("{log_id=\"").append(sample.logId())
                        .append("\",dir=\"").append(escape(sample.directory()))
                        .append("\"} ").append(sample.value(kind)).append('\n');
                }
            }
        }

        return text.toString();
    }

    private static String name(final SinkCounter kind)
    {
        final String name = "picolog_" + kind.text().replace('-', '_');
        return SinkCounter.Kind.TOTAL == kind.kind() ? name + "_total" : name;
    }

    private static String escape(final String value)
    {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }
}
