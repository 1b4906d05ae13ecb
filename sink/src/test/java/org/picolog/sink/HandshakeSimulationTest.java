/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.stream.LongStream;

/**
 * Many schedules of the handshake and of acks; about a millisecond of processor time for each.
 * {@code -Dpicolog.sim.handshake.seed=N} runs one alone, {@code -Dpicolog.sim.handshake.schedules=N} another number.
 */
@Timeout(600)
class HandshakeSimulationTest
{
    private static final String SEED_PROP_NAME = "picolog.sim.handshake.seed";
    private static final String SCHEDULES_PROP_NAME = "picolog.sim.handshake.schedules";
    private static final int SCHEDULES = 100_000;

    @Test
    void shouldKeepEveryPromiseUnderEverySchedule()
    {
        final Long seed = Long.getLong(SEED_PROP_NAME);
        if (null != seed)
        {
            new HandshakeSimulation(seed).run();
            return;
        }

        final int schedules = Integer.getInteger(SCHEDULES_PROP_NAME, SCHEDULES);
        LongStream.range(0, schedules).parallel().forEach((i) -> new HandshakeSimulation(i).run());
    }
}
