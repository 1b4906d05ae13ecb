/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.Arrays;

/**
 * An invariant of {@code docs/reliability.md} does not hold.
 */
class Violation extends RuntimeException
{
    private static final long serialVersionUID = 1L;

    private static final String ENDLESS = "I9: it does not end, and does nothing";

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

    /**
     * Was it found from outside, because the seed did not end?
     */
    boolean isEndless()
    {
        return getMessage().startsWith(ENDLESS);
    }

    static Violation endless(final StackTraceElement[] where)
    {
        return new Violation("I9", "it does not end, and does nothing: " + Arrays.toString(where));
    }

    String invariant()
    {
        return invariant;
    }
}
