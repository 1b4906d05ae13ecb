/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.Test;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who is told of an error, whatever else goes wrong meanwhile, and what the status says.
 */
class SinkStateTest
{
    private final List<Throwable> told = new ArrayList<>();
    private final List<Throwable> kept = new ArrayList<>();
    private final SinkState state = new SinkState(told::add);

    @Test
    void saysTheGravest()
    {
        assertEquals(SinkStatus.ACTIVE, state.status(false, false));
        assertEquals(SinkStatus.SLOW_DEVICE, state.status(false, true));
        assertEquals(SinkStatus.LOW_SPACE, state.status(true, true));
        state.closing();
        assertEquals(SinkStatus.CLOSED, state.status(true, true));
        state.fail(new Exception("planted"));
        assertEquals(SinkStatus.FAILED, state.status(true, true));
    }

    @Test
    void tellsAndKeeps()
    {
        final Exception cause = new Exception("planted");
        state.errorLog(kept::add);
        state.report(cause);
        assertEquals(List.of(cause), told);
        assertEquals(List.of(cause), kept);
        assertEquals(1, state.errorCount());
    }

    /**
     * As a store into a mapped file does whose device fails: most likely the very failure that is to be told.
     */
    @Test
    void anErrorLogThatCannotBeWrittenIsGivenUpAndSwallowsNothing()
    {
        final Exception cause = new Exception("planted");
        state.errorLog((thrown) ->
        {
            kept.add(thrown);
            throw new InternalError("a fault occurred in an unsafe memory access operation");
        });
        state.fail(cause);
        assertSame(cause, state.failure());
        assertSame(cause, told.get(0));
        assertTrue(told.get(1).getMessage().contains("the error log cannot be written"), told.get(1).getMessage());

        final Exception next = new Exception("planted next");
        state.report(next);
        assertEquals(3, told.size());
        assertSame(next, told.get(2));
        assertEquals(List.of(cause), kept);
        assertEquals(3, state.errorCount());
    }

    @Test
    void anApplicationThatThrowsTakesNoThreadWithIt()
    {
        final Exception cause = new Exception("planted");
        final SinkState careless = new SinkState((thrown) ->
        {
            throw new IllegalStateException("planted in the handler");
        });
        careless.errorLog(kept::add);
        careless.fail(cause);
        assertSame(cause, careless.failure());
        assertEquals(List.of(cause), kept);
        assertEquals(1, cause.getSuppressed().length);
    }
}
