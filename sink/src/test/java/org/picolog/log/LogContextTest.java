/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.picolog.io.IoBackend;
import org.picolog.io.LinuxBlockIo;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class LogContextTest
{
    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void refusesContradictionsByName(final String name, final UnaryOperator<LogContext> contradiction)
    {
        final LogContext ctx = contradiction.apply(new LogContext().directory(Path.of(".")));
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, ctx::conclude);
        assertTrue(ex.getMessage().startsWith(name + "="), ex::getMessage);
    }

    static Stream<Object[]> contradictions()
    {
        return Stream.of(
            row("picolog.log.dir", (ctx) -> ctx.directory(null)),
            row("picolog.log.segment.length", (ctx) -> ctx.segmentLength(7 * 4096)),
            row("picolog.log.segment.length", (ctx) -> ctx.segmentLength(64 * 4096 + 512)),
            row("picolog.log.segment.length", (ctx) -> ctx.segmentLength(-64 * 4096)),
            row("picolog.log.slab.length", (ctx) -> ctx.slabLength(4 * 4096)),
            row("picolog.log.slab.length", (ctx) -> ctx.slabLength(65 * 4096)),
            row("picolog.log.slab.length", (ctx) -> ctx.slabLength(0)),
            row("picolog.log.slab.length", (ctx) -> ctx.slabLength(Integer.MIN_VALUE)),
            row("picolog.log.write.length.max", (ctx) -> ctx.maxWriteLength(0)),
            row("picolog.log.write.length.max", (ctx) -> ctx.maxWriteLength(-4096)),
            row("picolog.log.write.length.max", (ctx) -> ctx.maxWriteLength(4097)),
            row("picolog.log.write.length.max", (ctx) -> ctx.slabLength(64 * 4096).maxWriteLength(65 * 4096)),
            row("picolog.log.writes.in.flight.max", (ctx) -> ctx.maxWritesInFlight(3)),
            row("picolog.log.writes.in.flight.max", (ctx) -> ctx.maxWritesInFlight(0)),
            row("picolog.log.writes.in.flight.max", (ctx) -> ctx.maxWritesInFlight(128)),
            row("picolog.log.prepared.segments", (ctx) -> ctx.preparedSegments(0)),
            row("picolog.log.lock.timeout", (ctx) -> ctx.lockTimeoutNs(-1)),
            row("picolog.log.slow.write.threshold", (ctx) -> ctx.slowWriteThresholdNs(0)),
            row("picolog.log.io", (ctx) -> ctx.io(null)),
            row("picolog.log.io", (ctx) -> ctx.io(IoBackend.AUTO)),
            row("flushTimeConsumer", (ctx) -> ctx.flushTimeConsumer(null)),
            row("picolog.log.durability", (ctx) -> ctx.durability(null)));
    }

    @Test
    void isConcludedOnce()
    {
        final LogContext ctx = new LogContext().directory(Path.of(".")).conclude();
        assertNotNull(ctx.blockIo());
        assertNotNull(ctx.saltSupplier());
        assertThrows(IllegalStateException.class, ctx::conclude);
        assertSame(ctx.directory(), ctx.clone().conclude().directory());
    }

    @Test
    void canBeConcludedAfterItWasPutRight()
    {
        final LogContext ctx = new LogContext();
        assertThrows(IllegalArgumentException.class, ctx::conclude);
        ctx.directory(Path.of(".")).conclude();
    }

    @Test
    void settlesHowPagesAreWritten()
    {
        final LogContext ctx = new LogContext().directory(Path.of("."));
        assertEquals(IoBackend.IO_URING, ctx.clone().io(IoBackend.IO_URING).conclude().io());
        final LogContext auto = ctx.clone().io(IoBackend.AUTO).errorHandler((cause) -> fail(cause));
        assertFalse(auto.isSynchronous());
        assertEquals(IoBackend.IO_URING, auto.conclude().io());

        final LogContext sync = ctx.clone().io(IoBackend.SYNC);
        assertTrue(sync.isSynchronous());
        assertEquals(IoBackend.SYNC, sync.conclude().io());
        assertTrue(sync.isSynchronous());
        assertEquals(IoBackend.SYNC, ((LinuxBlockIo)sync.blockIo()).backend());
        assertFalse(ctx.clone().io(IoBackend.SYNC).blockIo(new LinuxBlockIo()).isSynchronous());
    }

    @Test
    void namesAPropertyThatNamesNothing()
    {
        System.setProperty("picolog.log.durability", "SOME");
        try
        {
            final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, LogContext::new);
            assertEquals(
                "picolog.log.durability=SOME: must be one of [POWER_LOSS, DEVICE_ACCEPTED]", ex.getMessage());
        }
        finally
        {
            System.clearProperty("picolog.log.durability");
        }
    }

    @Test
    void takesDefaultsFromSystemProperties()
    {
        System.setProperty("picolog.log.segment.length", "1m");
        System.setProperty("picolog.log.dir", "somewhere");
        System.setProperty("picolog.log.lock.timeout", "3ms");
        try
        {
            final LogContext ctx = new LogContext();
            assertEquals(1024 * 1024, ctx.segmentLength());
            assertEquals(256, ctx.pagesPerSegment());
            assertEquals(Path.of("somewhere"), ctx.directory());
            assertEquals(3_000_000, ctx.lockTimeoutNs());
        }
        finally
        {
            System.clearProperty("picolog.log.segment.length");
            System.clearProperty("picolog.log.dir");
            System.clearProperty("picolog.log.lock.timeout");
        }
    }

    private static Object[] row(final String name, final UnaryOperator<LogContext> contradiction)
    {
        return new Object[]{name, contradiction};
    }
}
