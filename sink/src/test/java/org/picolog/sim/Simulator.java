/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs seeds on all cores, each thread with a simulation of its own, until one fails or it was enough.
 */
final class Simulator
{
    private static final int BATCH = 64;

    /**
     * A seed that fails.
     */
    record Failure(long seed, Violation violation)
    {
    }

    private final Tally tally = new Tally();
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private final AtomicLong next = new AtomicLong();
    private long elapsedNs;

    /**
     * Run seeds one after the other.
     *
     * @param firstSeed of them.
     * @param seeds     how many at the most.
     * @param deadline  of {@link System#nanoTime()} after which to begin no more.
     * @return the first seed found to fail, null if none does.
     */
    Failure run(final long firstSeed, final long seeds, final long deadline)
    {
        final long startNs = System.nanoTime();
        next.set(0);
        final List<Thread> threads = new ArrayList<>();
        for (int i = Integer.getInteger("picolog.sim.threads", Runtime.getRuntime().availableProcessors()); i > 0; i--)
        {
            final Thread thread = new Thread(() -> runBatches(firstSeed, seeds, deadline), "simulation-" + i);
            thread.start();
            threads.add(thread);
        }
        for (final Thread thread : threads)
        {
            join(thread);
        }
        elapsedNs += System.nanoTime() - startNs;

        return failure.get();
    }

    private void runBatches(final long firstSeed, final long seeds, final long deadline)
    {
        final Simulation simulation = new Simulation();
        try
        {
            for (long from = next.getAndAdd(BATCH); from < seeds; from = next.getAndAdd(BATCH))
            {
                for (long i = from; i < Math.min(from + BATCH, seeds); i++)
                {
                    if (null != failure.get() || System.nanoTime() - deadline >= 0)
                    {
                        return;
                    }
                    final Violation violation = simulation.run(Plan.of(firstSeed + i));
                    if (null != violation)
                    {
                        failure.compareAndSet(null, new Failure(firstSeed + i, violation));
                    }
                }
            }
        }
        finally
        {
            synchronized (tally)
            {
                tally.add(simulation.tally());
            }
        }
    }

    private static void join(final Thread thread)
    {
        try
        {
            thread.join();
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException("interrupted", ex);
        }
    }

    Tally tally()
    {
        return tally;
    }

    /**
     * What was done, for people.
     */
    String report()
    {
        return tally + (null == failure.get() ? ", no violation" : ", 1 violation") + ", " +
            Math.round(tally.runs * 1e9 / elapsedNs) + " seeds/s";
    }
}
