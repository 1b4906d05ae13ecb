/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/**
 * After how many seeds each bug is found, from several starting seeds: the tables in {@code docs/reliability.md}.
 */
public final class MutationTable
{
    private static final int STARTS = 5;
    private static final long START_DISTANCE = 1_000_000;

    private final Class<?> probe;
    private final int limit;

    /**
     * A table to be.
     *
     * @param probe as in {@link MutantLoader#firstViolation(Class, long, int)}.
     * @param limit after which a bug counts as not found.
     */
    public MutationTable(final Class<?> probe, final int limit)
    {
        this.probe = probe;
        this.limit = limit;
    }

    /**
     * Write it, and print each row as soon as it is known.
     *
     * @param mutants to look for.
     * @param file    to write.
     * @throws IOException                  if a source cannot be read, or the file not be written.
     * @throws ReflectiveOperationException if the probe fails.
     */
    public void write(final List<Mutant> mutants, final Path file) throws IOException, ReflectiveOperationException
    {
        final List<String> rows = new ArrayList<>();
        rows.add("| planted bug | seeds until found: median (least to most) | found by |");
        rows.add("| --- | --- | --- |");
        for (final Mutant mutant : mutants)
        {
            final String row = row(mutant);
            rows.add(row);
            System.out.println(row);
        }
        Files.write(file, rows);
    }

    private String row(final Mutant mutant) throws IOException, ReflectiveOperationException
    {
        final MutantLoader loader = new MutantLoader(mutant);
        final int[] seeds = new int[STARTS];
        final TreeSet<String> invariants = new TreeSet<>();
        for (int i = 0; i < STARTS; i++)
        {
            final Object[] found = loader.firstViolation(probe, 1 + i * START_DISTANCE, limit);
            seeds[i] = null == found ? Integer.MAX_VALUE : (Integer)found[0];
            invariants.add(null == found ? "nothing" : (String)found[1]);
        }
        Arrays.sort(seeds);

        return "| " + mutant.name() + " | " + text(seeds[STARTS / 2]) + " (" + text(seeds[0]) + " to " +
            text(seeds[STARTS - 1]) + ") | " + String.join(", ", invariants) + " |";
    }

    private String text(final int seeds)
    {
        return Integer.MAX_VALUE == seeds ? "not within " + limit : Integer.toString(seeds);
    }
}
