/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * What a benchmark measures. A name is unique within a run and says it all, as in "open-dedicated-100-1000000".
 *
 * @param name          for people, and for choosing.
 * @param system        that is measured, null if it is none that promises durability.
 * @param kind          of measurement.
 * @param messageLength in bytes, 0 where there are no messages.
 * @param rate          in messages per second, 0 where it is as fast as it goes.
 */
record Scenario(String name, SystemUnderTest system, Kind kind, int messageLength, long rate)
{
    /**
     * Of what is no system that promises durability.
     */
    Scenario(final String name, final Kind kind, final int messageLength, final long rate)
    {
        this(name, null, kind, messageLength, rate);
    }

    /**
     * Name, and a mark if the figures are not those of durable messages.
     */
    String markedName()
    {
        return null == system || system.isDurable() ? name : name + " (not durable)";
    }
}
