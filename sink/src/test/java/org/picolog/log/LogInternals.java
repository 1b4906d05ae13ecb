/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;

import java.nio.file.Path;
import java.util.List;

/**
 * What the simulator needs of the log and users do not: each operation over a block I/O of one's own.
 */
public final class LogInternals
{
    /**
     * Name of the file that holds the anchor.
     */
    public static final String ANCHOR = AnchorFile.NAME;

    /**
     * What tells a copy of the anchor from any other page.
     */
    public static final int ANCHOR_MAGIC = AnchorFile.MAGIC;

    /**
     * Name of the mapped file that holds the published mark.
     */
    public static final String MARK = PublishedMark.NAME;

    private LogInternals()
    {
    }

    /**
     * Name of a segment's file.
     *
     * @param number of the segment.
     * @return the name.
     */
    public static String segmentName(final long number)
    {
        return LogFormat.segmentName(number);
    }

    /**
     * Is it the name of a segment's file?
     *
     * @param name of a file.
     * @return true if so.
     */
    public static boolean isSegmentName(final String name)
    {
        return LogFormat.isSegmentName(name);
    }

    /**
     * Is that a name of an index?
     *
     * @param name of a file.
     * @return true if so.
     */
    public static boolean isIndexName(final String name)
    {
        return LogIndex.isIndexName(name);
    }

    /**
     * As if the process that writes ended here.
     *
     * @param log that is open.
     */
    public static void abandon(final DurableLog log)
    {
        log.abandon();
    }

    /**
     * Open a reader.
     *
     * @param io   to read with.
     * @param path of the log.
     * @return the reader.
     */
    public static LogReader read(final BlockIo io, final Path path)
    {
        return LogReader.open(io, path);
    }

    /**
     * Recover without opening.
     *
     * @param io   to read with.
     * @param path of the log, whose lock is held or free.
     * @return what was found, comparable.
     */
    public static Object inspect(final BlockIo io, final Path path)
    {
        try (BlockDirectory directory = io.openDirectory(path))
        {
            return Recovery.inspect(io, directory, AnchorFile.read(io, directory));
        }
    }

    /**
     * What was concluded alone: in which files a read failed is left out, and which of two anchors was found. Of one
     * that was being replaced, and so not relied upon yet, the newer copy may not be had.
     *
     * @param inspected as {@link #inspect} gives it.
     * @return comparable.
     */
    public static Object conclusion(final Object inspected)
    {
        final RecoveredLog found = (RecoveredLog)inspected;
        return List.of(
            found.verdict(),
            found.end().nextSequence(),
            found.end().lastPage(),
            found.end().lastPageCrc(),
            found.end().lastTimestampNs(),
            found.end().stream(),
            found.cutPage(),
            found.lastTouched(),
            found.tailState(),
            found.firstOrphan(),
            found.greatestClaim(),
            found.lastValid());
    }

    /**
     * Repair.
     *
     * @param ctx with the directory, how it is accessed, the time and the salts.
     * @return what was done.
     */
    public static LogRepairReport repair(final LogContext ctx)
    {
        return LogRepair.run(ctx, LogInternals::ignore, false);
    }

    /**
     * Rebuild the index.
     *
     * @param io   to work with.
     * @param path of the log.
     * @return what became of the index of each segment.
     */
    public static List<LogIndexer.Result> index(final BlockIo io, final Path path)
    {
        return LogIndexer.rebuild(io, path, LogInternals::ignore);
    }

    private static void ignore(final long done, final long total)
    {
        // Progress is for people.
    }
}
