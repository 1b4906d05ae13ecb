/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.exceptions.AeronException;
import org.agrona.DirectBuffer;

/**
 * Replies over Aeron. A publication of a closed client says that it is closed, and is not touched beyond that.
 */
final class AeronReplies implements ReplyTransport
{
    private final Aeron aeron;
    private final ReplyPublication monitor;

    AeronReplies(final Aeron aeron, final ExclusivePublication monitor)
    {
        this.aeron = aeron;
        this.monitor = new AeronReply(monitor);
    }

    @Override
    public ReplyPublication monitor()
    {
        return monitor;
    }

    @Override
    public long add(final String channel, final int streamId)
    {
        try
        {
            return aeron.asyncAddExclusivePublication(channel, streamId);
        }
        catch (final AeronException | IllegalArgumentException ex)
        {
            throw refused(channel, streamId, ex);
        }
    }

    @Override
    public ReplyPublication get(final long registrationId)
    {
        try
        {
            final ExclusivePublication publication =
                aeron.isClosed() ? null : aeron.getExclusivePublication(registrationId);
            return null == publication ? null : new AeronReply(publication);
        }
        catch (final AeronException | IllegalArgumentException ex)
        {
            throw new SinkException("the media driver made no publication for replies: " + ex.getMessage(), ex);
        }
    }

    @Override
    public void cancel(final long registrationId)
    {
        if (!aeron.isClosed())
        {
            aeron.asyncRemovePublication(registrationId);
        }
    }

    private static SinkException refused(final String channel, final int streamId, final Exception cause)
    {
        return new SinkException(
            "cannot publish replies on channel " + channel + " stream " + streamId + ": " + cause.getMessage(), cause);
    }

    private record AeronReply(ExclusivePublication publication) implements ReplyPublication
    {
        @Override
        public boolean isConnected()
        {
            return publication.isConnected();
        }

        @Override
        public boolean isClosed()
        {
            return publication.isClosed();
        }

        @Override
        public boolean offer(final DirectBuffer buffer, final int length)
        {
            return publication.offer(buffer, 0, length) > 0;
        }

        @Override
        public void close()
        {
            publication.close();
        }
    }
}
