/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import org.picolog.log.LogConfiguration;

import java.util.concurrent.TimeUnit;

import static org.picolog.log.Settings.check;

/**
 * Refuses a {@link SinkContext} that contradicts itself, by the name of the property.
 */
final class SinkContextValidator
{
    private static final int MIN_LENGTH = 64 * 4096;

    /**
     * Time for the threads that are inside the memory of a client that closes itself to leave it.
     */
    private static final long MIN_CLOSE_LINGER_NS = TimeUnit.SECONDS.toNanos(3);

    private SinkContextValidator()
    {
    }

    static void validate(final SinkContext ctx)
    {
        check(null != ctx.errorHandler(), "errorHandler", null, "must be set: nothing is printed by this library");
        check(null != ctx.log(), "log", null, "must be set");
        check(null != ctx.monitor(), "monitor", null, "must be set");
        ctx.monitor().validate();
        checkHoldsFrame(LogConfiguration.SEGMENT_LENGTH_PROP_NAME, ctx.log().segmentLength());
        checkHoldsFrame(LogConfiguration.SLAB_LENGTH_PROP_NAME, ctx.log().slabLength());
        check(null != ctx.idleStrategySupplier(), "idleStrategySupplier", null, "must be set");
        check(
            null != ctx.aeron() || null != ctx.aeronDirectoryName(),
            "aeronDirectoryName",
            null,
            "must be set without a client");
        checkCloseLinger(ctx.aeron());
        check(null != ctx.channel(), SinkContext.CHANNEL_PROP_NAME, null, "must be set");
        check(null != ctx.controlChannel(), SinkContext.CONTROL_CHANNEL_PROP_NAME, null, "must be set");
        check(null != ctx.monitorChannel(), SinkContext.MONITOR_CHANNEL_PROP_NAME, null, "must be set");
        check(null != ctx.ingestMode(), SinkContext.INGEST_MODE_PROP_NAME, null, "must be set");
        check(null != ctx.threadingMode(), SinkContext.THREADING_MODE_PROP_NAME, null, "must be set");
        check(null != ctx.threads(), "threads", null, "must be set");
        ctx.threads().validate(ctx.threadingMode());
        check(
            ThreadingMode.DEDICATED == ctx.threadingMode() || !isConductorInvoked(ctx) || !ctx.log().isSynchronous(),
            SinkContext.THREADING_MODE_PROP_NAME,
            ctx.threadingMode(),
            "must be DEDICATED with " + LogConfiguration.IO_PROP_NAME + "=" + ctx.log().io() +
            " and an Aeron client whose conductor is invoked: each write would hold up the conductor");
        checkPositive(SinkContext.FRAGMENT_LIMIT_PROP_NAME, ctx.fragmentLimit());
        checkPositive(SinkContext.HEARTBEAT_INTERVAL_PROP_NAME, ctx.heartbeatIntervalNs());
        checkPositive(SinkContext.CLOSE_TIMEOUT_PROP_NAME, ctx.closeTimeoutNs());
        checkPositive(SinkContext.DRIVER_TIMEOUT_PROP_NAME, ctx.driverTimeoutNs());
        checkPositive(SinkContext.IMAGE_TIMEOUT_PROP_NAME, ctx.imageTimeoutNs());
        check(
            ctx.streamId() != ctx.controlStreamId() || !isSameMedium(ctx.channel(), ctx.controlChannel()),
            SinkContext.CONTROL_STREAM_ID_PROP_NAME,
            ctx.controlStreamId(),
            "must differ from " + SinkContext.STREAM_ID_PROP_NAME + " on the same channel");
        check(
            ctx.streamId() != ctx.monitorStreamId() || !isSameMedium(ctx.channel(), ctx.monitorChannel()),
            SinkContext.MONITOR_STREAM_ID_PROP_NAME,
            ctx.monitorStreamId(),
            "must differ from " + SinkContext.STREAM_ID_PROP_NAME + " on the same channel");
        check(
            ctx.controlStreamId() != ctx.monitorStreamId() || !isSameMedium(ctx.controlChannel(), ctx.monitorChannel()),
            SinkContext.MONITOR_STREAM_ID_PROP_NAME,
            ctx.monitorStreamId(),
            "must differ from " + SinkContext.CONTROL_STREAM_ID_PROP_NAME + " on the same channel");
        checkChannel(ctx, "reliable=false", "must be reliable: a gap in the stream is a loss");
        checkChannel(ctx, "tether=false", "must be tethered: what a sink is too slow for would pass it by");
        checkChannel(ctx, "-ts-offset=reserved", "must leave the reserved value alone: it holds the sequence");
    }

    private static void checkCloseLinger(final Aeron aeron)
    {
        if (null != aeron)
        {
            final long lingerNs = aeron.context().closeLingerDurationNs();
            check(
                lingerNs >= MIN_CLOSE_LINGER_NS,
                "aeron.context().closeLingerDurationNs",
                lingerNs,
                "must be at least " + MIN_CLOSE_LINGER_NS + ": a client that loses the media driver takes its memory " +
                "away after that time, and with it the process, if a thread of the sink is reading there. Set it in " +
                "the Aeron.Context, or with -D" + Aeron.Configuration.CLOSE_LINGER_DURATION_PROP_NAME + "=3s");
        }
    }

    private static boolean isConductorInvoked(final SinkContext ctx)
    {
        return null != ctx.aeron() && ctx.aeron().context().useConductorAgentInvoker();
    }

    /**
     * Parameters do not tell streams of IPC apart.
     */
    private static boolean isSameMedium(final String channel, final String other)
    {
        return channel.equals(other) ||
            channel.startsWith(CommonContext.IPC_CHANNEL) && other.startsWith(CommonContext.IPC_CHANNEL);
    }

    /**
     * The longest frame of Aeron has 64 KiB, and half a slab or segment takes one part of a message.
     */
    private static void checkHoldsFrame(final String property, final int length)
    {
        check(length >= MIN_LENGTH, property, length, "must be at least " + MIN_LENGTH + " bytes for a sink");
    }

    private static void checkPositive(final String property, final long value)
    {
        check(value > 0, property, value, "must be positive");
    }

    private static void checkChannel(final SinkContext ctx, final String parameter, final String rule)
    {
        check(!ctx.channel().contains(parameter), SinkContext.CHANNEL_PROP_NAME, ctx.channel(), rule);
    }
}
