/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.picolog.mutation.Mutant;
import org.picolog.mutation.MutantLoader;
import org.picolog.mutation.MutationTable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Would the simulator have found a wrong log? Bugs are planted, one at a time, and each is found. How to print the
 * table in {@code docs/reliability.md} is said there.
 */
class MutationTest
{
    private static final Path DOCUMENT = Path.of("../docs/reliability.md");
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

    /**
     * By an invariant that the document names for it.
     */
    @ParameterizedTest
    @MethodSource("mutants")
    void isFound(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        final Object[] found = new MutantLoader(mutant).firstViolation(MutationProbe.class, 1, LIMIT);
        assertNotNull(found, "not found within " + LIMIT + " seeds");
        final List<String> invariants = documented().get(mutant.name());
        assertTrue(invariants.contains((String)found[1]), () -> found[1] + " and not " + invariants + ": " + found[2]);
    }

    /**
     * Then what is said to mask it does.
     */
    @ParameterizedTest
    @FieldSource("org.picolog.sim.Mutants#REDUNDANT")
    @EnabledIfSystemProperty(named = "picolog.test.exhaustive", matches = "true")
    void isNotFoundAlone(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        assertNull(new MutantLoader(mutant).firstViolation(MutationProbe.class, 1, LIMIT));
    }

    @Test
    void everyBugIsInTheDocument() throws IOException
    {
        final Set<String> names = Stream.concat(Mutants.ALL.stream(), Mutants.MASKED.stream()).map(Mutant::name)
            .collect(Collectors.toSet());
        assertEquals(names, documented().keySet());
    }

    /**
     * The invariants by which each bug is found, as the table in the document has it.
     */
    private static Map<String, List<String>> documented() throws IOException
    {
        return Files.readAllLines(DOCUMENT).stream()
            .dropWhile((line) -> !line.startsWith("| planted bug | seeds"))
            .skip(2)
            .takeWhile((line) -> line.startsWith("|"))
            .map((line) -> line.split(" *\\| *"))
            .collect(Collectors.toMap((columns) -> columns[1], (columns) -> List.of(columns[3].split(", "))));
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
