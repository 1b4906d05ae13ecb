/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;

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

    private LogVerifier()
    {
    }

    /**
     * Verify the log in a directory. Blocks. A log that a writer has open is verified up to the greatest mark that its
     * pages claim; any other is locked against writers meanwhile.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what was found; damage is a result, not an exception.
     * @throws org.picolog.io.BlockIoException if the directory or a file cannot be read, after a second attempt.
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
     */
    public static LogVerification verify(final BlockIo io, final Path directory, final Progress progress)
    {
        throw new UnsupportedOperationException("to come");
    }
}
