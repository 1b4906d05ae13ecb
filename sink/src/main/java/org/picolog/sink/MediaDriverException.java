/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * There is no media driver, or it was lost, or it has no room for the sink. The message says what, where, why and what
 * to do.
 */
public final class MediaDriverException extends SinkException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public MediaDriverException(final String message)
    {
        super(message);
    }

    /**
     * Construct with a complete message and a cause.
     *
     * @param message for people.
     * @param cause   as found.
     */
    public MediaDriverException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
