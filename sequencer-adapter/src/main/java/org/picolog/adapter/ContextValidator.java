/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.exceptions.ConfigurationException;

import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Refuses, by name, what a context cannot mean.
 */
final class ContextValidator
{
    static final AdapterListener NO_LISTENER = new AdapterListener()
    {
    };

    /**
     * Without the session that is added.
     */
    static final int REPLY_CHANNEL_LIMIT = ControlSender.REPLY_CHANNEL_LIMIT - "|session-id=-2147483648".length();
    private static final long MIN_RETAINED_LENGTH = 4096;
    private static final long MAX_RETAINED_LENGTH = 1 << 30;

    /**
     * Time for a thread that is inside the memory of a client that closes itself to leave it.
     */
    private static final long MIN_CLOSE_LINGER_NS = TimeUnit.SECONDS.toNanos(3);
    private static final String RESERVED_VALUE = "reserved";
    private static final String[] TIMESTAMP_PARAMS = {
        CommonContext.MEDIA_RCV_TIMESTAMP_OFFSET_PARAM_NAME,
        CommonContext.CHANNEL_RECEIVE_TIMESTAMP_OFFSET_PARAM_NAME,
        CommonContext.CHANNEL_SEND_TIMESTAMP_OFFSET_PARAM_NAME
    };

    private ContextValidator()
    {
    }

    static void validate(final AdapterContext ctx)
    {
        final ChannelUri data = parse("channel", ctx.channel());
        final ChannelUri control = parse("controlChannel", ctx.controlChannel());
        final ChannelUri reply = parse("replyChannel", ctx.replyChannel());
        validateData(ctx, data);
        validateReply(ctx, reply);
        requireDistinct("streamId", ctx.streamId(), data, "replyStreamId", ctx.replyStreamId(), reply);
        requireDistinct("streamId", ctx.streamId(), data, "controlStreamId", ctx.controlStreamId(), control);
        requireDistinct(
            "controlStreamId", ctx.controlStreamId(), control, "replyStreamId", ctx.replyStreamId(), reply);

        requirePositive("connectTimeoutNs", ctx.connectTimeoutNs());
        requirePositive("livenessTimeoutNs", ctx.livenessTimeoutNs());
        requirePositive("retryIntervalNs", ctx.retryIntervalNs());
        requirePositive("driverTimeoutNs", ctx.driverTimeoutNs());
        requireFirstOrNull("publisherEpoch", ctx.publisherEpoch(), "to claim the log");
        requireFirstOrNull("nextSequence", ctx.nextSequence(), "to adopt what the log expects");
        if (ctx.retainedLength() != 0 &&
            (ctx.retainedLength() < MIN_RETAINED_LENGTH || ctx.retainedLength() > MAX_RETAINED_LENGTH))
        {
            throw new ConfigurationException("retainedLength=" + ctx.retainedLength() + " must be 0 for the default, " +
                "or from " + MIN_RETAINED_LENGTH + " to " + MAX_RETAINED_LENGTH);
        }
        validateClient(ctx);
    }

    static String aeronDirectoryName(final AdapterContext ctx)
    {
        if (null != ctx.aeron())
        {
            return ctx.aeron().context().aeronDirectoryName();
        }

        return null == ctx.aeronDirectoryName() ?
            AdapterConfiguration.aeronDirectoryName() : ctx.aeronDirectoryName();
    }

    private static void validateData(final AdapterContext ctx, final ChannelUri data)
    {
        if ("false".equals(data.get(CommonContext.RELIABLE_STREAM_PARAM_NAME)))
        {
            throw new ConfigurationException("channel=" + ctx.channel() +
                " says reliable=false: a lost frame would end the stream at the sink");
        }

        for (final String param : TIMESTAMP_PARAMS)
        {
            if (RESERVED_VALUE.equals(data.get(param)))
            {
                throw new ConfigurationException("channel=" + ctx.channel() + " says " + param +
                    "=reserved: the reserved value carries the sequence");
            }
        }

        final String flowControl = data.get(CommonContext.FLOW_CONTROL_PARAM_NAME, "");
        if (hasManyReceivers(data) && !flowControl.startsWith("min") && !flowControl.startsWith("tagged"))
        {
            throw new ConfigurationException("channel=" + ctx.channel() + " has many receivers, and follows the " +
                "fastest of them, which overruns a sink that is behind: say fc=min or fc=tagged");
        }
    }

    private static void validateReply(final AdapterContext ctx, final ChannelUri reply)
    {
        if (null != reply.get(CommonContext.SESSION_ID_PARAM_NAME))
        {
            throw new ConfigurationException("replyChannel=" + ctx.replyChannel() +
                " says session-id: each adapter has one of its own, which it adds itself");
        }

        if (ctx.replyChannel().length() > REPLY_CHANNEL_LIMIT)
        {
            throw new ConfigurationException("replyChannel is longer than " + REPLY_CHANNEL_LIMIT + " characters: " +
                ctx.replyChannel());
        }
    }

    /**
     * Multicast, or a publication that receivers join or that lists them.
     */
    private static boolean hasManyReceivers(final ChannelUri uri)
    {
        if (!uri.isUdp())
        {
            return false;
        }

        final String mode = uri.get(CommonContext.MDC_CONTROL_MODE_PARAM_NAME);
        final String endpoint = uri.get(CommonContext.ENDPOINT_PARAM_NAME);

        return null != mode || null == endpoint || isMulticast(endpoint);
    }

    /**
     * As literal addresses say it: 224.0.0.0/4, or ff00::/8.
     */
    private static boolean isMulticast(final String endpoint)
    {
        if (endpoint.startsWith("["))
        {
            return endpoint.regionMatches(true, 1, "ff", 0, 2);
        }

        final int dot = endpoint.indexOf('.');
        if (dot < 1 || dot > 3 || !endpoint.substring(0, dot).chars().allMatch(Character::isDigit))
        {
            return false;
        }
        final int first = Integer.parseInt(endpoint.substring(0, dot));

        return first >= 224 && first < 240;
    }

    private static void requireDistinct(
        final String name, final int streamId, final ChannelUri uri,
        final String otherName, final int otherStreamId, final ChannelUri otherUri)
    {
        if (streamId == otherStreamId && isSameMedia(uri, otherUri))
        {
            throw new ConfigurationException(name + " and " + otherName + " are both " + streamId +
                " on the same channel=" + uri + ": each stream needs its own");
        }
    }

    private static void requirePositive(final String name, final long timeNs)
    {
        if (timeNs <= 0)
        {
            throw new ConfigurationException(name + "=" + timeNs + " must be greater than 0");
        }
    }

    private static void requireFirstOrNull(final String name, final long value, final String otherwise)
    {
        if (value < 1 && Aeron.NULL_VALUE != value)
        {
            throw new ConfigurationException(name + "=" + value + " must be at least 1, or " + Aeron.NULL_VALUE + " " +
                otherwise);
        }
    }

    private static void validateClient(final AdapterContext ctx)
    {
        if (null == ctx.aeron())
        {
            return;
        }

        if (ctx.aeron().isClosed())
        {
            throw new ConfigurationException("aeron is closed");
        }

        // One that is invoked closes itself on the publishing thread, which is not inside its memory then.
        final long lingerNs = ctx.aeron().context().closeLingerDurationNs();
        if (null == ctx.aeron().conductorAgentInvoker() && lingerNs < MIN_CLOSE_LINGER_NS)
        {
            throw new ConfigurationException("aeron has closeLingerDurationNs=" + lingerNs +
                ", and must have at least " + MIN_CLOSE_LINGER_NS + ": when it loses the media driver it takes its " +
                "memory away after that time, and with it the process, if a message is being written there. Set it " +
                "in the Aeron.Context, or with -D" +
                Aeron.Configuration.CLOSE_LINGER_DURATION_PROP_NAME + "=3s");
        }

        final String clientDirectoryName = ctx.aeron().context().aeronDirectoryName();
        if (null != ctx.aeronDirectoryName() && !ctx.aeronDirectoryName().equals(clientDirectoryName))
        {
            throw new ConfigurationException("aeronDirectoryName=" + ctx.aeronDirectoryName() +
                " but the given aeron client is of " + clientDirectoryName + ": set one of them");
        }
    }

    private static ChannelUri parse(final String name, final String channel)
    {
        if (null == channel)
        {
            throw new ConfigurationException(name + " is null");
        }

        try
        {
            return ChannelUri.parse(channel);
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ConfigurationException(name + "=" + channel + " is not an Aeron channel: " + ex.getMessage());
        }
    }

    private static boolean isSameMedia(final ChannelUri one, final ChannelUri other)
    {
        return Objects.equals(one.media(), other.media()) &&
            Objects.equals(
                one.get(CommonContext.ENDPOINT_PARAM_NAME), other.get(CommonContext.ENDPOINT_PARAM_NAME)) &&
            Objects.equals(
                one.get(CommonContext.MDC_CONTROL_PARAM_NAME), other.get(CommonContext.MDC_CONTROL_PARAM_NAME));
    }
}
