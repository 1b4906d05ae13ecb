/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Entry into the simulation of the handshake for who has only its class loader.
 */
public final class HandshakeProbe
{
    private static final Pattern INVARIANT = Pattern.compile("seed=\\d+: (I\\d+): .*", Pattern.DOTALL);

    private HandshakeProbe()
    {
    }

    /**
     * Run schedules until one violates an invariant, or ends in an exception.
     *
     * @param firstSeed of them.
     * @param limit     how many at the most.
     * @return the number of schedules run, what was violated, and how; null if nothing was.
     */
    public static Object[] firstViolation(final long firstSeed, final int limit)
    {
        for (int i = 0; i < limit; i++)
        {
            try
            {
                new HandshakeSimulation(firstSeed + i).run();
            }
            catch (final AssertionError ex)
            {
                final Matcher matcher = INVARIANT.matcher(ex.getMessage());
                return new Object[]{i + 1, matcher.matches() ? matcher.group(1) : "an exception", ex.getMessage()};
            }
        }

        return null;
    }
}
