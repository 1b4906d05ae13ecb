/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * An HdrHistogram interval log, with a line for each kind of latency and interval, in milliseconds as its tools expect.
 * Monitor only; blocks on the disk.
 */
final class LatencyLog implements AutoCloseable
{
    private static final double NS_PER_MS = 1_000_000.0;

    private final OutputStream out;
    private final HistogramLogWriter writer;

    private LatencyLog(final OutputStream out, final long startMs)
    {
        this.out = out;
        writer = new HistogramLogWriter(out);
        writer.outputLogFormatVersion();
        writer.outputComment("[Picolog: latencies of flushes and of commits]");
        writer.outputStartTime(startMs);
        writer.setBaseTime(startMs);
        writer.outputBaseTime(startMs);
        writer.outputLegend();
    }

    /**
     * @throws SinkException if the file cannot be written.
     */
    static LatencyLog open(final Path file, final long nowMs)
    {
        try
        {
            // Not a channel, which an interrupt of the thread would close.
            return new LatencyLog(new BufferedOutputStream(new FileOutputStream(file.toFile())), nowMs);
        }
        catch (final IOException ex)
        {
            throw new SinkException(
                "cannot write to " + MonitorContext.LATENCY_LOG_PROP_NAME + "=" + file + ": " + ex, ex);
        }
    }

    void write(final Histogram histogram, final String tag, final long fromMs, final long toMs)
    {
        histogram.setTag(tag);
        histogram.setStartTimeStamp(fromMs);
        histogram.setEndTimeStamp(toMs);
        writer.outputIntervalHistogram(
            (fromMs - writer.getBaseTime()) / 1000.0, (toMs - writer.getBaseTime()) / 1000.0, histogram, NS_PER_MS);
    }

    void flush() throws IOException
    {
        out.flush();
    }

    @Override
    public void close()
    {
        writer.close();
    }
}
