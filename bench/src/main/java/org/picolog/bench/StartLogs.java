/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A log of a number of segments, once as its writer closed it, and once as it was a moment before, when the writer
 * still had it open: as if the writer had died between two writes.
 */
final class StartLogs
{
    private static final int CHUNKS_PER_SEGMENT = 16;

    private final LogSnapshot clean;
    private final LogSnapshot abandoned;

    /**
     * Fill the log and copy it. Blocks.
     *
     * @param workspace     to write in.
     * @param name          of the log.
     * @param segmentCount  how many segments are to hold messages, the last one in its first half.
     * @param segmentLength in bytes.
     * @param stopSignal    to end early by.
     */
    StartLogs(
        final Workspace workspace,
        final String name,
        final int segmentCount,
        final int segmentLength,
        final StopSignal stopSignal)
    {
        final WriteMeter meter = new WriteMeter();
        final LogContext ctx = new LogContext().segmentLength(segmentLength).blockIo(meter);
        final long length = (long)(segmentCount + ctx.preparedSegments() + 2) * segmentLength;
        final Path cleanPath = workspace.newLastingDirectory(name + "-clean", 2 * length);
        final Path abandonedPath = workspace.newLastingDirectory(name + "-abandoned", length);
        try (EmbeddedLog log = EmbeddedLog.open(ctx.directory(cleanPath)))
        {
            new LogFiller(log, meter, stopSignal).fill(
                (long)segmentCount * segmentLength - segmentLength / 2, segmentLength / CHUNKS_PER_SEGMENT);
            // The log is not polled meanwhile, so that no page is written for want of messages.
            workspace.awaitPrepared(cleanPath, stopSignal::check);
            copy(cleanPath, abandonedPath);
        }
        workspace.settle();
        clean = new LogSnapshot(cleanPath);
        abandoned = new LogSnapshot(abandonedPath);
    }

    LogSnapshot clean()
    {
        return clean;
    }

    LogSnapshot abandoned()
    {
        return abandoned;
    }

    private static void copy(final Path from, final Path to)
    {
        final File[] files = from.toFile().listFiles();
        if (null == files)
        {
            throw new BenchException("cannot list " + from);
        }
        try
        {
            for (final File file : files)
            {
                Files.copy(file.toPath(), to.resolve(file.getName()));
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot copy " + from + " to " + to + ": " + ex, ex);
        }
    }
}
