/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * What was to be read was purged meanwhile: the reader was too slow for the retention. The log is whole.
 */
public final class LogPurgedException extends LogException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public LogPurgedException(final String message)
    {
        super(message);
    }
}
