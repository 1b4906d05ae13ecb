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

import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Defaults, properties, and each refusal.
 */
class ContextTest
{
    @Test
    void shouldHaveDefaults()
    {
        final SequencerAdapter.Context ctx = new SequencerAdapter.Context();
        assertEquals("aeron:ipc", ctx.channel());
        assertEquals(7001, ctx.streamId());
        assertEquals("aeron:ipc?term-length=64k", ctx.replyChannel());
        assertEquals(7002, ctx.replyStreamId());
        assertEquals(TimeUnit.SECONDS.toNanos(10), ctx.connectTimeoutNs());
        assertEquals(TimeUnit.SECONDS.toNanos(5), ctx.livenessTimeoutNs());
        assertNull(ctx.aeron());
        assertNull(ctx.errorHandler());
        assertSame(ctx, ctx.conclude());
        assertEquals(io.aeron.CommonContext.getAeronDirectoryName(), ctx.aeronDirectoryName());
        assertNotNull(ctx.commitListener());
    }

    @Test
    void shouldReadEachProperty()
    {
        property(AdapterConfiguration.CHANNEL_PROP_NAME, "aeron:ipc?alias=x", SequencerAdapter.Context::channel);
        property(AdapterConfiguration.REPLY_CHANNEL_PROP_NAME, "aeron:ipc", SequencerAdapter.Context::replyChannel);
        property(AdapterConfiguration.STREAM_ID_PROP_NAME, "8001", (ctx) -> "" + ctx.streamId());
        property(AdapterConfiguration.REPLY_STREAM_ID_PROP_NAME, "8002", (ctx) -> "" + ctx.replyStreamId());
        property(AdapterConfiguration.CONNECT_TIMEOUT_PROP_NAME, "3s", (ctx) -> seconds(ctx.connectTimeoutNs()));
        property(AdapterConfiguration.LIVENESS_TIMEOUT_PROP_NAME, "4s", (ctx) -> seconds(ctx.livenessTimeoutNs()));
        property(AdapterConfiguration.AERON_DIRECTORY_PROP_NAME, "/dev/shm/other",
            (ctx) -> ctx.conclude().aeronDirectoryName());
    }

    @Test
    void shouldPreferWhatIsSet()
    {
        final SequencerAdapter.Context ctx = new SequencerAdapter.Context()
            .aeronDirectoryName("/dev/shm/mine")
            .channel("aeron:udp?endpoint=localhost:9001")
            .streamId(1)
            .replyChannel("aeron:udp?endpoint=localhost:9002")
            .replyStreamId(1)
            .connectTimeoutNs(2)
            .livenessTimeoutNs(3)
            .errorHandler((ex) -> { })
            .commitListener(new RecordingListener())
            .conclude();
        assertEquals("/dev/shm/mine", ctx.aeronDirectoryName());
        assertEquals("aeron:udp?endpoint=localhost:9001", ctx.channel());
        assertEquals("aeron:udp?endpoint=localhost:9002", ctx.replyChannel());
        assertEquals(1, ctx.streamId());
        assertEquals(1, ctx.replyStreamId());
        assertEquals(2, ctx.connectTimeoutNs());
        assertEquals(3, ctx.livenessTimeoutNs());
        assertNotNull(ctx.errorHandler());
        assertEquals(RecordingListener.class, ctx.commitListener().getClass());
    }

    @ParameterizedTest
    @CsvSource({
        "aeron:ipc?reliable=false, reliable=false",
        "aeron:udp?endpoint=localhost:1|reliable=false, reliable=false",
        "aeron:udp?endpoint=localhost:1|media-rcv-ts-offset=reserved, media-rcv-ts-offset=reserved",
        "aeron:udp?endpoint=localhost:1|channel-rcv-ts-offset=reserved, channel-rcv-ts-offset=reserved",
        "aeron:udp?endpoint=localhost:1|channel-snd-ts-offset=reserved, channel-snd-ts-offset=reserved",
        "ipc, is not an Aeron channel",
    })
    void shouldRefuseDataChannel(final String channel, final String reason)
    {
        refused(new SequencerAdapter.Context().channel(channel), "channel=" + channel, reason);
    }

    @Test
    void shouldRefuseContradictions()
    {
        refused(new SequencerAdapter.Context().streamId(5).replyStreamId(5), "streamId and replyStreamId are both 5");
        refused(
            new SequencerAdapter.Context().streamId(5).replyStreamId(5)
                .channel("aeron:udp?endpoint=localhost:1").replyChannel("aeron:udp?endpoint=localhost:1|mtu=1408"),
            "streamId and replyStreamId are both 5");
        refused(new SequencerAdapter.Context().channel(null), "channel is null");
        refused(new SequencerAdapter.Context().replyChannel(null), "replyChannel is null");
        refused(new SequencerAdapter.Context().replyChannel("x"), "replyChannel=x is not an Aeron channel");
        refused(new SequencerAdapter.Context().connectTimeoutNs(0), "connectTimeoutNs=0");
        refused(new SequencerAdapter.Context().livenessTimeoutNs(-1), "livenessTimeoutNs=-1");
    }

    @Test
    void shouldRefuseClientThatContradicts()
    {
        try (TestDriver driver = new TestDriver())
        {
            final Aeron aeron = driver.client();
            refused(
                new SequencerAdapter.Context().aeron(aeron).aeronDirectoryName("/dev/shm/other"),
                "aeronDirectoryName=/dev/shm/other", driver.directoryName());
            assertEquals(
                driver.directoryName(),
                new SequencerAdapter.Context().aeron(aeron).conclude().aeronDirectoryName());
            CloseHelper.close(aeron);
            refused(new SequencerAdapter.Context().aeron(aeron), "aeron is closed");
        }
    }

    @Test
    void shouldConcludeOnceAndCloneUnconcluded()
    {
        final SequencerAdapter.Context ctx = new SequencerAdapter.Context().streamId(9).conclude();
        assertThrows(ConcurrentConcludeException.class, ctx::conclude);
        final SequencerAdapter.Context copy = ctx.clone();
        assertEquals(9, copy.conclude().streamId());
        assertThrows(ConcurrentConcludeException.class, copy::conclude);
    }

    private static String seconds(final long timeNs)
    {
        return TimeUnit.NANOSECONDS.toSeconds(timeNs) + "s";
    }

    private static void property(
        final String name, final String value, final Function<SequencerAdapter.Context, String> read)
    {
        System.setProperty(name, value);
        try
        {
            assertEquals(value, read.apply(new SequencerAdapter.Context()), name);
        }
        finally
        {
            System.clearProperty(name);
        }
    }

    private static void refused(final SequencerAdapter.Context ctx, final String... parts)
    {
        final ConfigurationException ex = assertThrows(ConfigurationException.class, ctx::conclude);
        for (final String part : parts)
        {
            assertTrue(ex.getMessage().contains(part), ex.getMessage());
        }
    }
}
