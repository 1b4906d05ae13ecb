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
import org.picolog.mutation.Mutant;
import org.picolog.mutation.MutantLoader;
import org.picolog.mutation.MutationTable;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

/**
 * Would the simulator have found a wrong log? Bugs are planted, one at a time, and each is found. How to print the
 * table in {@code docs/reliability.md} is said there.
 */
class MutationTest
{
    private static final int LIMIT = 10_000;
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
        final Object[] found = new MutantLoader(mutant).firstViolation(MutationProbe.class, 1, LIMIT);
        assertNotNull(found, "not found within " + LIMIT + " seeds");
    }

    /**
     * What is found is found because of the bug.
     */
    @Test
    void nothingIsFoundWithoutABug() throws IOException, ReflectiveOperationException
    {
        final Mutant none = Mutant.of("nothing", "log.PageFlusher", "class PageFlusher", "class PageFlusher");
        assertNull(new MutantLoader(none).firstViolation(MutationProbe.class, 1, 300));
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
        new MutationTable(MutationProbe.class, LIMIT)
            .write(mutants(), Path.of(System.getProperty("picolog.sim.table")));
    }
}
