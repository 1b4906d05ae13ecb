/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.CommonContext;
import org.agrona.SystemUtil;

import java.util.concurrent.TimeUnit;

/**
 * Names of the system properties that a {@link SequencerAdapter.Context} starts from, and their defaults. Durations
 * take a unit: {@code 500ms}, {@code 10s}.
 */
public final class AdapterConfiguration
{
    /**
     * Directory of the media driver; where unset, Aeron's own {@code aeron.dir} applies.
     */
    public static final String AERON_DIRECTORY_PROP_NAME = "picolog.adapter.aeron.dir";

    /**
     * Channel of the data stream, on which messages are published to the sink.
     */
    public static final String CHANNEL_PROP_NAME = "picolog.adapter.channel";

    /**
     * Default channel of the data stream.
     */
    public static final String CHANNEL_DEFAULT = "aeron:ipc";

    /**
     * Stream id of the data stream.
     */
    public static final String STREAM_ID_PROP_NAME = "picolog.adapter.stream.id";

    /**
     * Default stream id of the data stream.
     */
    public static final int STREAM_ID_DEFAULT = 7001;

    /**
     * Channel of the reply stream, on which the sink's acks are heard.
     */
    public static final String REPLY_CHANNEL_PROP_NAME = "picolog.adapter.reply.channel";

    /**
     * Default channel of the reply stream.
     */
    public static final String REPLY_CHANNEL_DEFAULT = "aeron:ipc?term-length=64k";

    /**
     * Stream id of the reply stream.
     */
    public static final String REPLY_STREAM_ID_PROP_NAME = "picolog.adapter.reply.stream.id";

    /**
     * Default stream id of the reply stream.
     */
    public static final int REPLY_STREAM_ID_DEFAULT = 7002;

    /**
     * How long {@link SequencerAdapter#connect(SequencerAdapter.Context)} waits for the media driver and the sink.
     */
    public static final String CONNECT_TIMEOUT_PROP_NAME = "picolog.adapter.connect.timeout";

    /**
     * Default connect timeout in nanoseconds.
     */
    public static final long CONNECT_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(10);

    /**
     * How long the sink may be silent before the adapter counts as disconnected. Several times the sink's heartbeat.
     */
    public static final String LIVENESS_TIMEOUT_PROP_NAME = "picolog.adapter.liveness.timeout";

    /**
     * Default liveness timeout in nanoseconds.
     */
    public static final long LIVENESS_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(5);

    private AdapterConfiguration()
    {
    }

    /**
     * The media driver's directory, as configured or as Aeron's default.
     *
     * @return the directory's name.
     */
    public static String aeronDirectoryName()
    {
        final String name = System.getProperty(AERON_DIRECTORY_PROP_NAME);

        return null == name ? CommonContext.getAeronDirectoryName() : name;
    }

    /**
     * The data stream's channel.
     *
     * @return the channel.
     */
    public static String channel()
    {
        return System.getProperty(CHANNEL_PROP_NAME, CHANNEL_DEFAULT);
    }

    /**
     * The data stream's id.
     *
     * @return the stream id.
     */
    public static int streamId()
    {
        return Integer.getInteger(STREAM_ID_PROP_NAME, STREAM_ID_DEFAULT);
    }

    /**
     * The reply stream's channel.
     *
     * @return the channel.
     */
    public static String replyChannel()
    {
        return System.getProperty(REPLY_CHANNEL_PROP_NAME, REPLY_CHANNEL_DEFAULT);
    }

    /**
     * The reply stream's id.
     *
     * @return the stream id.
     */
    public static int replyStreamId()
    {
        return Integer.getInteger(REPLY_STREAM_ID_PROP_NAME, REPLY_STREAM_ID_DEFAULT);
    }

    /**
     * The connect timeout.
     *
     * @return timeout in nanoseconds.
     * @throws NumberFormatException if the property is not a duration.
     */
    public static long connectTimeoutNs()
    {
        return SystemUtil.getDurationInNanos(CONNECT_TIMEOUT_PROP_NAME, CONNECT_TIMEOUT_DEFAULT_NS);
    }

    /**
     * The liveness timeout.
     *
     * @return timeout in nanoseconds.
     * @throws NumberFormatException if the property is not a duration.
     */
    public static long livenessTimeoutNs()
    {
        return SystemUtil.getDurationInNanos(LIVENESS_TIMEOUT_PROP_NAME, LIVENESS_TIMEOUT_DEFAULT_NS);
    }
}
