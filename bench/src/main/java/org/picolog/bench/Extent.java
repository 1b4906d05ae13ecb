/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.util.List;

/**
 * How much is measured where the options do not say: a look, the comparison, or all of it.
 *
 * @param seconds       of each measurement.
 * @param warmupSeconds before each.
 * @param settleSeconds after each, at most.
 * @param repetitions   of each.
 * @param sizes         of messages, in bytes.
 * @param rates         of the open loops, in messages per second.
 * @param systems       that are compared, by what their names begin with.
 */
record Extent(
    double seconds,
    double warmupSeconds,
    double settleSeconds,
    int repetitions,
    List<Integer> sizes,
    List<Long> rates,
    List<String> systems)
{
    private static final List<String> ALL_SYSTEMS = List.of("picolog", "archive", "chronicle", "filechannel");
    private static final List<Long> ALL_RATES = List.of(10_000L, 100_000L, 500_000L, 1_000_000L, 5_000_000L);

    /**
     * For a look: each measured once, for a short time.
     */
    static final Extent QUICK = new Extent(
        1, 0.75, 2, 1, List.of(100), List.of(100_000L, 1_000_000L),
        List.of("picolog-dedicated", "picolog-shared", "archive-1", "chronicle", "filechannel"));

    /**
     * Every system at every rate, with the messages of the targets.
     */
    static final Extent USUAL = new Extent(5, 2, 10, 3, List.of(100), ALL_RATES, ALL_SYSTEMS);

    /**
     * Every length of messages as well.
     */
    static final Extent FULL = new Extent(
        5, 2, 10, 3, List.of(32, 100, 288, 1_344, 65_536), ALL_RATES, ALL_SYSTEMS);
}
