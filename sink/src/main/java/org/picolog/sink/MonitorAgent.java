/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

import java.io.File;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Watches the sink from a thread of its own, which may block: sees a stall of another agent while it lasts, a silent
 * media driver, and how much space is left; says that the sink is alive, and how long flushes and commits take.
 */
final class MonitorAgent implements Agent
{
    static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1);

    private final SinkCounters counters;
    private final Latencies latencies;
    private final DutyCycle[] cycles;
    private final long[] reportedStalls;
    private final Exception[] stalls;
    private final SinkState state;
    private final NanoClock clock;
    private final File directory;
    private final long driverSilenceThresholdNs;
    private SinkMarkFile markFile;
    private long publishedNs;
    private boolean isDriverSilent;

    /**
     * @param markFile null if there is none.
     */
    MonitorAgent(
        final SinkContext ctx,
        final SinkCounters counters,
        final Latencies latencies,
        final SinkMarkFile markFile,
        final SinkState state,
        final DutyCycle... cycles)
    {
        this.counters = counters;
        this.latencies = latencies;
        this.markFile = markFile;
        this.state = state;
        this.cycles = cycles;
        reportedStalls = new long[cycles.length];
        stalls = new Exception[cycles.length];
        clock = ctx.log().nanoClock();
        directory = ctx.log().directory().toFile();
        driverSilenceThresholdNs = ctx.monitor().driverSilenceThresholdNs();
        publishedNs = clock.nanoTime() - INTERVAL_NS;
        for (int i = 0; i < cycles.length; i++)
        {
            // Once, so that each stall is the same error to the error log, which counts it.
            stalls[i] = new SinkException(
                "a duty cycle of " + cycles[i].roleName() + " takes longer than " +
                MonitorContext.CYCLE_THRESHOLD_PROP_NAME + ": nothing is taken in or acknowledged meanwhile. Look " +
                "for a device that does not answer, a process without processor time, a pause of the virtual machine");
        }
    }

    @Override
    public String roleName()
    {
        return "picolog-monitor";
    }

    @Override
    public int doWork()
    {
        final long nowNs = clock.nanoTime();
        try
        {
            checkCycles(nowNs);
            if (nowNs - publishedNs >= INTERVAL_NS)
            {
                publishedNs = nowNs;
                publish();
            }
        }
        catch (final InternalError ex)
        {
            // A store into a mapped file whose device is gone: not to be tried each second.
            markFile = null;
            state.report(new SinkException(
                "a mapped file cannot be written (" + ex + "), most likely the mark file in " + directory +
                ": it says no longer that the sink is alive. Look at the device of the log", ex));
        }
        catch (final Throwable ex)
        {
            // Who only watches does not stop the others.
            state.report(ex);
        }

        return 0;
    }

    private void publish() throws IOException
    {
        final long nowMs = System.currentTimeMillis();
        if (null != markFile)
        {
            markFile.heartbeat(nowMs);
        }
        checkDriver(nowMs);
        // 0 if the directory is gone, which is for the log to notice: it then stops.
        counters.set(SinkCounter.SPACE_LEFT, directory.getUsableSpace());
        latencies.publish(counters, nowMs);
    }

    private void checkCycles(final long nowNs)
    {
        long maxNs = 0;
        long stallCount = 0;
        for (int i = 0; i < cycles.length; i++)
        {
            maxNs = Math.max(maxNs, Math.max(cycles[i].ageNs(nowNs), cycles[i].maxNs()));
            final long stallsOfCycle = cycles[i].stalls(nowNs);
            if (stallsOfCycle > reportedStalls[i])
            {
                reportedStalls[i] = stallsOfCycle;
                state.report(stalls[i]);
            }
            stallCount += reportedStalls[i];
        }
        counters.set(SinkCounter.CYCLE_TIME_MAX, maxNs);
        counters.set(SinkCounter.STALLS, stallCount);
    }

    /**
     * A driver that is silent for too long is given up by the client; this says it before that. One that was closed in
     * order leaves a heartbeat of -1, which the client sees by itself.
     */
    private void checkDriver(final long nowMs)
    {
        final Aeron aeron = counters.client();
        if (null == aeron || aeron.isClosed())
        {
            return;
        }

        final long heartbeatMs = aeron.context().toDriverBuffer().consumerHeartbeatTime();
        final long silenceMs = heartbeatMs < 0 ? 0 : Math.max(0, nowMs - heartbeatMs);
        counters.set(SinkCounter.DRIVER_SILENCE, silenceMs);
        if (TimeUnit.MILLISECONDS.toNanos(silenceMs) >= driverSilenceThresholdNs != isDriverSilent)
        {
            isDriverSilent = !isDriverSilent;
            if (isDriverSilent)
            {
                state.report(new SinkException(
                    "the media driver in " + aeron.context().aeronDirectoryName() + " is silent for longer than " +
                    MonitorContext.DRIVER_SILENCE_THRESHOLD_PROP_NAME + ": see that it runs and gets processor time"));
            }
        }
    }
}
