/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.sink.SinkCounter;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * What {@code picolog stat} shows of a sink: a block of lines for people, with what changed since the sample before.
 */
final class StatScreen
{
    private static final int SPARKS = 40;
    private static final String LEVELS = "\u2581\u2582\u2583\u2584\u2585\u2586\u2587\u2588";
    private static final String RESET = "\033[0m";
    private static final String GREEN = "\033[32m";
    private static final String YELLOW = "\033[33m";
    private static final String RED = "\033[31m";

    private final boolean isColoured;
    private final Map<UUID, SinkSample> before = new HashMap<>();
    private final Map<UUID, Deque<Long>> latencies = new HashMap<>();

    StatScreen(final boolean isColoured)
    {
        this.isColoured = isColoured;
    }

    String format(final SinkSample sample, final long nowMs)
    {
        final SinkSample last = before.put(sample.logId(), sample);
        final SinkSample earlier = null != last && sample.isOf(last) ? last : null;
        final StringBuilder text = new StringBuilder();
        line(text, "sink", sample.directory() + "  " + state(sample.state(nowMs)) + "  epoch " + sample.epoch());
        line(
            text,
            "durable",
            "sequence " + count(sample, SinkCounter.COMMITTED_SEQUENCE) + "  position " +
            count(sample, SinkCounter.COMMIT_POSITION));
        line(
            text,
            "rate",
            format("%,.0f messages/s  ", sample.rate(SinkCounter.COMMITTED_SEQUENCE, earlier)) +
            Size.of((long)sample.rate(SinkCounter.BYTES_DURABLE, earlier)) + "/s  " +
            format("%,.0f writes/s", sample.rate(SinkCounter.WRITES_DURABLE, earlier)));
        line(
            text,
            "lag",
            Size.of(sample.value(SinkCounter.LAG_BYTES)) + "  " + count(sample, SinkCounter.PAGES_FREE) +
            " pages free  " + count(sample, SinkCounter.WRITES_IN_FLIGHT) + " writes in flight");
        line(text, "commit", latency(
            sample, SinkCounter.COMMIT_LATENCY_P50, SinkCounter.COMMIT_LATENCY_P99, SinkCounter.COMMIT_LATENCY_MAX) +
            "  " + sparkline(sample));
        line(text, "flush", latency(
            sample, SinkCounter.FLUSH_LATENCY_P50, SinkCounter.FLUSH_LATENCY_P99, SinkCounter.FLUSH_LATENCY_MAX));
        line(
            text,
            "space",
            Size.of(sample.value(SinkCounter.SPACE_LEFT)) + " left  " +
            count(sample, SinkCounter.PREPARED_SEGMENTS) + " segments prepared  " +
            count(sample, SinkCounter.ROLLS) + " rolls");
        line(text, "publishers", publishers(sample));
        line(text, "trouble", trouble(sample));

        return text.toString();
    }

    private String publishers(final SinkSample sample)
    {
        return count(sample, SinkCounter.CONNECTED_PUBLISHERS) + " connected  " +
            count(sample, SinkCounter.HANDSHAKES) + " handshakes  " +
            count(sample, SinkCounter.FENCED) + " fenced  " +
            count(sample, SinkCounter.BACK_PRESSURE_EVENTS) + " times held back";
    }

    private String trouble(final SinkSample sample)
    {
        final String text = count(sample, SinkCounter.ERRORS) + " errors  " +
            count(sample, SinkCounter.GAPS) + " gaps  " +
            count(sample, SinkCounter.STALLS) + " stalls  " +
            count(sample, SinkCounter.SLOW_WRITES) + " slow writes  " +
            count(sample, SinkCounter.DUPLICATES_DROPPED) + " duplicates  " +
            count(sample, SinkCounter.REJECTED_FRAGMENTS) + " rejected";
        final long bad = sample.value(SinkCounter.ERRORS) + sample.value(SinkCounter.GAPS) +
            sample.value(SinkCounter.STALLS);

        return 0 == bad ? text : coloured(YELLOW, text);
    }

    private static String latency(
        final SinkSample sample, final SinkCounter median, final SinkCounter high, final SinkCounter max)
    {
        return "p50 " + Size.ofTime(sample.value(median)) + "  p99 " + Size.ofTime(sample.value(high)) + "  max " +
            Size.ofTime(sample.value(max));
    }

    /**
     * The 99th percentiles of the last samples, the greatest the highest.
     */
    private String sparkline(final SinkSample sample)
    {
        final Deque<Long> values = latencies.computeIfAbsent(sample.logId(), (logId) -> new ArrayDeque<>());
        values.add(sample.value(SinkCounter.COMMIT_LATENCY_P99));
        if (values.size() > SPARKS)
        {
            values.remove();
        }
        final long max = values.stream().mapToLong(Long::longValue).max().orElse(0);
        final StringBuilder line = new StringBuilder();
        for (final long value : values)
        {
            line.append(0 == value ? ' ' : LEVELS.charAt((int)(value * (LEVELS.length() - 1) / max)));
        }

        return line.toString();
    }

    private String state(final String state)
    {
        switch (state)
        {
            case "ACTIVE":
                return coloured(GREEN, state);

            case "LOW_SPACE":
            case "SLOW_DEVICE":
            case "CLOSED":
                return coloured(YELLOW, state);

            default:
                return coloured(RED, state);
        }
    }

    private String coloured(final String colour, final String text)
    {
        return isColoured ? colour + text + RESET : text;
    }

    private static String count(final SinkSample sample, final SinkCounter kind)
    {
        return format("%,d", sample.value(kind));
    }

    private static String format(final String format, final Object value)
    {
        return String.format(Locale.ROOT, format, value);
    }

    private static void line(final StringBuilder text, final String name, final String value)
    {
        text.append(String.format(Locale.ROOT, "%-11s", name)).append(value.stripTrailing()).append('\n');
    }
}
