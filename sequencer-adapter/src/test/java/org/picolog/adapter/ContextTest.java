/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.exceptions.ConcurrentConcludeException;
import io.aeron.exceptions.ConfigurationException;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Defaults, and each refusal.
 */
class ContextTest
{
    @Test
    void shouldHaveDefaults()
    {
        final AdapterContext ctx = new AdapterContext();
        assertEquals("aeron:ipc", ctx.channel());
        assertEquals(7001, ctx.streamId());
        assertEquals("aeron:ipc?term-length=64k", ctx.replyChannel());
        assertEquals(7002, ctx.replyStreamId());
        assertEquals(TimeUnit.SECONDS.toNanos(10), ctx.connectTimeoutNs());
        assertEquals("aeron:ipc?term-length=64k", ctx.controlChannel());
        assertEquals(7003, ctx.controlStreamId());
        assertEquals(TimeUnit.SECONDS.toNanos(2), ctx.livenessTimeoutNs());
        assertEquals(TimeUnit.MILLISECONDS.toNanos(100), ctx.retryIntervalNs());
        assertEquals(TimeUnit.SECONDS.toNanos(10), ctx.driverTimeoutNs());
        assertEquals(1, ctx.publisherId());
        assertEquals(Aeron.NULL_VALUE, ctx.publisherEpoch());
        assertEquals(Aeron.NULL_VALUE, ctx.nextSequence());
        assertEquals(0, ctx.retainedLength());
        assertNull(ctx.logId());
        assertNull(ctx.messageSource());
        assertNull(ctx.aeron());
        assertNull(ctx.errorHandler());
        assertSame(ctx, ctx.conclude());
        assertEquals(io.aeron.CommonContext.getAeronDirectoryName(), ctx.aeronDirectoryName());
        assertNotNull(ctx.listener());
    }

    @Test
    void shouldPreferWhatIsSet()
    {
        final AdapterContext ctx = new AdapterContext()
            .aeronDirectoryName("/dev/shm/mine")
            .channel("aeron:udp?endpoint=localhost:9001")
            .streamId(1)
            .replyChannel("aeron:udp?endpoint=localhost:9002")
            .replyStreamId(1)
            .controlChannel("aeron:udp?endpoint=localhost:9003")
            .controlStreamId(1)
            .connectTimeoutNs(2)
            .livenessTimeoutNs(3)
            .errorHandler((ex) -> { })
            .listener(new RecordingListener())
            .conclude();
        assertEquals("/dev/shm/mine", ctx.aeronDirectoryName());
        assertEquals("aeron:udp?endpoint=localhost:9001", ctx.channel());
        assertEquals("aeron:udp?endpoint=localhost:9002", ctx.replyChannel());
        assertEquals(1, ctx.streamId());
        assertEquals(1, ctx.replyStreamId());
        assertEquals(2, ctx.connectTimeoutNs());
        assertEquals(3, ctx.livenessTimeoutNs());
        assertNotNull(ctx.errorHandler());
        assertEquals(RecordingListener.class, ctx.listener().getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "aeron:ipc?reliable=false, reliable=false",
        "aeron:udp?endpoint=localhost:1|reliable=false, reliable=false",
        "aeron:udp?endpoint=localhost:1|media-rcv-ts-offset=reserved, media-rcv-ts-offset=reserved",
        "aeron:udp?endpoint=localhost:1|channel-rcv-ts-offset=reserved, channel-rcv-ts-offset=reserved",
        "aeron:udp?endpoint=localhost:1|channel-snd-ts-offset=reserved, channel-snd-ts-offset=reserved",
        "ipc, is not an Aeron channel",
        "aeron:udp?endpoint=224.0.1.1:40456|interface=localhost, fc=min",
        "aeron:udp?endpoint=224.0.1.1:40456|fc=max, fc=min",
        "aeron:udp?endpoint=[ff02::1]:40456, fc=min",
        "aeron:udp?control=localhost:40456|control-mode=dynamic, fc=min",
        "aeron:udp?control-mode=manual, fc=min",
    })
    void shouldRefuseDataChannel(final String channel, final String reason)
    {
        refused(new AdapterContext().channel(channel), "channel=" + channel, reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "aeron:udp?endpoint=224.0.1.1:40456|fc=min",
        "aeron:udp?endpoint=224.0.1.1:40456|fc=tagged,g:1/2",
        "aeron:udp?control=localhost:40456|control-mode=dynamic|fc=min,t:2s",
        "aeron:udp?endpoint=localhost:1",
        "aeron:udp?endpoint=10.0.0.1:40456",
        "aeron:udp?endpoint=240.example.com:40456",
        "aeron:udp?endpoint=[::1]:40456",
        "aeron:ipc",
    })
    void shouldAcceptDataChannel(final String channel)
    {
        assertEquals(channel, new AdapterContext().channel(channel).conclude().channel());
    }

    @Test
    void shouldRefuseContradictions()
    {
        refused(new AdapterContext().streamId(5).replyStreamId(5), "streamId and replyStreamId are both 5");
        refused(
            new AdapterContext().streamId(5).replyStreamId(5)
                .channel("aeron:udp?endpoint=localhost:1").replyChannel("aeron:udp?endpoint=localhost:1|mtu=1408"),
            "streamId and replyStreamId are both 5");
        refused(new AdapterContext().channel(null), "channel is null");
        refused(new AdapterContext().replyChannel(null), "replyChannel is null");
        refused(new AdapterContext().replyChannel("x"), "replyChannel=x is not an Aeron channel");
        refused(new AdapterContext().connectTimeoutNs(0), "connectTimeoutNs=0");
        refused(new AdapterContext().livenessTimeoutNs(-1), "livenessTimeoutNs=-1");
        refused(new AdapterContext().retryIntervalNs(0), "retryIntervalNs=0");
        refused(new AdapterContext().driverTimeoutNs(0), "driverTimeoutNs=0");
        refused(new AdapterContext().publisherEpoch(0), "publisherEpoch=0", "to claim the log");
        refused(new AdapterContext().nextSequence(-2), "nextSequence=-2", "to adopt");
        refused(new AdapterContext().retainedLength(100), "retainedLength=100");
        refused(new AdapterContext().retainedLength(1L << 31), "retainedLength=");
        refused(new AdapterContext().streamId(7003), "streamId and controlStreamId are both 7003");
        refused(new AdapterContext().controlStreamId(7002), "controlStreamId and replyStreamId are both 7002");
        refused(new AdapterContext().replyChannel("aeron:ipc?session-id=5"), "session-id");
        refused(new AdapterContext().replyChannel("aeron:ipc?alias=" + "x".repeat(1010)), "longer than");
    }

    @Test
    void shouldRefuseClientThatContradicts()
    {
        try (TestDriver driver = new TestDriver())
        {
            final Aeron aeron = driver.client();
            refused(
                new AdapterContext().aeron(aeron).aeronDirectoryName("/dev/shm/other"),
                "aeronDirectoryName=/dev/shm/other", driver.directoryName());
            assertEquals(
                driver.directoryName(),
                new AdapterContext().aeron(aeron).conclude().aeronDirectoryName());
            CloseHelper.close(aeron);
            refused(new AdapterContext().aeron(aeron), "aeron is closed");
        }
    }

    @Test
    void shouldRefuseClientThatDoesNotLinger()
    {
        try (TestDriver driver = new TestDriver();
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.directoryName()));
            Aeron invoked = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.directoryName()).useConductorAgentInvoker(true)))
        {
            refused(new AdapterContext().aeron(aeron), "aeron", "closeLingerDurationNs=0", "at least 3000000000");
            assertSame(invoked, new AdapterContext().aeron(invoked).conclude().aeron());
        }
    }

    @Test
    void shouldConcludeOnceAndCloneUnconcluded()
    {
        final AdapterContext ctx = new AdapterContext().streamId(9).conclude();
        assertThrows(ConcurrentConcludeException.class, ctx::conclude);
        final AdapterContext copy = ctx.clone();
        assertEquals(9, copy.conclude().streamId());
        assertThrows(ConcurrentConcludeException.class, copy::conclude);
    }

    private static void refused(final AdapterContext ctx, final String... parts)
    {
        final ConfigurationException ex = assertThrows(ConfigurationException.class, ctx::conclude);
        for (final String part : parts)
        {
            assertTrue(ex.getMessage().contains(part), ex.getMessage());
        }
    }
}
