/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.IdleStrategy;

import java.util.Locale;

/**
 * Publishes at a rate, whether or not the system keeps up. A message that is sent late, because the system or the
 * generator was late, is still measured from the time at which it was meant to be sent.
 */
final class OpenLoop
{
    /**
     * Most messages sent before completions are looked at.
     */
    private static final int BURST = 64;

    /**
     * Beyond this rate only some submissions are timed, because reading the clock twice is part of what is timed.
     */
    private static final long TIMED_SUBMISSIONS_PER_SECOND = 250_000;

    /**
     * A rate is reached at this part of it.
     */
    private static final double REACHED = 0.99;

    private static final long GRACE_NS = 1_000_000_000L;

    private final MessageTarget target;
    private final long rate;
    private final long timingStride;
    private final IdleStrategy idle;
    private final StopSignal stopSignal;
    private final Latencies commits = new Latencies();
    private final Latencies submissions = new Latencies();

    private Schedule schedule;
    private long before;
    private long firstMeasured;
    private long sent;
    private long recorded;
    private long refusedCount;
    private double reachedRate;
    private boolean isCut;
    private ProcessUse use;
    private WriteCounts writtenBefore;

    OpenLoop(final MessageTarget target, final long rate, final IdleStrategy idle, final StopSignal stopSignal)
    {
        this.target = target;
        this.rate = rate;
        this.idle = idle;
        this.stopSignal = stopSignal;
        // Odd, so that it does not follow the size of a burst.
        timingStride = rate / TIMED_SUBMISSIONS_PER_SECOND | 1;
    }

    /**
     * Publish at the rate, first unmeasured, then measured; then wait until all has completed. To be called once, with
     * a target that has completed what it was given before. Gives up when it lags so far behind that the rate cannot
     * be reached any more.
     *
     * @param warmupNs    unmeasured, in nanoseconds.
     * @param durationNs  measured, in nanoseconds.
     * @param maxMessages most to publish; with fewer than wanted the run fails.
     */
    void run(final long warmupNs, final long durationNs, final long maxMessages)
    {
        final ProgressGuard guard = new ProgressGuard(target, stopSignal);
        before = target.offeredCount();
        firstMeasured = Schedule.countIn(warmupNs, rate);
        final long total = firstMeasured + Math.max(2, Schedule.countIn(durationNs, rate));
        schedule = new Schedule(System.nanoTime(), rate);
        final long end = Math.min(total, maxMessages);
        final long maxLagNs = durationNs / 2 + GRACE_NS;

        long nowNs = System.nanoTime();
        while (sent < end && nowNs - schedule.intendedNs(sent) < maxLagNs)
        {
            guard.check(nowNs);
            if (null == use && sent >= firstMeasured)
            {
                writtenBefore = target.written();
                use = new ProcessUse();
            }
            final int taken = send((int)Math.min(BURST, Math.min(end, schedule.dueBy(nowNs)) - sent));
            final int polled = target.poll();
            recordCommits();
            idle.idle(taken + polled);
            nowNs = System.nanoTime();
        }
        isCut = sent < total && sent == end;
        // Given up in the warm-up, that is what there is to tell.
        final long first = sent > firstMeasured + 1 ? firstMeasured : 0;
        final long elapsedNs = nowNs - schedule.intendedNs(first);
        reachedRate = sent > first && elapsedNs > 0 ? Measurement.perSecond(sent - first - 1, elapsedNs) : 0;

        while (target.completedCount() < target.offeredCount())
        {
            guard.check(System.nanoTime());
            final int polled = target.poll();
            recordCommits();
            idle.idle(polled);
        }
    }

    /**
     * From the intended time until the completion was known, of each message but those of the warm-up.
     */
    Latencies commits()
    {
        return commits;
    }

    /**
     * From before the call that publishes until after it, of messages that were taken.
     */
    Latencies submissions()
    {
        return submissions;
    }

    /**
     * How often a message that was due was refused for want of room. It stays due.
     */
    long refusedCount()
    {
        return refusedCount;
    }

    /**
     * What the process used from the first measured message on, null if there was none.
     */
    ProcessUse use()
    {
        return use;
    }

    /**
     * What the system had written at the first measured message, null if there was none.
     */
    WriteCounts writtenBefore()
    {
        return writtenBefore;
    }

    /**
     * How many messages were sent that are measured.
     */
    long measuredCount()
    {
        return Math.max(0, sent - firstMeasured);
    }

    /**
     * Rate at which messages were in fact taken, in messages per second.
     */
    double reachedRate()
    {
        return reachedRate;
    }

    /**
     * Why the run does not count, or null if it does.
     */
    String failure()
    {
        if (isCut)
        {
            return String.format(
                Locale.ROOT, "stopped after %,d messages: --max-gigabytes or the free space allows no more", sent);
        }

        return reachedRate >= REACHED * rate ? null :
            String.format(Locale.ROOT, "reached %,.0f of %,d msg/s", reachedRate, rate);
    }

    private int send(final int due)
    {
        int taken = 0;
        while (taken < due)
        {
            final int toTimed = (int)(timingStride - 1 - sent % timingStride);
            final int limit = 0 == toTimed ? 1 : Math.min(toTimed, due - taken);
            final int count = 0 == toTimed ? offerTimed() : target.offer(limit);
            taken += count;
            sent += count;
            if (count < limit)
            {
                refusedCount++;
                break;
            }
        }

        return taken;
    }

    private int offerTimed()
    {
        final long beforeNs = System.nanoTime();
        final int count = target.offer(1);
        final long afterNs = System.nanoTime();
        if (count > 0 && sent >= firstMeasured)
        {
            submissions.record(afterNs - beforeNs);
        }

        return count;
    }

    private void recordCommits()
    {
        final long completed = target.completedCount() - before;
        if (completed > recorded)
        {
            final long knownNs = System.nanoTime();
            for (long message = Math.max(recorded, firstMeasured); message < completed; message++)
            {
                commits.record(knownNs - schedule.intendedNs(message));
            }
            recorded = completed;
        }
    }
}
