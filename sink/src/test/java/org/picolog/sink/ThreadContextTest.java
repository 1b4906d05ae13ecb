/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ThreadContextTest
{
    private static final int ABSENT_CPU = 8_000;

    @Test
    void aThreadThatCannotKeepToItsCpuRunsAndSaysSo() throws InterruptedException
    {
        final List<Throwable> errors = new CopyOnWriteArrayList<>();
        final AtomicBoolean hasRun = new AtomicBoolean();
        final Thread thread =
            new ThreadContext().pinnedTo(ABSENT_CPU, errors::add).newThread(() -> hasRun.set(true));
        thread.start();
        thread.join();

        assertTrue(hasRun.get());
        assertEquals(1, errors.size(), errors::toString);
        assertTrue(errors.get(0).getMessage().startsWith("cannot run this thread on CPU 8000 alone: EINVAL"),
            errors::toString);
    }
}
