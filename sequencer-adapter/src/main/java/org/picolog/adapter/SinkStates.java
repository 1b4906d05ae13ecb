/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * Values of the protocol's enumerations. The generated lookups throw for one that a later version added. A status that
 * is not known is ACTIVE, as docs/protocol.md says; a level may mean anything.
 */
final class SinkStates
{
    private static final short NULL_VALUE = 255;

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
            case 5 -> SinkStatus.SLOW_DEVICE;
            case NULL_VALUE -> SinkStatus.NULL_VAL;
            default -> SinkStatus.ACTIVE;
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
