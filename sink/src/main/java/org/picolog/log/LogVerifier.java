/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.List;

/**
 * Reads a whole log and checks each page and each message of it. Changes nothing; goes on past a bad page.
 */
public final class LogVerifier
{
    /**
     * How many findings are kept; further ones are counted.
     */
    public static final int MAX_FINDINGS = 100;

    /**
     * Told how far a long task is.
     */
    @FunctionalInterface
    public interface Progress
    {
        /**
         * Called after each segment, on the thread that does the task.
         *
         * @param pagesDone  so far.
         * @param pagesTotal to be done.
         */
        void onProgress(long pagesDone, long pagesTotal);
    }

    private static final long LOCK_TIMEOUT_NS = 1_000_000_000L;

    private LogVerifier()
    {
    }

    /**
     * Verify the log in a directory. Blocks. A log that a writer has open is verified up to the mark that the
     * writer published; any other is locked against writers meanwhile.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what was found; damage is a result, not an exception.
     * @throws org.picolog.io.BlockIoException if the directory or a file cannot be read, after a second attempt.
     * @throws LogNotFoundException            if there is no log in the directory.
     */
    public static LogVerification verify(final Path directory, final Progress progress)
    {
        return verify(new LinuxBlockIo(), directory, progress);
    }

    /**
     * As {@link #verify(Path, Progress)}.
     *
     * @param io        the machine below the log.
     * @param directory of the log.
     * @param progress  to be told.
     * @return what was found; damage is a result, not an exception.
     * @throws org.picolog.io.BlockIoException if the directory or a file cannot be read, after a second attempt.
     * @throws LogNotFoundException            if there is no log in the directory.
     */
    public static LogVerification verify(final BlockIo io, final Path directory, final Progress progress)
    {
        try (BlockDirectory opened = io.openDirectoryForReading(directory);
            SharedLock lock = SharedLock.tryTake(opened, LOCK_TIMEOUT_NS))
        {
            if (null != lock)
            {
                opened.sync();
            }
            return verify(io, opened, progress, null == lock);
        }
    }

    private static LogVerification verify(
        final BlockIo io, final BlockDirectory directory, final Progress progress, final boolean isLive)
    {
        try
        {
            final Anchor anchor = AnchorFile.read(io, directory);
            try (LogWalk walk = isLive ?
                new LogWalk(io, directory, anchor, PublishedMark.read(directory)) :
                new LogWalk(io, directory, anchor, Recovery.inspect(io, directory, anchor)))
            {
                walk.run(progress);
                return walk.result(directory.path());
            }
        }
        catch (final UnsupportedLogException ex)
        {
            return unread(directory, LogVerification.Verdict.UNSUPPORTED, List.of(), ex.getMessage());
        }
        catch (final DamagedLogException ex)
        {
            final List<LogFinding> findings = null == ex.finding() ? List.of() : List.of(ex.finding());
            return unread(directory, LogVerification.Verdict.DAMAGED, findings, ex.getMessage());
        }
    }

    private static LogVerification unread(
        final BlockDirectory directory,
        final LogVerification.Verdict verdict,
        final List<LogFinding> findings,
        final String detail)
    {
        return new LogVerification(
            directory.path(),
            null,
            verdict,
            false,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            Publisher.NONE,
            findings.size(),
            findings,
            detail);
    }
}
