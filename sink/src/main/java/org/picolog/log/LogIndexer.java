/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Checks the sparse index of each segment against the segment's pages, and writes anew what is wrong or missing. A
 * reader does without an index, only slower.
 */
public final class LogIndexer implements AutoCloseable
{
    /**
     * What became of the index of a segment.
     */
    public enum State
    {
        /**
         * It says what the pages say.
         */
        GOOD,

        /**
         * There was none, or none that is whole; now there is.
         */
        MISSING,

        /**
         * It was of something else, or did not say what the pages say; it was replaced.
         */
        WRONG,

        /**
         * The segment is damaged: there is no index now.
         */
        DAMAGED
    }

    /**
     * The index of a segment.
     *
     * @param segment  number of the segment.
     * @param fileName of the index.
     * @param state    what became of it.
     * @param finding  what is wrong with the segment, for people; empty if nothing is.
     */
    public record Result(long segment, String fileName, State state, String finding)
    {
    }

    private final BlockIo io;
    private final BlockDirectory directory;
    private final SharedLock lock;
    private final Anchor anchor;
    private final SegmentReader reader;

    private LogIndexer(final BlockIo io, final Path path)
    {
        SharedLock sharedLock = null;
        this.io = io;
        directory = io.openDirectoryForReading(path);
        try
        {
            AnchorFile.checkExists(directory);
            sharedLock = SharedLock.take(directory, 0);
            anchor = AnchorFile.read(io, directory);
            reader = new SegmentReader(io, directory, anchor);
            reader.passOverUnreadable((unreadable) -> { });
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.closeAll(sharedLock, directory);
            throw ex;
        }
        lock = sharedLock;
    }

    /**
     * Check and rebuild the index of the log in a directory. Blocks. No writer may have the log open.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what became of the index of each live segment, in order.
     * @throws org.picolog.io.DirectoryLockedException if a writer has the log open.
     * @throws org.picolog.io.BlockIoException         if the directory or a file cannot be read or written.
     * @throws DamagedLogException                     if the log is damaged so that its segments are not known.
     * @throws UnsupportedLogException                 if the log was written by a newer version.
     */
    public static List<Result> rebuild(final Path directory, final LogVerifier.Progress progress)
    {
        return rebuild(new LinuxBlockIo(), directory, progress);
    }

    static List<Result> rebuild(final BlockIo io, final Path directory, final LogVerifier.Progress progress)
    {
        try (LogIndexer indexer = new LogIndexer(io, directory))
        {
            return indexer.run(progress);
        }
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(reader, lock, directory);
    }

    private List<Result> run(final LogVerifier.Progress progress)
    {
        directory.sync();
        final long lastPage = Recovery.recover(io, directory, anchor).end().lastPage();
        final List<LogChain.Extent> extents = LogChain.read(reader, directory, anchor, lastPage, 0);
        final List<Result> results = new ArrayList<>();
        for (final LogChain.Extent extent : extents)
        {
            results.add(rebuild(extent));
            progress.onProgress(
                (long)results.size() * anchor.pagesPerSegment(), (long)extents.size() * anchor.pagesPerSegment());
        }

        return results;
    }

    private Result rebuild(final LogChain.Extent extent)
    {
        final long number = extent.segmentNumber();
        final String fileName = LogIndex.fileName(number);
        final LogIndex found = LogIndex.read(io, directory, number);
        try
        {
            reader.open(number, false);
            final LogIndex right = derive(extent);
            if (null != found && isSame(found, right, reader.openPage()))
            {
                return new Result(number, fileName, State.GOOD, "");
            }

            deleteIfPresent(fileName + LogFormat.TEMPORARY_SUFFIX);
            right.write(io, directory);
            final boolean wasThere = null != found;
            return new Result(number, fileName, wasThere ? State.WRONG : State.MISSING, "");
        }
        catch (final DamagedLogException ex)
        {
            deleteIfPresent(fileName);
            return new Result(number, fileName, State.DAMAGED, ex.getMessage());
        }
    }

    private LogIndex derive(final LogChain.Extent extent)
    {
        final long firstPage = reader.openPage();
        final long[] sequences = new long[LogIndex.entryCount(extent.endPage() - firstPage)];
        for (int i = 0; i < sequences.length; i++)
        {
            load(firstPage + (long)i * LogIndex.PAGES_PER_ENTRY);
            sequences[i] = reader.header().firstSequence();
        }
        load(extent.endPage() - 1);

        return new LogIndex(
            anchor.logId(),
            extent.segmentNumber(),
            reader.segment().salt(),
            extent.endPage(),
            reader.checksum(),
            sequences);
    }

    private void load(final long page)
    {
        final PageState state = reader.load(page);
        if (PageState.VALID != state)
        {
            throw new DamagedLogException(
                "page " + page + " at " + reader.filePosition(page) + " of " + reader.fileName() + " in " +
                directory.path() + " is damaged: " + state.description() + " is found in its place");
        }
    }

    private void deleteIfPresent(final String name)
    {
        if (directory.list().contains(name))
        {
            directory.delete(name);
        }
    }

    private static boolean isSame(final LogIndex found, final LogIndex right, final long firstPage)
    {
        return found.isOf(
            right.logId(), right.segmentNumber(), right.salt(), firstPage, right.endPage(), right.lastPageCrc()) &&
            Arrays.equals(found.sequences(), right.sequences());
    }
}
