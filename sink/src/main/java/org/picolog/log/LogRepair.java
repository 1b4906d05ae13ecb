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
 * Ends a damaged log before the first page that is gone, so that it can be opened again. What follows that page is kept
 * aside and no longer part of the log. An explicit act: it gives up acknowledged data, and says which.
 */
public final class LogRepair
{
    private LogRepair()
    {
    }

    /**
     * Say what {@link #repair(Path, LogVerifier.Progress)} would do, changing nothing. Blocks. No writer may have the
     * log open.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what would be done.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read, or a writer has the log open.
     * @throws LogException                    if the log cannot be repaired, or is of a newer version.
     */
    public static LogRepairReport dryRun(final Path directory, final LogVerifier.Progress progress)
    {
        return run(new LinuxBlockIo(), directory, progress, true);
    }

    /**
     * Repair the log in a directory. Blocks. No writer may have the log open. May be broken off at any point and done
     * again.
     *
     * @param directory of the log.
     * @param progress  to be told.
     * @return what was done.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read or written, or a writer has the log open.
     * @throws LogException                    if the log cannot be repaired, or is of a newer version.
     */
    public static LogRepairReport repair(final Path directory, final LogVerifier.Progress progress)
    {
        return run(new LinuxBlockIo(), directory, progress, false);
    }

    static LogRepairReport run(
        final BlockIo io, final Path directory, final LogVerifier.Progress progress, final boolean isDryRun)
    {
        throw new UnsupportedOperationException("to come");
    }
}
