/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * A write or flush failed: fail-stop. What was acknowledged is durable; nothing further ever is in this incarnation.
 */
public final class WriteFailedException extends LogException
{
    private static final long serialVersionUID = 1L;

    /**
     * Construct with a complete message.
     *
     * @param message for people.
     */
    public WriteFailedException(final String message)
    {
        super(message);
    }
}
