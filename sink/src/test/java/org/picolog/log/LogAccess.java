/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.BlockIo;

import java.nio.file.Path;

/**
 * What tests of other packages need of a log, and applications do not.
 */
public final class LogAccess
{
    private LogAccess()
    {
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
     * Read a log that is not in a file system.
     *
     * @param io        where it is.
     * @param directory of the log.
     * @return the reader, before the first message.
     */
    public static LogReader read(final BlockIo io, final Path directory)
    {
        return LogReader.open(io, directory);
    }
}
