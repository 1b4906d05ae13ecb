/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.SleepingIdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What a thread does when it has nothing to do.
 */
enum Idling
{
    /**
     * Spins, then yields, then parks for ever longer, from 1 microsecond to 1 millisecond.
     */
    BACKOFF,

    /**
     * Yields.
     */
    YIELD,

    /**
     * Spins. With few cores this takes the processor from whatever the thread is waiting for.
     */
    BUSY_SPIN,

    /**
     * Parks for a microsecond, which the kernel rounds up to some 50.
     */
    SLEEP;

    private static final long SHORTEST_PARK_NS = 1_000;
    private static final long LONGEST_PARK_NS = 1_000_000;

    IdleStrategy newStrategy()
    {
        return switch (this)
        {
            case BACKOFF -> new BackoffIdleStrategy(1, 100, SHORTEST_PARK_NS, LONGEST_PARK_NS);
            case YIELD -> YieldingIdleStrategy.INSTANCE;
            case BUSY_SPIN -> BusySpinIdleStrategy.INSTANCE;
            case SLEEP -> new SleepingIdleStrategy(SHORTEST_PARK_NS);
        };
    }

    String optionName()
    {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads the name as it is written on the command line.
     */
    static final class Converter implements ITypeConverter<Idling>
    {
        @Override
        public Idling convert(final String value)
        {
            return Arrays.stream(values())
                .filter((idling) -> idling.optionName().equals(value))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                    "'" + value + "' is none of " +
                    Arrays.stream(values()).map(Idling::optionName).collect(Collectors.joining(", "))));
        }
    }
}
