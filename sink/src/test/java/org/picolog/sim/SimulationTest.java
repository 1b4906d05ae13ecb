/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * The whole log over a simulated drive, for many seeds: half of them the same each time, half of them new. How to run
 * more, or one alone, is in {@code docs/reliability.md}.
 */
class SimulationTest
{
    private static final String SEED = Shrinker.SEED;
    private static final long SEEDS = Long.getLong("picolog.sim.seeds", 20_000);
    private static final long MINUTES = Long.getLong("picolog.sim.minutes", TimeUnit.DAYS.toMinutes(365));

    @Test
    @DisabledIfSystemProperty(named = SEED, matches = ".+")
    void everyInvariantHoldsForEverySeed()
    {
        final long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(MINUTES);
        final long randomBase = new SplittableRandom().nextLong() >>> 16;
        final Simulator simulator = new Simulator();
        final Long first = Long.getLong(Simulator.FIRST);
        Simulator.Failure failure = simulator.run(
            null == first ? 1 : first, null == first ? SEEDS / 2 : SEEDS, deadline);
        if (null == failure && null == first)
        {
            failure = simulator.run(randomBase, SEEDS - SEEDS / 2, deadline);
        }

        System.out.println("simulation: " + simulator.report());
        if (null != failure)
        {
            fail(Shrinker.describe(failure.seed(), failure.violation()), failure.violation());
        }
    }

    @Test
    @EnabledIfSystemProperty(named = SEED, matches = ".+")
    void everyInvariantHoldsForOneSeed()
    {
        final long seed = Long.getLong(SEED);
        final Violation violation = new Simulation().run(Plan.of(seed));
        if (null != violation)
        {
            fail(Shrinker.describe(seed, violation), violation);
        }
        System.out.println("simulation: seed " + seed + " keeps every invariant");
    }

    /**
     * Followers over a purge and a new epoch, an anchor of which one copy was replaced, and a repair of what was served
     * and not written after: what was wrong once.
     */
    @ParameterizedTest
    @ValueSource(longs = {963_152, 4_949_666, 8_700_802, 8_936_490, 803_021, 1_164_577, 870_702})
    void everyInvariantHoldsForSeedsThatFailedOnce(final long seed)
    {
        final Violation violation = new Simulation().run(Plan.of(seed));
        if (null != violation)
        {
            fail(Shrinker.describe(seed, violation), violation);
        }
    }

    @Test
    void aSeedDoesTheSameEachTime()
    {
        final Simulation simulation = new Simulation();
        simulation.recording(true);
        for (long seed = 1; seed < 100; seed++)
        {
            simulation.run(Plan.of(seed));
            final List<String> first = List.copyOf(simulation.history());
            simulation.run(Plan.of(seed));
            assertEquals(first, simulation.history(), "seed " + seed);
        }
    }
}
