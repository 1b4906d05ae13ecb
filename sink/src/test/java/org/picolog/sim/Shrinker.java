/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * Leaves out of a plan that fails what it does not need to fail in the same way.
 */
final class Shrinker
{
    static final String SEED = "picolog.sim.seed";

    private final Simulation simulation = new Simulation();

    /**
     * All about a seed that failed: shrunk, and how to run it alone.
     */
    static String describe(final long seed, final Violation violation)
    {
        final String command =
            "\nthis seed alone: mvn -pl sink -am test -Dtest=SimulationTest -Dsurefire.failIfNoSpecifiedTests=false" +
            " -D" + SEED + "=" + seed;
        if (violation.isEndless())
        {
            return "seed " + seed + ": " + violation.getMessage() + command;
        }

        final Shrinker shrinker = new Shrinker();
        final Plan shortest = shrinker.shrink(Plan.of(seed), violation);
        return "seed " + seed + ": " + violation.getMessage() +
            "\nshrunk from " + Plan.of(seed).steps().length + " to " + shortest.steps().length + " steps:\n  " +
            String.join("\n  ", shrinker.history(shortest)) + command;
    }

    /**
     * @return the shortest plan found that violates the same invariant in the same way.
     */
    Plan shrink(final Plan plan, final Violation violation)
    {
        Plan shortest = plan;
        for (int count = Math.max(1, plan.steps().length / 2); count > 0; count /= 2)
        {
            for (int from = 0; from + count <= shortest.steps().length;)
            {
                final Plan candidate = shortest.without(from, count);
                final Violation found = simulation.run(candidate);
                if (null != found && kind(found).equals(kind(violation)))
                {
                    shortest = candidate;
                }
                else
                {
                    from += count;
                }
            }
        }

        return shortest;
    }

    /**
     * The message without what differs from run to run.
     */
    private static String kind(final Violation violation)
    {
        return violation.getMessage().replaceAll("[0-9]+", "0");
    }

    /**
     * What a plan does, step by step, to its violation.
     */
    List<String> history(final Plan plan)
    {
        simulation.recording(true);
        final Violation found = simulation.run(plan);
        final List<String> history = new ArrayList<>(simulation.history());
        history.add(null == found ? "nothing is violated" : found.getMessage());
        return history;
    }
}
