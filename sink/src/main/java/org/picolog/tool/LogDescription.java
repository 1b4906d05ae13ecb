/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogSummary;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Prints what a log is made of, for people or as JSON.
 */
final class LogDescription
{
    private static final String NONE = "-";
    private static final String INDENT = "  ";
    private static final int HEADER_PAGES = 2;

    private final LogSummary log;
    private long messages;
    private long firstSequence;
    private long lastSequence;
    private long firstTimestampNs;
    private long lastTimestampNs;
    private long pagesUsed;

    LogDescription(final LogSummary log)
    {
        this.log = log;
        for (final LogSummary.Segment segment : log.segments())
        {
            if (LogSummary.State.LIVE == segment.state())
            {
                add(segment);
            }
        }
    }

    void print(final PrintStream out)
    {
        out.println("Log " + log.logId() + " in " + log.directory());
        line(out, "format", log.majorVersion() + "." + log.minorVersion() + ", pages of " + log.pageSize() + " bytes");
        line(out, "segments", countStates() + "; " + segmentLength() + " bytes each, " +
            log.pagesPerSegment() + " pages");
        line(out, "retained", "segments " + log.firstRetained() + " to " + log.highestActivated());
        line(out, "writer", describeWriter());
        line(out, "recovery", describeVerdict());
        if (!log.finding().isEmpty())
        {
            line(out, "finding", log.finding());
        }
        line(out, "messages", 0 == messages ?
            "none" : messages + ", sequences " + firstSequence + " to " + lastSequence);
        if (pagesUsed > 0)
        {
            line(out, "time", Times.format(firstTimestampNs) + " to " + Times.format(lastTimestampNs));
        }
        line(out, "publisher", describePublisher());
        line(out, "fill", describeFill());
        printEpochs(out);
        printSegments(out);
    }

    /**
     * Sequence of the last message, 0 for none.
     */
    long lastSequence()
    {
        return lastSequence;
    }

    void printJson(final PrintStream out)
    {
        final JsonWriter json = new JsonWriter(new StringBuilder());
        json.beginObject()
            .name("directory").value(log.directory())
            .name("logId").value(log.logId().toString())
            .name("formatVersion").value(log.majorVersion() + "." + log.minorVersion())
            .name("pageSize").value(log.pageSize())
            .name("pagesPerSegment").value(log.pagesPerSegment())
            .name("segmentLength").value(segmentLength())
            .name("firstRetained").value(log.firstRetained())
            .name("highestActivated").value(log.highestActivated())
            .name("isLive").value(log.isLive())
            .name("writerProcessId");
        valueOrNull(json, log.writerProcessId(), -1);
        json.name("publisherId");
        valueOrNull(json, hasPublisher() ? log.publisher().id() : 0, 0);
        json.name("publisherEpoch");
        valueOrNull(json, hasPublisher() ? log.publisher().epoch() : 0, 0);
        json.name("verdict").value(null == log.verdict() ? null : log.verdict().name())
            .name("isDamaged").value(log.isDamaged())
            .name("finding").value(log.finding().isEmpty() ? null : log.finding())
            .name("messages").value(messages)
            .name("firstSequence");
        valueOrNull(json, firstSequence, 0);
        json.name("lastSequence");
        valueOrNull(json, lastSequence, 0);
        times(json, firstTimestampNs, lastTimestampNs);
        json.name("pagesUsed").value(pagesUsed)
            .name("epochs").beginArray();
        log.epochs().forEach((epoch) -> json(json, epoch));
        json.endArray().name("segments").beginArray();
        log.segments().forEach((segment) -> json(json, segment));
        json.endArray().endObject();
        out.println(json.out());
    }

    private void add(final LogSummary.Segment segment)
    {
        pagesUsed += segment.pagesUsed();
        firstTimestampNs = 0 == firstTimestampNs ? segment.firstTimestampNs() : firstTimestampNs;
        lastTimestampNs = segment.lastTimestampNs();
        if (segment.messageCount() > 0)
        {
            firstSequence = 0 == messages ? segment.firstSequence() : firstSequence;
            lastSequence = segment.firstSequence() + segment.messageCount() - 1;
            messages += segment.messageCount();
        }
    }

    private void printEpochs(final PrintStream out)
    {
        if (!log.epochs().isEmpty())
        {
            final Table table = new Table(
                ">EPOCH", ">SEGMENT", ">START SEQUENCE", ">CUT PAGE", ">WINDOW", "OPENED");
            for (final LogSummary.Epoch epoch : log.epochs())
            {
                table.row(
                    Long.toString(epoch.epoch()),
                    Long.toString(epoch.firstSegment()),
                    Long.toString(epoch.startSequence()),
                    orNone(epoch.cutPage(), epoch.cutPage() >= 0),
                    Long.toString(epoch.writeWindow()),
                    Times.format(epoch.openTimestampNs()));
            }
            out.println();
            table.print(out);
        }
    }

    private void printSegments(final PrintStream out)
    {
        if (log.segments().isEmpty())
        {
            return;
        }

        final Table table = new Table(
            ">SEGMENT", "STATE", ">EPOCH", ">FIRST", ">LAST", ">PAGES", ">FILL", "FROM", "TO", "FILE");
        final List<String> findings = new ArrayList<>();
        for (final LogSummary.Segment segment : log.segments())
        {
            final boolean isLive = LogSummary.State.LIVE == segment.state();
            final boolean hasMessages = segment.messageCount() > 0;
            table.row(
                Long.toString(segment.number()),
                segment.state().name().toLowerCase(Locale.ROOT),
                orNone(segment.epoch(), segment.epoch() >= 0),
                orNone(segment.firstSequence(), hasMessages),
                orNone(segment.firstSequence() + segment.messageCount() - 1, hasMessages),
                orNone(segment.pagesUsed(), isLive),
                isLive ? percent(segment.pagesUsed(), 1) : NONE,
                isLive ? Times.format(segment.firstTimestampNs()) : NONE,
                isLive ? Times.format(segment.lastTimestampNs()) : NONE,
                segment.fileName());
            if (!segment.finding().isEmpty())
            {
                findings.add(INDENT + segment.fileName() + ": " + segment.finding());
            }
        }
        out.println();
        table.print(out);
        if (!findings.isEmpty())
        {
            out.println();
            findings.forEach(out::println);
        }
    }

    private void json(final JsonWriter json, final LogSummary.Epoch epoch)
    {
        json.beginObject()
            .name("epoch").value(epoch.epoch())
            .name("firstSegment").value(epoch.firstSegment())
            .name("startSequence").value(epoch.startSequence())
            .name("cutPage");
        valueOrNull(json, epoch.cutPage(), -1);
        json.name("writeWindow").value(epoch.writeWindow())
            .name("openTime").value(Times.format(epoch.openTimestampNs()))
            .name("openTimestampNs").value(epoch.openTimestampNs())
            .endObject();
    }

    private void json(final JsonWriter json, final LogSummary.Segment segment)
    {
        final boolean hasMessages = segment.messageCount() > 0;
        json.beginObject()
            .name("segment").value(segment.number())
            .name("file").value(segment.fileName())
            .name("state").value(segment.state().name().toLowerCase(Locale.ROOT))
            .name("epoch");
        valueOrNull(json, segment.epoch(), -1);
        json.name("firstSequence");
        valueOrNull(json, hasMessages ? segment.firstSequence() : 0, 0);
        json.name("lastSequence");
        valueOrNull(json, hasMessages ? segment.firstSequence() + segment.messageCount() - 1 : 0, 0);
        times(json, segment.firstTimestampNs(), segment.lastTimestampNs());
        json.name("pagesUsed").value(segment.pagesUsed())
            .name("fillPercent").number(percentNumber(segment.pagesUsed(), 1))
            .name("finding").value(segment.finding().isEmpty() ? null : segment.finding())
            .endObject();
    }

    private static void times(final JsonWriter json, final long firstNs, final long lastNs)
    {
        json.name("firstTime").value(0 == firstNs ? null : Times.format(firstNs)).name("firstTimestampNs");
        valueOrNull(json, firstNs, 0);
        json.name("lastTime").value(0 == lastNs ? null : Times.format(lastNs)).name("lastTimestampNs");
        valueOrNull(json, lastNs, 0);
    }

    private String describeWriter()
    {
        if (!log.isLive())
        {
            return "none has the log open";
        }

        return (log.writerProcessId() < 0 ? "a process" : "process " + log.writerProcessId()) +
            " has the log open: this is what is durable by its published mark";
    }

    private String describeVerdict()
    {
        if (log.isLive())
        {
            return "not looked at: a writer has the log open";
        }

        if (log.isDamaged())
        {
            return "damaged: data is gone that was acknowledged; run \"picolog verify\", then \"picolog repair\"";
        }

        switch (log.verdict())
        {
            case EMPTY:
                return "empty: nothing was ever appended";

            case CLEAN:
                return "clean: the log ends where its last page does";

            default:
                return "torn tail: nothing that was acknowledged is lost; the next writer cuts the log there";
        }
    }

    private boolean hasPublisher()
    {
        return null != log.publisher() && log.publisher().epoch() > 0;
    }

    private String describePublisher()
    {
        if (log.isLive())
        {
            return "not looked at: a writer has the log open";
        }

        if (hasPublisher())
        {
            return log.publisher().id() + ", epoch " + log.publisher().epoch();
        }

        return log.isDamaged() ? "not known: the log is damaged" : "none: nobody claimed the log";
    }

    private String countStates()
    {
        final StringBuilder counts = new StringBuilder();
        for (final LogSummary.State state : LogSummary.State.values())
        {
            final long count = log.segments().stream().filter((segment) -> segment.state() == state).count();
            if (count > 0 || LogSummary.State.LIVE == state || LogSummary.State.PREPARED == state)
            {
                counts.append(counts.length() == 0 ? "" : ", ")
                    .append(count).append(' ').append(state.name().toLowerCase(Locale.ROOT));
            }
        }

        return counts.toString();
    }

    private String describeFill()
    {
        final long live = log.segments().stream()
            .filter((segment) -> LogSummary.State.LIVE == segment.state()).count();
        final long bytes = log.segments().size() * segmentLength();
        return pagesUsed + " pages in live segments" + (live > 0 ? ", " + percent(pagesUsed, live) : "") +
            "; " + bytes + " bytes on disk";
    }

    private String percent(final long pages, final long segments)
    {
        return percentNumber(pages, segments) + "%";
    }

    private String percentNumber(final long pages, final long segments)
    {
        final long capacity = segments * (log.pagesPerSegment() - HEADER_PAGES);
        return String.format(Locale.ROOT, "%.1f", 100.0 * pages / capacity);
    }

    private long segmentLength()
    {
        return (long)log.pagesPerSegment() * log.pageSize();
    }

    private static void line(final PrintStream out, final String name, final String text)
    {
        out.printf("  %-10s %s%n", name, text);
    }

    private static String orNone(final long value, final boolean isThere)
    {
        return isThere ? Long.toString(value) : NONE;
    }

    private static void valueOrNull(final JsonWriter json, final long value, final long nullValue)
    {
        if (value == nullValue)
        {
            json.nullValue();
        }
        else
        {
            json.value(value);
        }
    }
}
