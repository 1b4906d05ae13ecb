/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Something is wrong with a sink or its use. The message says what, where, why and what to do.
 */
public class SinkException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public SinkException(final String message)
    {
        super(message);
    }

    /**
     * Construct with a complete message and a cause.
     *
     * @param message for people.
     * @param cause   as found.
     */
    public SinkException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
