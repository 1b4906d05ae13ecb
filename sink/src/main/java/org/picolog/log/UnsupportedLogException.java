/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * The log was written by a newer version, or with features that this version does not know. Nothing was changed.
 */
public final class UnsupportedLogException extends LogException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public UnsupportedLogException(final String message)
    {
        super(message);
    }
}
