/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.mutation;

import java.util.List;
import java.util.stream.Stream;

/**
 * A bug that can be planted: patches of the source of the sink or of the adapter.
 *
 * @param name    in a few words.
 * @param patches of which each applies at exactly one place.
 */
public record Mutant(String name, List<Patch> patches)
{
    /**
     * A change of one class.
     *
     * @param className   below {@code org.picolog}, as in {@code log.PageFlusher}.
     * @param original    that occurs exactly once in its source.
     * @param replacement of it.
     */
    public record Patch(String className, String original, String replacement)
    {
    }

    /**
     * A bug that is one change.
     *
     * @param name        in a few words.
     * @param className   below {@code org.picolog}, as in {@code log.PageFlusher}.
     * @param original    that occurs exactly once in its source.
     * @param replacement of it.
     * @return the bug.
     */
    public static Mutant of(final String name, final String className, final String original, final String replacement)
    {
        return new Mutant(name, List.of(new Patch(className, original, replacement)));
    }

    /**
     * A bug that needs one change more.
     *
     * @param className   below {@code org.picolog}, as in {@code log.PageFlusher}.
     * @param original    that occurs exactly once in its source, as the changes before leave it.
     * @param replacement of it.
     * @return the bug.
     */
    public Mutant and(final String className, final String original, final String replacement)
    {
        final Patch more = new Patch(className, original, replacement);
        return new Mutant(name, Stream.concat(patches.stream(), Stream.of(more))
            .toList());
    }

    /**
     * This bug and another at once.
     *
     * @param other bug.
     * @return the two of them.
     */
    public Mutant and(final Mutant other)
    {
        return new Mutant(
            name + ", " + other.name(), Stream.concat(patches.stream(), other.patches.stream()).toList());
    }

    @Override
    public String toString()
    {
        return name;
    }
}
