/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

/**
 * The adapter cannot do what was asked of it. The message says what, and where it can be known, why and what to do.
 */
public class AdapterException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public AdapterException(final String message)
    {
        super(message);
    }

    /**
     * Construct with a complete message and what led to it.
     *
     * @param message for people.
     * @param cause   of it, or null.
     */
    public AdapterException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
