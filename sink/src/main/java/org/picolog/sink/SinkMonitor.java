/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.SleepingMillisIdleStrategy;
import org.picolog.log.Closing;
import org.picolog.log.DurableLog;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How a sink watches itself: the latencies of its log, the duty cycles of its agents, its mark file with the error log,
 * and the thread that looks after them. Not thread safe: called by who launches and closes the sink.
 */
final class SinkMonitor
{
    private static final int CHECK_INTERVAL_MS = 50;

    private final SinkContext ctx;
    private final SinkState state;
    private final Latencies latencies;
    private final List<DutyCycle> cycles = new ArrayList<>();
    private SinkMarkFile markFile;
    private AgentRunner runner;

    /**
     * Begin to record latencies: before the log is opened.
     *
     * @throws SinkException if the latency log cannot be written.
     */
    SinkMonitor(final SinkContext ctx)
    {
        this.ctx = ctx;
        state = ctx.state();
        latencies = new Latencies(ctx.monitor(), System.currentTimeMillis());
        ctx.addTimeConsumers(latencies.flush()::record, latencies.commit()::record);
    }

    /**
     * Make the mark file anew and keep errors in it from now on: as soon as the log is open, and its lock held. What is
     * only an aid does not keep a sink from running.
     */
    void openMarkFile(final DurableLog log)
    {
        try
        {
            markFile = SinkMarkFile.create(ctx, log.logId(), log.epoch());
            state.errorLog(markFile::record);
        }
        catch (final IOException | RuntimeException | InternalError ex)
        {
            state.report(new SinkException(
                "the mark file " + ctx.log().directory().resolve(SinkMarkFile.NAME) + " cannot be made (" + ex +
                "): the sink runs without it, and without an error log", ex));
        }
    }

    /**
     * Watch the duty cycles of an agent: before the start.
     *
     * @return what is to be run in its place.
     */
    Agent watch(final Agent agent)
    {
        final DutyCycle cycle = new DutyCycle(agent.roleName(), ctx.monitor().cycleThresholdNs());
        cycles.add(cycle);
        return new TimedAgent(agent, cycle, ctx.log().nanoClock());
    }

    /**
     * Start the thread that watches.
     */
    void start(final SinkCounters counters)
    {
        final MonitorAgent agent =
            new MonitorAgent(ctx, counters, latencies, markFile, state, cycles.toArray(new DutyCycle[0]));
        runner = new AgentRunner(new SleepingMillisIdleStrategy(CHECK_INTERVAL_MS), state::report, null, agent);
        AgentRunner.startOnThread(runner);
    }

    /**
     * Stop that thread: before the counters are closed.
     *
     * @return true if the calling thread was interrupted meanwhile.
     */
    boolean stop()
    {
        return Closing.stop(runner);
    }

    /**
     * Let go of the files: when no other thread of the sink's runs any more.
     */
    void close()
    {
        try
        {
            latencies.close();
        }
        catch (final IOException | RuntimeException ex)
        {
            state.report(ex);
        }
        if (null != markFile)
        {
            state.errorLog(null);
            try
            {
                markFile.close();
            }
            catch (final RuntimeException | InternalError ex)
            {
                state.report(ex);
            }
        }
    }
}
