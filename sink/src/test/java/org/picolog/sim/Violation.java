/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

/**
 * An invariant of {@code docs/reliability.md} does not hold.
 */
final class Violation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private final String invariant;

    Violation(final String invariant, final String message)
    {
        super(invariant + ": " + message);
        this.invariant = invariant;
    }

    Violation(final String invariant, final String message, final Throwable cause)
    {
        super(invariant + ": " + message, cause);
        this.invariant = invariant;
    }

    String invariant()
    {
        return invariant;
    }
}
