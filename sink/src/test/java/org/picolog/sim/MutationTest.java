/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertNotNull;

/**
 * Would the simulator have found a wrong log? Bugs are planted, one at a time, and each is found. How to print the
 * table in {@code docs/reliability.md} is said there.
 */
class MutationTest
{
    private static final int LIMIT = 10_000;
    private static final int STARTS = 5;
    private static final long START_DISTANCE = 1_000_000;
    private static final boolean IS_WHOLE = Boolean.getBoolean("picolog.test.exhaustive");

    /**
     * Found after a few seeds, so that looking for them each time costs little.
     */
    private static final List<String> COMMON = List.of(
        "ack per completion, past holes",
        "ack at submission",
        "accept a short write",
        "skip the fsync of segments on start",
        "header written in one copy",
        "CRC not checked",
        "a torn tail taken for damage",
        "append a sequence twice",
        "preparing a segment never ends");

    static List<Mutant> mutants()
    {
        final List<Mutant> mutants = new ArrayList<>(Mutants.ALL);
        mutants.addAll(Mutants.MASKED);
        mutants.removeIf((mutant) -> !IS_WHOLE && !COMMON.contains(mutant.name()));
        return mutants;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFound(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        final Object[] found = new MutantLoader(mutant).firstViolation(1, LIMIT);
        assertNotNull(found, "not found within " + LIMIT + " seeds");
    }

    @Test
    void everyPatchAppliesAndCompiles() throws IOException
    {
        for (final Mutant mutant : Mutants.ALL)
        {
            assertNotNull(new MutantLoader(mutant));
        }
        for (final Mutant mutant : Mutants.MASKED)
        {
            assertNotNull(new MutantLoader(mutant));
        }
        for (final Mutant mutant : Mutants.REDUNDANT)
        {
            assertNotNull(new MutantLoader(mutant));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "picolog.sim.table", matches = ".+")
    void printsTheTable() throws IOException, ReflectiveOperationException
    {
        final List<String> rows = new ArrayList<>();
        rows.add("| planted bug | seeds until found: median (least to most) | found by |");
        rows.add("| --- | --- | --- |");
        for (final Mutant mutant : mutants())
        {
            rows.add(row(mutant));
            System.out.println(rows.get(rows.size() - 1));
        }
        Files.write(Path.of(System.getProperty("picolog.sim.table")), rows);
    }

    private static String row(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        final MutantLoader loader = new MutantLoader(mutant);
        final int[] seeds = new int[STARTS];
        final TreeSet<String> invariants = new TreeSet<>();
        for (int i = 0; i < STARTS; i++)
        {
            final Object[] found = loader.firstViolation(1 + i * START_DISTANCE, LIMIT);
            seeds[i] = null == found ? Integer.MAX_VALUE : (Integer)found[0];
            invariants.add(null == found ? "nothing" : (String)found[1]);
        }
        Arrays.sort(seeds);

        return "| " + mutant.name() + " | " + seeds[STARTS / 2] + " (" + seeds[0] + " to " + seeds[STARTS - 1] +
            ") | " + String.join(", ", invariants) + " |";
    }
}
