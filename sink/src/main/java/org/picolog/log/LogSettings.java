/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.SystemUtil;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The values of a {@link LogContext} by the names of their properties, written as in a file of properties.
 */
final class LogSettings
{
    private LogSettings()
    {
    }

    static Map<String, String> of(final LogContext ctx)
    {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put(LogConfiguration.DIRECTORY_PROP_NAME, null == ctx.directory() ? "" : ctx.directory().toString());
        settings.put(LogConfiguration.SEGMENT_LENGTH_PROP_NAME, SystemUtil.formatSize(ctx.segmentLength()));
        settings.put(LogConfiguration.SLAB_LENGTH_PROP_NAME, SystemUtil.formatSize(ctx.slabLength()));
        settings.put(LogConfiguration.MAX_WRITE_LENGTH_PROP_NAME, SystemUtil.formatSize(ctx.maxWriteLength()));
        settings.put(LogConfiguration.MAX_WRITES_IN_FLIGHT_PROP_NAME, Integer.toString(ctx.maxWritesInFlight()));
        settings.put(LogConfiguration.PREPARED_SEGMENTS_PROP_NAME, Integer.toString(ctx.preparedSegments()));
        settings.put(LogConfiguration.DURABILITY_PROP_NAME, String.valueOf(ctx.durability()));
        settings.put(LogConfiguration.LOCK_TIMEOUT_PROP_NAME, SystemUtil.formatDuration(ctx.lockTimeoutNs()));
        settings.put(
            LogConfiguration.IDLE_CLAIM_INTERVAL_PROP_NAME, SystemUtil.formatDuration(ctx.idleClaimIntervalNs()));
        settings.put(LogConfiguration.IO_PROP_NAME, String.valueOf(ctx.io()));
        settings.put(
            LogConfiguration.SLOW_WRITE_THRESHOLD_PROP_NAME, SystemUtil.formatDuration(ctx.slowWriteThresholdNs()));
        settings.put(
            LogConfiguration.RETENTION_BYTES_PROP_NAME, SystemUtil.formatSize(ctx.retention().bytes()));
        settings.put(
            LogConfiguration.RETENTION_AGE_PROP_NAME, SystemUtil.formatDuration(ctx.retention().ageNs()));
        settings.put(
            LogConfiguration.RETENTION_CONSUMER_FILE_PROP_NAME,
            null == ctx.retention().consumerFile() ? "" : ctx.retention().consumerFile().toString());

        return settings;
    }
}
