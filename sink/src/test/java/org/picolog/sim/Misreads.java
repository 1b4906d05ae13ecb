/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.log.LogInternals;

import java.util.ArrayList;
import java.util.List;

/**
 * Blocks that cannot be read, or that another is read in place of, each until it is written again.
 */
final class Misreads
{
    /**
     * One of them.
     *
     * @param instead what is read, null for an error.
     */
    record Misread(MemoryContent content, int index, byte[] block, byte[] instead)
    {
        private boolean isNow()
        {
            return block == content.block(index);
        }
    }

    private final List<Misread> all = new ArrayList<>();

    void clear()
    {
        all.clear();
    }

    boolean isEmpty()
    {
        return all.isEmpty();
    }

    /**
     * From now on a read gives something else.
     *
     * @param instead what is read, null for an error.
     */
    void add(final MemoryContent content, final int index, final byte[] instead)
    {
        all.add(new Misread(content, index, content.block(index), instead));
    }

    /**
     * What was looked for in the wrong place is found from now on.
     */
    void findAgain()
    {
        all.removeIf((bad) -> null != bad.instead());
    }

    /**
     * What is read in place of a block, null if that is read itself.
     */
    Misread of(final MemoryContent content, final int index)
    {
        for (int i = 0; i < all.size(); i++)
        {
            final Misread bad = all.get(i);
            if (bad.content() == content && bad.index() == index && bad.isNow())
            {
                return bad;
            }
        }

        return null;
    }

    /**
     * Is there a block of a file that is part of the log, other than an index, that is not read as it is?
     */
    boolean isAnyOfTheLog(final MemoryDrive drive)
    {
        return drive.list().stream()
            .filter((name) -> !LogInternals.isIndexName(name))
            .map(drive::content)
            .anyMatch((content) -> all.stream().anyMatch((bad) -> bad.content() == content && bad.isNow()));
    }
}
