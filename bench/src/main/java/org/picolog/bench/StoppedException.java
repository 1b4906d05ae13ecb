/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * The user asked for an end. Not a failure.
 */
final class StoppedException extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    StoppedException()
    {
        super("interrupted");
    }
}
