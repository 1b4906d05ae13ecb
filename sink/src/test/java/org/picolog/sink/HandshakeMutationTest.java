/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

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
 * Would the simulation of the handshake have found a wrong sink or adapter? How to print the table in {@code
 * docs/reliability.md} is said there.
 */
class HandshakeMutationTest
{
    private static final int LIMIT = 10_000;
    private static final boolean IS_WHOLE = Boolean.getBoolean("picolog.test.exhaustive");

    /**
     * Found after a thousand schedules or more: looking for them each time takes too long.
     */
    private static final List<String> RARE = List.of(
        "frames below the resume position are not dropped",
        "an old request is granted to a publisher that went on",
        "a duplicate is appended, frames below the resume position are not dropped");

    static List<Mutant> mutants()
    {
        final List<Mutant> mutants = new ArrayList<>(HandshakeMutants.ALL);
        mutants.addAll(HandshakeMutants.MASKED);
        mutants.removeIf((mutant) -> !IS_WHOLE && RARE.contains(mutant.name()));
        return mutants;
    }

    @ParameterizedTest
    @MethodSource("mutants")
    void isFound(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        final Object[] found = new MutantLoader(mutant).firstViolation(HandshakeProbe.class, 1, LIMIT);
        assertNotNull(found, "not found within " + LIMIT + " schedules");
    }

    /**
     * What is found is found because of the bug.
     */
    @Test
    void nothingIsFoundWithoutABug() throws IOException, ReflectiveOperationException
    {
        final Mutant none = Mutant.of(
            "nothing", "sink.SequencedSessions", "class SequencedSessions", "class SequencedSessions");
        assertNull(new MutantLoader(none).firstViolation(HandshakeProbe.class, 1, 300));
    }

    @Test
    void everyPatchAppliesAndCompiles() throws IOException
    {
        for (final Mutant mutant : HandshakeMutants.ALL)
        {
            assertNotNull(new MutantLoader(mutant));
        }
        for (final Mutant mutant : HandshakeMutants.MASKED)
        {
            assertNotNull(new MutantLoader(mutant));
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "picolog.sim.handshake.table", matches = ".+")
    void printsTheTable() throws IOException, ReflectiveOperationException
    {
        new MutationTable(HandshakeProbe.class, LIMIT)
            .write(mutants(), Path.of(System.getProperty("picolog.sim.handshake.table")));
    }
}
