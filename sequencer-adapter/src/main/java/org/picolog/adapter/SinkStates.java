/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * Values of the protocol's enumerations. The generated lookups throw for one that a later version added.
 */
final class SinkStates
{
    private SinkStates()
    {
    }

    static SinkStatus statusOf(final short raw)
    {
        return switch (raw)
        {
            case 0 -> SinkStatus.ACTIVE;
            case 1 -> SinkStatus.LOW_SPACE;
            case 2 -> SinkStatus.FAILED;
            case 3 -> SinkStatus.CLOSED;
            case 4 -> SinkStatus.DETACHED;
            default -> SinkStatus.NULL_VAL;
        };
    }

    static DurabilityLevel levelOf(final short raw)
    {
        return switch (raw)
        {
            case 1 -> DurabilityLevel.POWER_LOSS;
            case 2 -> DurabilityLevel.DEVICE_ACCEPTED;
            default -> DurabilityLevel.NULL_VAL;
        };
    }
}
