/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.concurrent.TimeUnit;

/**
 * Runs seeds without anything around it, for hours, and says each minute what was done. The settings are those of
 * {@link SimulationTest}, from seed {@code picolog.sim.first} on. Ends with 1 if an invariant does not hold.
 */
public final class LongRun
{
    private LongRun()
    {
    }

    /**
     * Run.
     *
     * @param args none.
     */
    public static void main(final String[] args)
    {
        final Simulator simulator = new Simulator();
        final Simulator.Failure failure = simulator.run(
            Long.getLong(Simulator.FIRST, 1),
            Long.getLong("picolog.sim.seeds", 10_000_000),
            System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("picolog.sim.minutes", 600)));
        System.out.println("simulation: " + simulator.report());
        if (null != failure)
        {
            System.out.println(Shrinker.describe(failure.seed(), failure.violation()));
            System.exit(1);
        }
    }
}
