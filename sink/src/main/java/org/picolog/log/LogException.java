/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * Something is wrong with a log or its use. The message says what, where, why and what to do.
 */
public class LogException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public LogException(final String message)
    {
        super(message);
    }
}
