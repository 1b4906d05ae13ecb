/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

/**
 * A file of the log, or its directory, was taken away from under the writer: whoever opens the log next would not find
 * what is written now.
 */
public final class LogReplacedException extends LogException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct.
     *
     * @param finding   what was taken away, and where.
     * @param directory of the log.
     */
    LogReplacedException(final String finding, final String directory)
    {
        super(
            finding + " while the log was written. Nothing more is acknowledged: the next to open the log would not " +
            "find it. If it was moved, put it back; find out who does this, and let nobody but Picolog (picolog " +
            "purge, picolog.log.retention) remove files of a log. Then run picolog verify " + directory +
            ", and start anew");
    }
}
