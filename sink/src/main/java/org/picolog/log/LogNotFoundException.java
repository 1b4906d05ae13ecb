/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * The directory holds no log, or not yet: whoever creates it has not come so far.
 */
public final class LogNotFoundException extends LogException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public LogNotFoundException(final String message)
    {
        super(message);
    }
}
