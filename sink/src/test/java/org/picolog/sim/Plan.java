/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.SplittableRandom;

/**
 * A run to be: its seed and its steps. Each step draws from its own number, so that leaving out one does not change
 * what the others do.
 *
 * @param seed  that the rest of the run draws from.
 * @param steps numbers that the steps draw from.
 */
record Plan(long seed, long[] steps)
{
    private static final int MIN_STEPS = 5;
    private static final int MAX_STEPS = 35;

    static Plan of(final long seed)
    {
        final SplittableRandom dice = new SplittableRandom(seed);
        final long[] steps = new long[MIN_STEPS + dice.nextInt(MAX_STEPS - MIN_STEPS + 1)];
        for (int i = 0; i < steps.length; i++)
        {
            steps[i] = dice.nextLong();
        }

        return new Plan(dice.nextLong(), steps);
    }

    /**
     * Without some of the steps.
     */
    Plan without(final int from, final int count)
    {
        final long[] fewer = new long[steps.length - count];
        System.arraycopy(steps, 0, fewer, 0, from);
        System.arraycopy(steps, from + count, fewer, from, fewer.length - from);
        return new Plan(seed, fewer);
    }
}
