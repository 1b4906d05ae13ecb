/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * Connecting did not succeed within {@link AdapterContext#connectTimeoutNs()}. The message says what was missing, on
 * which channel and stream, in which Aeron directory.
 */
public class AdapterTimeoutException extends AdapterException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public AdapterTimeoutException(final String message)
    {
        super(message);
    }

    /**
     * Construct with a complete message and what led to it.
     *
     * @param message for people.
     * @param cause   of it, or null.
     */
    public AdapterTimeoutException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
