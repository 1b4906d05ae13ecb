/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

/**
 * Entry into the simulator for who has only its class loader.
 */
public final class MutationProbe
{
    private MutationProbe()
    {
    }

    /**
     * Run seeds until one violates an invariant.
     *
     * @param firstSeed of them.
     * @param limit     how many at the most.
     * @return the number of seeds run and what was violated; null if nothing was.
     */
    public static Object[] firstViolation(final long firstSeed, final int limit)
    {
        final Simulation simulation = new Simulation();
        for (int i = 0; i < limit; i++)
        {
            final Violation violation = simulation.run(Plan.of(firstSeed + i));
            if (null != violation)
            {
                return new Object[]{i + 1, violation.invariant(), violation.getMessage()};
            }
        }

        return null;
    }
}
