/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.Agent;
import org.agrona.concurrent.NanoClock;

/**
 * Notes when the duty cycles of an agent begin and the last one ends, so that a stall is seen.
 */
final class TimedAgent implements Agent
{
    private final Agent agent;
    private final DutyCycle cycle;
    private final NanoClock clock;

    TimedAgent(final Agent agent, final DutyCycle cycle, final NanoClock clock)
    {
        this.agent = agent;
        this.cycle = cycle;
        this.clock = clock;
    }

    @Override
    public String roleName()
    {
        return agent.roleName();
    }

    @Override
    public void onStart()
    {
        agent.onStart();
    }

    @Override
    public int doWork() throws Exception
    {
        cycle.begin(clock.nanoTime());
        return agent.doWork();
    }

    @Override
    public void onClose()
    {
        // What follows takes as long as it takes: closing is no stall.
        cycle.end(clock.nanoTime());
        agent.onClose();
    }
}
