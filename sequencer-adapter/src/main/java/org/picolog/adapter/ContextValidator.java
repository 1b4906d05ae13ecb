/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.ChannelUri;
import io.aeron.CommonContext;
import io.aeron.exceptions.ConfigurationException;

import java.util.Objects;

/**
 * Refuses, by name, what a context cannot mean.
 */
final class ContextValidator
{
    static final CommitListener NO_LISTENER = new CommitListener()
    {
    };

    private static final String RESERVED_VALUE = "reserved";
    private static final String[] TIMESTAMP_PARAMS = {
        CommonContext.MEDIA_RCV_TIMESTAMP_OFFSET_PARAM_NAME,
        CommonContext.CHANNEL_RECEIVE_TIMESTAMP_OFFSET_PARAM_NAME,
        CommonContext.CHANNEL_SEND_TIMESTAMP_OFFSET_PARAM_NAME
    };

    private ContextValidator()
    {
    }

    static void validate(final SequencerAdapter.Context ctx)
    {
        final ChannelUri data = parse("channel", ctx.channel());
        final ChannelUri reply = parse("replyChannel", ctx.replyChannel());

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

        if (ctx.streamId() == ctx.replyStreamId() && isSameMedia(data, reply))
        {
            throw new ConfigurationException("streamId and replyStreamId are both " + ctx.streamId() +
                " on the same channel=" + ctx.channel() + ": acks would be heard where messages are published");
        }

        validateTimeout("connectTimeoutNs", ctx.connectTimeoutNs());
        validateTimeout("livenessTimeoutNs", ctx.livenessTimeoutNs());
        validateClient(ctx);
    }

    static String aeronDirectoryName(final SequencerAdapter.Context ctx)
    {
        if (null != ctx.aeron())
        {
            return ctx.aeron().context().aeronDirectoryName();
        }

        return null == ctx.aeronDirectoryName() ?
            AdapterConfiguration.aeronDirectoryName() : ctx.aeronDirectoryName();
    }

    private static void validateTimeout(final String name, final long timeoutNs)
    {
        if (timeoutNs <= 0)
        {
            throw new ConfigurationException(name + "=" + timeoutNs + " must be greater than 0");
        }
    }

    private static void validateClient(final SequencerAdapter.Context ctx)
    {
        if (null == ctx.aeron())
        {
            return;
        }

        if (ctx.aeron().isClosed())
        {
            throw new ConfigurationException("aeron is closed");
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
