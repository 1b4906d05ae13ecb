/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.nio.file.Path;

/**
 * A system that takes messages and says when they are durable, and what it means by that.
 *
 * @param name         as in the names of scenarios, "archive-1".
 * @param title        for people.
 * @param isDurable    true if what it calls durable survives a power cut, as far as its code says.
 * @param durability   what it calls durable: what was done, by whom, when a message counts as complete.
 * @param settlesAfter bytes after which it does as it will ever after: a closed loop is measured from there on.
 * @param opener       to start it with.
 */
record SystemUnderTest(
    String name, String title, boolean isDurable, String durability, long settlesAfter, Opener opener)
{
    SystemUnderTest(
        final String name, final String title, final boolean isDurable, final String durability, final Opener opener)
    {
        this(name, title, isDurable, durability, 0, opener);
    }

    /**
     * Starts a system.
     */
    @FunctionalInterface
    interface Opener
    {
        /**
         * Start everything, in a directory of its own.
         *
         * @param directory     empty.
         * @param messageLength in bytes, of all messages.
         * @return the system, to be closed by the caller.
         */
        MessageTarget open(Path directory, int messageLength);
    }

    boolean isPicolog()
    {
        return name.startsWith("picolog-");
    }

    /**
     * Title, and a mark if its figures are not those of durable messages.
     */
    String markedTitle()
    {
        return isDurable ? title : title + " (not durable)";
    }
}
