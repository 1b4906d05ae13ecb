/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Data that was acknowledged is not there, or not as it was written. Nothing was changed.
 */
public final class DamagedLogException extends LogException
{
    private static final long serialVersionUID = 1L;

    private final transient LogFinding finding;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public DamagedLogException(final String message)
    {
        this(message, null);
    }

    DamagedLogException(final String message, final LogFinding finding)
    {
        super(message);
        this.finding = finding;
    }

    /**
     * The place that the message is about; null if there is none, or the message says it all.
     */
    LogFinding finding()
    {
        return finding;
    }
}
