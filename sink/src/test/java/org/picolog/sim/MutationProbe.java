/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Entry into the simulator for who has only its class loader.
 */
public final class MutationProbe
{
    /**
     * A loop that does nothing and looks at no clock is not found from inside.
     */
    private static final long LONGEST_SEED_SECONDS = 20;

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
        final AtomicInteger seeds = new AtomicInteger();
        final FutureTask<Object[]> search = new FutureTask<>(() -> search(firstSeed, limit, seeds));
        final Thread thread = new Thread(search, "mutation-probe");
        thread.setDaemon(true);
        thread.start();
        try
        {
            while (true)
            {
                final int begun = seeds.get();
                try
                {
                    return search.get(LONGEST_SEED_SECONDS, TimeUnit.SECONDS);
                }
                catch (final TimeoutException ex)
                {
                    if (begun == seeds.get())
                    {
                        return new Object[]{begun, "I9", "seed " + (firstSeed + begun - 1) + " does not end"};
                    }
                }
            }
        }
        catch (final InterruptedException | ExecutionException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static Object[] search(final long firstSeed, final int limit, final AtomicInteger seeds)
    {
        final Simulation simulation = new Simulation();
        for (int i = 0; i < limit; i++)
        {
            seeds.set(i + 1);
            final Violation violation = simulation.run(Plan.of(firstSeed + i));
            if (null != violation)
            {
                return new Object[]{i + 1, violation.invariant(), violation.getMessage()};
            }
        }

        return null;
    }
}
