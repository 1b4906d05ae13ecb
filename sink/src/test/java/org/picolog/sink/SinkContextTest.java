/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.picolog.io.IoBackend;
import org.picolog.log.FlushIdleStrategy;
import org.picolog.log.LogContext;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

class SinkContextTest
{
    @ParameterizedTest(name = "{0}")
    @MethodSource("contradictions")
    void refusesContradictionsByName(final String name, final UnaryOperator<SinkContext> contradiction)
    {
        final SinkContext ctx = contradiction.apply(new SinkContext()
            .errorHandler((cause) -> fail(cause)).aeronDirectoryName("/nonexistent").driverTimeoutNs(1_000_000));
        final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, ctx::conclude);
        assertTrue(ex.getMessage().startsWith(name + "="), ex::getMessage);
    }

    static Stream<Object[]> contradictions()
    {
        return Stream.of(
            row("errorHandler", (ctx) -> ctx.errorHandler(null)),
            row("log", (ctx) -> ctx.log(null)),
            row("picolog.log.segment.length", (ctx) -> ctx.log(new LogContext().segmentLength(63 * 4096))),
            row("picolog.log.slab.length", (ctx) -> ctx.log(new LogContext().slabLength(32 * 4096))),
            row("idleStrategySupplier", (ctx) -> ctx.idleStrategySupplier(null)),
            row("aeronDirectoryName", (ctx) -> ctx.aeronDirectoryName(null)),
            row("picolog.channel", (ctx) -> ctx.channel(null)),
            row("picolog.channel", (ctx) -> ctx.channel("aeron:udp?endpoint=localhost:1|reliable=false")),
            row("picolog.channel", (ctx) -> ctx.channel("aeron:ipc?tether=false")),
            row("picolog.channel", (ctx) -> ctx.channel("aeron:udp?endpoint=a:1|channel-rcv-ts-offset=reserved")),
            row("picolog.control.channel", (ctx) -> ctx.controlChannel(null)),
            row("picolog.control.stream.id", (ctx) -> ctx.controlStreamId(ctx.streamId())),
            row("picolog.monitor.channel", (ctx) -> ctx.monitorChannel(null)),
            row("picolog.monitor.stream.id", (ctx) -> ctx.monitorStreamId(ctx.streamId())),
            row("picolog.monitor.stream.id", (ctx) -> ctx.monitorStreamId(ctx.controlStreamId())),
            row("picolog.image.timeout", (ctx) -> ctx.imageTimeoutNs(0)),
            row("picolog.monitor.stream.id", (ctx) -> ctx.channel("aeron:udp?endpoint=localhost:1")
                .monitorChannel(ctx.channel()).monitorStreamId(ctx.streamId())),
            row("picolog.ingest.mode", (ctx) -> ctx.ingestMode(null)),
            row("picolog.threading.mode", (ctx) -> ctx.threadingMode(null)),
            row("threads", (ctx) -> ctx.threads(null)),
            row("threadFactory", (ctx) -> ctx.threads(new ThreadContext().threadFactory(null))),
            row("picolog.ingest.cpu", (ctx) -> ctx.threads(new ThreadContext().ingestCpu(8_000))),
            row("picolog.ingest.cpu", (ctx) ->
                ctx.threadingMode(ThreadingMode.SHARED).threads(new ThreadContext().ingestCpu(0))),
            row("picolog.flush.cpu", (ctx) -> ctx.threads(new ThreadContext().flushCpu(-2))),
            row("picolog.flush.cpu", (ctx) ->
                ctx.threadingMode(ThreadingMode.INVOKER).threads(new ThreadContext().flushCpu(0))),
            row("picolog.preparer.cpu", (ctx) -> ctx.threads(new ThreadContext().preparerCpu(100_000))),
            row("picolog.fragment.limit", (ctx) -> ctx.fragmentLimit(0)),
            row("picolog.heartbeat.interval", (ctx) -> ctx.heartbeatIntervalNs(0)),
            row("picolog.close.timeout", (ctx) -> ctx.closeTimeoutNs(-1)),
            row("picolog.driver.silence.threshold", (ctx) ->
                ctx.monitor(new MonitorContext().driverSilenceThresholdNs(1_000_000_000))),
            row("picolog.driver.timeout", (ctx) -> ctx.driverTimeoutNs(0)));
    }

    @Test
    void takesDefaultsFromSystemProperties()
    {
        final AtomicInteger read = new AtomicInteger();
        withProperty("picolog.channel", "aeron:udp", (ctx) -> assertSame("aeron:udp", ctx.channel()), read);
        withProperty("picolog.stream.id", "5", (ctx) -> assertEquals(5, ctx.streamId()), read);
        withProperty("picolog.control.channel", "aeron:x", (ctx) -> assertSame("aeron:x", ctx.controlChannel()), read);
        withProperty("picolog.control.stream.id", "5", (ctx) -> assertEquals(5, ctx.controlStreamId()), read);
        withProperty("picolog.monitor.channel", "aeron:x", (ctx) -> assertSame("aeron:x", ctx.monitorChannel()), read);
        withProperty("picolog.monitor.stream.id", "6", (ctx) -> assertEquals(6, ctx.monitorStreamId()), read);
        withProperty("picolog.image.timeout", "2ms", (ctx) -> assertEquals(2_000_000, ctx.imageTimeoutNs()), read);
        withProperty("picolog.ingest.mode", "PLAIN", (ctx) -> assertSame(IngestMode.PLAIN, ctx.ingestMode()), read);
        withProperty(
            "picolog.threading.mode",
            "shared",
            (ctx) -> assertSame(ThreadingMode.SHARED, ctx.threadingMode()),
            read);
        withProperty("picolog.fragment.limit", "7", (ctx) -> assertEquals(7, ctx.fragmentLimit()), read);
        withProperty(
            "picolog.heartbeat.interval", "7ms", (ctx) -> assertEquals(7_000_000, ctx.heartbeatIntervalNs()), read);
        withProperty("picolog.close.timeout", "8us", (ctx) -> assertEquals(8_000, ctx.closeTimeoutNs()), read);
        withProperty(
            "picolog.driver.timeout", "9s", (ctx) -> assertEquals(9_000_000_000L, ctx.driverTimeoutNs()), read);
        withProperty("picolog.ingest.cpu", "1", (ctx) -> assertEquals(1, ctx.threads().ingestCpu()), read);
        withProperty("picolog.flush.cpu", "2", (ctx) -> assertEquals(2, ctx.threads().flushCpu()), read);
        withProperty("picolog.preparer.cpu", "3", (ctx) -> assertEquals(3, ctx.threads().preparerCpu()), read);
        assertEquals(16, read.get());
    }

    @Test
    void namesAPropertyThatIsNotAConstant()
    {
        System.setProperty("picolog.threading.mode", "sharing");
        try
        {
            final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, SinkContext::new);
            assertEquals(
                "picolog.threading.mode=sharing: must be one of [DEDICATED, SHARED, INVOKER]", ex.getMessage());
        }
        finally
        {
            System.clearProperty("picolog.threading.mode");
        }
    }

    @Test
    void canBeConcludedAgainOnlyAfterAFailure()
    {
        final SinkContext ctx = new SinkContext()
            .errorHandler((cause) -> fail(cause))
            .aeronDirectoryName(TestDriver.newDirectory())
            .driverTimeoutNs(1_000_000);
        assertThrows(SinkException.class, ctx::conclude);
        try (MediaDriver driver = TestDriver.launch())
        {
            ctx.driverTimeoutNs(1_000_000_000).aeronDirectoryName(driver.aeronDirectoryName()).conclude();
            assertThrows(IllegalStateException.class, ctx::conclude);
            ctx.log().errorHandler().onError(new Exception("planted"));
            assertEquals(1, ctx.state().errorCount());

            final SinkContext copy = ctx.clone();
            assertNull(copy.aeron());
            assertNotSame(ctx.log(), copy.log());
            copy.conclude();
            copy.close();
            assertTrue(copy.aeron().isClosed());
            assertFalse(ctx.aeron().isClosed());
            ctx.close();
            ctx.close();
        }
    }

    @Test
    void cloneKeepsTheGivenLog()
    {
        final LogContext log = new LogContext().segmentLength(1 << 20);
        assertEquals(1 << 20, new SinkContext().log(log).clone().log().segmentLength());
    }

    @Test
    void aSynchronousWriteDoesNotHoldUpAConductor()
    {
        try (MediaDriver driver = TestDriver.launch();
            Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .closeLingerDurationNs(3_000_000_000L)
                .useConductorAgentInvoker(true)))
        {
            final SinkContext ctx = new SinkContext().errorHandler((cause) -> fail(cause)).aeron(aeron)
                .log(new LogContext().io(IoBackend.SYNC));
            for (final ThreadingMode mode : new ThreadingMode[]{ ThreadingMode.SHARED, ThreadingMode.INVOKER })
            {
                final IllegalArgumentException ex =
                    assertThrows(IllegalArgumentException.class, () -> ctx.clone().threadingMode(mode).conclude());
                assertTrue(ex.getMessage().startsWith("picolog.threading.mode=" + mode + ": "), ex::getMessage);
                assertTrue(ex.getMessage().contains("picolog.log.io=SYNC"), ex::getMessage);
                ctx.clone().log(new LogContext().io(IoBackend.IO_URING)).threadingMode(mode).conclude();
            }
            ctx.clone().threadingMode(ThreadingMode.DEDICATED).conclude();
        }
    }

    @Test
    void aClientThatDoesNotLingerIsRefusedByName()
    {
        try (MediaDriver driver = TestDriver.launch();
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName())))
        {
            final SinkContext ctx = new SinkContext().errorHandler((cause) -> fail(cause)).aeron(aeron);
            final IllegalArgumentException ex = assertThrows(IllegalArgumentException.class, ctx::conclude);
            assertTrue(
                ex.getMessage().startsWith("aeron.context().closeLingerDurationNs=0: must be at least 3000000000"),
                ex::getMessage);
        }
    }

    /**
     * A thread that yields instead takes the processor that completes its writes.
     */
    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
    void waitsInTheKernelWhileWritingUnlessToldHowToIdle(final ThreadingMode mode)
    {
        final SinkContext ctx = new SinkContext().threadingMode(mode);
        assertInstanceOf(FlushIdleStrategy.class, ctx.newFlushIdleStrategy(null));

        final IdleStrategy mine = new YieldingIdleStrategy();
        assertSame(mine, ctx.idleStrategySupplier(() -> mine).newFlushIdleStrategy(null));
    }

    private static Object[] row(final String name, final UnaryOperator<SinkContext> contradiction)
    {
        return new Object[]{name, contradiction};
    }

    private static void withProperty(
        final String name,
        final String value,
        final Consumer<SinkContext> check,
        final AtomicInteger read)
    {
        System.setProperty(name, value);
        try
        {
            check.accept(new SinkContext());
            read.incrementAndGet();
        }
        finally
        {
            System.clearProperty(name);
        }
    }
}
