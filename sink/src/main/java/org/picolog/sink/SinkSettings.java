/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.CommonContext;
import org.agrona.SystemUtil;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a {@link SinkContext} by the names of their properties, written as in a file of properties.
 */
final class SinkSettings
{
    private SinkSettings()
    {
    }

    static Map<String, String> of(final SinkContext ctx)
    {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put(CommonContext.AERON_DIR_PROP_NAME, String.valueOf(ctx.aeronDirectoryName()));
        settings.put(SinkContext.CHANNEL_PROP_NAME, ctx.channel());
        settings.put(SinkContext.STREAM_ID_PROP_NAME, Integer.toString(ctx.streamId()));
        settings.put(SinkContext.CONTROL_CHANNEL_PROP_NAME, ctx.controlChannel());
        settings.put(SinkContext.CONTROL_STREAM_ID_PROP_NAME, Integer.toString(ctx.controlStreamId()));
        settings.put(SinkContext.MONITOR_CHANNEL_PROP_NAME, ctx.monitorChannel());
        settings.put(SinkContext.MONITOR_STREAM_ID_PROP_NAME, Integer.toString(ctx.monitorStreamId()));
        settings.put(SinkContext.IMAGE_TIMEOUT_PROP_NAME, SystemUtil.formatDuration(ctx.imageTimeoutNs()));
        settings.put(SinkContext.INGEST_MODE_PROP_NAME, String.valueOf(ctx.ingestMode()));
        settings.put(SinkContext.THREADING_MODE_PROP_NAME, String.valueOf(ctx.threadingMode()));
        settings.put(SinkContext.FRAGMENT_LIMIT_PROP_NAME, Integer.toString(ctx.fragmentLimit()));
        settings.put(SinkContext.HEARTBEAT_INTERVAL_PROP_NAME, SystemUtil.formatDuration(ctx.heartbeatIntervalNs()));
        settings.put(SinkContext.CLOSE_TIMEOUT_PROP_NAME, SystemUtil.formatDuration(ctx.closeTimeoutNs()));
        settings.put(SinkContext.DRIVER_TIMEOUT_PROP_NAME, SystemUtil.formatDuration(ctx.driverTimeoutNs()));

        return settings;
    }
}
