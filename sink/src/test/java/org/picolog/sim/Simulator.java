/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Runs seeds on all cores, each thread with a simulation of its own, until one fails or it was enough.
 */
final class Simulator
{
    static final String FIRST = "picolog.sim.first";
    private static final int BATCH = 64;
    private static final long REPORT_INTERVAL_NS = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST_SEED_NS = TimeUnit.MINUTES.toNanos(3);

    /**
     * A seed that fails.
     */
    record Failure(long seed, Violation violation)
    {
    }

    private final Tally tally = new Tally();
    private final AtomicReference<Failure> failure = new AtomicReference<>();
    private final AtomicLong next = new AtomicLong();
    private final List<Lane> lanes = new ArrayList<>();
    private long firstSeed;
    private long endSeed;
    private long deadlineNs;
    private long elapsedNs;
    private long reportedNs;

    /**
     * Run seeds one after the other.
     *
     * @param first      of them.
     * @param seeds      how many at the most.
     * @param deadlineNs of {@link System#nanoTime()} after which to begin no more.
     * @return the first seed found to fail, null if none does.
     */
    Failure run(final long first, final long seeds, final long deadlineNs)
    {
        final long startNs = System.nanoTime();
        reportedNs = startNs;
        firstSeed = first;
        endSeed = first + seeds;
        this.deadlineNs = deadlineNs;
        next.set(first);
        lanes.clear();
        for (int i = Integer.getInteger("picolog.sim.threads", Runtime.getRuntime().availableProcessors()); i > 0; i--)
        {
            lanes.add(new Lane("simulation-" + i));
        }
        lanes.forEach(Thread::start);
        while (lanes.stream().anyMatch(Thread::isAlive) && lanes.stream().noneMatch(Lane::isStuck))
        {
            pause();
            final long nowNs = System.nanoTime();
            if (nowNs - reportedNs >= REPORT_INTERVAL_NS)
            {
                elapsedNs += nowNs - reportedNs;
                reportedNs = nowNs;
                System.out.println("simulation: " + report());
            }
        }
        elapsedNs += System.nanoTime() - reportedNs;

        return failure.get();
    }

    private void pause()
    {
        try
        {
            for (final Thread lane : lanes)
            {
                lane.join(100);
            }
        }
        catch (final InterruptedException ex)
        {
            throw new IllegalStateException("interrupted", ex);
        }
    }

    /**
     * What was done, for people: where to go on from too.
     */
    String report()
    {
        final long done = lanes.stream().mapToLong((lane) -> lane.batch).min().orElse(firstSeed);
        synchronized (tally)
        {
            return tally + (null == failure.get() ? ", no violation" : ", 1 violation") + ", " +
                Math.round(tally.runs * 1e9 / elapsedNs) + " seeds/s; done: " + firstSeed + " to " + (done - 1) +
                (done < endSeed ? ", go on with -D" + FIRST + "=" + done : "");
        }
    }

    /**
     * A thread that runs seeds, batch by batch.
     */
    private final class Lane extends Thread
    {
        private final Simulation simulation = new Simulation();
        private volatile long batch = firstSeed;
        private volatile long seed;
        private volatile long begunNs = System.nanoTime();

        Lane(final String name)
        {
            super(name);
            setDaemon(true);
        }

        @Override
        public void run()
        {
            try
            {
                batch = next.getAndAdd(BATCH);
                while (batch < endSeed && runBatch(batch, Math.min(batch + BATCH, endSeed)))
                {
                    batch = next.getAndAdd(BATCH);
                }
                batch = Math.min(batch, endSeed);
            }
            catch (final Throwable ex)
            {
                // A lane that ends is not to pass for one that is done.
                failure.compareAndSet(null, new Failure(seed, new Violation("I9", "unexpected: " + ex, ex)));
            }
        }

        /**
         * @return false if it was not run to its end.
         */
        private boolean runBatch(final long from, final long end)
        {
            for (long i = from; i < end; i++)
            {
                if (null != failure.get() || System.nanoTime() - deadlineNs >= 0)
                {
                    return false;
                }
                begunNs = System.nanoTime();
                seed = i;
                final Violation violation = simulation.run(Plan.of(i));
                if (null != violation)
                {
                    failure.compareAndSet(null, new Failure(i, violation));
                }
            }
            synchronized (tally)
            {
                tally.add(simulation.tally());
                simulation.tally().clear();
            }

            return true;
        }

        /**
         * A loop that does nothing and looks at no clock is not found from inside.
         */
        private boolean isStuck()
        {
            final boolean isStuck = isAlive() && System.nanoTime() - begunNs > LONGEST_SEED_NS;
            if (isStuck)
            {
                failure.compareAndSet(null, new Failure(seed, Violation.endless(getStackTrace())));
            }
            return isStuck;
        }
    }
}
