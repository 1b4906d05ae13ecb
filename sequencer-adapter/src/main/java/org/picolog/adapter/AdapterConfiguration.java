/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.exceptions.ConfigurationException;
import org.agrona.SystemUtil;

import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Names of the system properties that an {@link AdapterContext} starts from, and their defaults. Durations take a unit:
 * {@code 500ms}, {@code 10s}; so do sizes: {@code 64k}, {@code 16m}.
 */
public final class AdapterConfiguration
{
    /**
     * Directory of the media driver; where unset, Aeron's own {@code aeron.dir} applies.
     */
    public static final String AERON_DIRECTORY_PROP_NAME = "picolog.adapter.aeron.dir";

    /**
     * UUID of the log to publish to; where unset, any.
     */
    public static final String LOG_ID_PROP_NAME = "picolog.adapter.log.id";

    /**
     * Channel of the data stream, on which messages are published to the sink.
     */
    public static final String CHANNEL_PROP_NAME = "picolog.adapter.channel";

    /**
     * Default of {@link #CHANNEL_PROP_NAME}.
     */
    public static final String CHANNEL_DEFAULT = "aeron:ipc";

    /**
     * Stream id of the data stream.
     */
    public static final String STREAM_ID_PROP_NAME = "picolog.adapter.stream.id";

    /**
     * Default of {@link #STREAM_ID_PROP_NAME}.
     */
    public static final int STREAM_ID_DEFAULT = 7001;

    /**
     * Channel of the control stream, on which the sink is asked to connect the adapter.
     */
    public static final String CONTROL_CHANNEL_PROP_NAME = "picolog.adapter.control.channel";

    /**
     * Default of {@link #CONTROL_CHANNEL_PROP_NAME}.
     */
    public static final String CONTROL_CHANNEL_DEFAULT = "aeron:ipc?term-length=64k";

    /**
     * Stream id of the control stream.
     */
    public static final String CONTROL_STREAM_ID_PROP_NAME = "picolog.adapter.control.stream.id";

    /**
     * Default of {@link #CONTROL_STREAM_ID_PROP_NAME}.
     */
    public static final int CONTROL_STREAM_ID_DEFAULT = 7003;

    /**
     * Channel of the reply stream, on which the sink's answers and acks are heard. The adapter adds a session id of its
     * own.
     */
    public static final String REPLY_CHANNEL_PROP_NAME = "picolog.adapter.reply.channel";

    /**
     * Default of {@link #REPLY_CHANNEL_PROP_NAME}.
     */
    public static final String REPLY_CHANNEL_DEFAULT = "aeron:ipc?term-length=64k";

    /**
     * Stream id of the reply stream.
     */
    public static final String REPLY_STREAM_ID_PROP_NAME = "picolog.adapter.reply.stream.id";

    /**
     * Default of {@link #REPLY_STREAM_ID_PROP_NAME}.
     */
    public static final int REPLY_STREAM_ID_DEFAULT = 7002;

    /**
     * Whose log it is: the same for all instances of one sequencer, for the life of the log.
     */
    public static final String PUBLISHER_ID_PROP_NAME = "picolog.adapter.publisher.id";

    /**
     * Default of {@link #PUBLISHER_ID_PROP_NAME}.
     */
    public static final long PUBLISHER_ID_DEFAULT = 1;

    /**
     * Publisher epoch to go on with, from 1; -1 to claim the log under a new one, which fences off whoever has it.
     */
    public static final String PUBLISHER_EPOCH_PROP_NAME = "picolog.adapter.publisher.epoch";

    /**
     * Default of {@link #PUBLISHER_EPOCH_PROP_NAME}.
     */
    public static final long PUBLISHER_EPOCH_DEFAULT = Aeron.NULL_VALUE;

    /**
     * Sequence of the first message that was not published yet, from 1; -1 to adopt what the log expects.
     */
    public static final String NEXT_SEQUENCE_PROP_NAME = "picolog.adapter.next.sequence";

    /**
     * Default of {@link #NEXT_SEQUENCE_PROP_NAME}.
     */
    public static final long NEXT_SEQUENCE_DEFAULT = Aeron.NULL_VALUE;

    /**
     * Memory for the messages that are not acked yet, in bytes, rounded up to a power of two; at most 1g. 0 for half a
     * term of the data channel, which is what can be underway, and 16m, which is what a sink holds by default.
     */
    public static final String RETAINED_LENGTH_PROP_NAME = "picolog.adapter.retained.length";

    /**
     * Default of {@link #RETAINED_LENGTH_PROP_NAME}.
     */
    public static final long RETAINED_LENGTH_DEFAULT = 0;

    /**
     * How long {@link SequencerAdapter#connect(AdapterContext)} waits for the media driver and the sink. The log is not
     * claimed after that.
     */
    public static final String CONNECT_TIMEOUT_PROP_NAME = "picolog.adapter.connect.timeout";

    /**
     * Default of {@link #CONNECT_TIMEOUT_PROP_NAME}, in nanoseconds.
     */
    public static final long CONNECT_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(10);

    /**
     * How long the sink may be silent before the adapter connects again. Several times the sink's heartbeat.
     */
    public static final String LIVENESS_TIMEOUT_PROP_NAME = "picolog.adapter.liveness.timeout";

    /**
     * Default of {@link #LIVENESS_TIMEOUT_PROP_NAME}, in nanoseconds.
     */
    public static final long LIVENESS_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(2);

    /**
     * After which the sink is asked again to connect the adapter, and the media driver for what it refused.
     */
    public static final String RETRY_INTERVAL_PROP_NAME = "picolog.adapter.retry.interval";

    /**
     * Default of {@link #RETRY_INTERVAL_PROP_NAME}, in nanoseconds.
     */
    public static final long RETRY_INTERVAL_DEFAULT_NS = TimeUnit.MILLISECONDS.toNanos(100);

    /**
     * How long the media driver may be silent before the adapter's own client counts it as dead.
     */
    public static final String DRIVER_TIMEOUT_PROP_NAME = "picolog.adapter.driver.timeout";

    /**
     * Default of {@link #DRIVER_TIMEOUT_PROP_NAME}, in nanoseconds.
     */
    public static final long DRIVER_TIMEOUT_DEFAULT_NS = TimeUnit.SECONDS.toNanos(10);

    private AdapterConfiguration()
    {
    }

    static String aeronDirectoryName()
    {
        final String name = System.getProperty(AERON_DIRECTORY_PROP_NAME);

        return null == name ? CommonContext.getAeronDirectoryName() : name;
    }

    static UUID logId()
    {
        return value(LOG_ID_PROP_NAME, null, "must be a UUID", UUID::fromString);
    }

    static String channel()
    {
        return System.getProperty(CHANNEL_PROP_NAME, CHANNEL_DEFAULT);
    }

    static int streamId()
    {
        return intValue(STREAM_ID_PROP_NAME, STREAM_ID_DEFAULT);
    }

    static String controlChannel()
    {
        return System.getProperty(CONTROL_CHANNEL_PROP_NAME, CONTROL_CHANNEL_DEFAULT);
    }

    static int controlStreamId()
    {
        return intValue(CONTROL_STREAM_ID_PROP_NAME, CONTROL_STREAM_ID_DEFAULT);
    }

    static String replyChannel()
    {
        return System.getProperty(REPLY_CHANNEL_PROP_NAME, REPLY_CHANNEL_DEFAULT);
    }

    static int replyStreamId()
    {
        return intValue(REPLY_STREAM_ID_PROP_NAME, REPLY_STREAM_ID_DEFAULT);
    }

    static long publisherId()
    {
        return longValue(PUBLISHER_ID_PROP_NAME, PUBLISHER_ID_DEFAULT);
    }

    static long publisherEpoch()
    {
        return longValue(PUBLISHER_EPOCH_PROP_NAME, PUBLISHER_EPOCH_DEFAULT);
    }

    static long nextSequence()
    {
        return longValue(NEXT_SEQUENCE_PROP_NAME, NEXT_SEQUENCE_DEFAULT);
    }

    static long retainedLength()
    {
        return value(
            RETAINED_LENGTH_PROP_NAME,
            RETAINED_LENGTH_DEFAULT,
            "must be a length like 65536, 64k, 16m or 1g",
            (text) -> SystemUtil.parseSize(RETAINED_LENGTH_PROP_NAME, text));
    }

    static long connectTimeoutNs()
    {
        return durationValue(CONNECT_TIMEOUT_PROP_NAME, CONNECT_TIMEOUT_DEFAULT_NS);
    }

    static long livenessTimeoutNs()
    {
        return durationValue(LIVENESS_TIMEOUT_PROP_NAME, LIVENESS_TIMEOUT_DEFAULT_NS);
    }

    static long retryIntervalNs()
    {
        return durationValue(RETRY_INTERVAL_PROP_NAME, RETRY_INTERVAL_DEFAULT_NS);
    }

    static long driverTimeoutNs()
    {
        return durationValue(DRIVER_TIMEOUT_PROP_NAME, DRIVER_TIMEOUT_DEFAULT_NS);
    }

    private static int intValue(final String property, final int defaultValue)
    {
        return value(property, defaultValue, "must be a whole number of 32 bits", Integer::decode);
    }

    private static long longValue(final String property, final long defaultValue)
    {
        return value(property, defaultValue, "must be a whole number of 64 bits", Long::decode);
    }

    private static long durationValue(final String property, final long defaultValueNs)
    {
        return value(
            property,
            defaultValueNs,
            "must be a duration with its unit, like 500us, 100ms or 10s",
            (text) ->
            {
                if (!text.isEmpty() && !"0".equals(text) && !Character.isLetter(text.charAt(text.length() - 1)))
                {
                    throw new IllegalArgumentException("a number alone could be meant in any unit");
                }
                return SystemUtil.parseDuration(property, text);
            });
    }

    /**
     * Refused by name, and not taken for the default: a setting that is not in force is one that somebody relies on.
     */
    private static <T> T value(
        final String property, final T defaultValue, final String rule, final Function<String, T> parser)
    {
        final String text = System.getProperty(property);
        try
        {
            return null == text ? defaultValue : parser.apply(text.strip());
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ConfigurationException(property + "=" + text + ": " + rule);
        }
    }
}
