/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * A measurement could not be taken; the message says why and what to do.
 */
final class BenchException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    BenchException(final String message)
    {
        super(message);
    }

    BenchException(final String message, final Throwable cause)
    {
        super(message, cause);
    }
}
