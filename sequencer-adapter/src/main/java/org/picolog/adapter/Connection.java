/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.BitUtil;

import java.util.function.LongSupplier;

/**
 * What an adapter consists of, put together once there are streams, and its duty cycle. Publishing thread only; while
 * connecting, the thread that connects.
 */
final class Connection
{
    private static final int SINK_SLAB_LENGTH = 16 * 1024 * 1024;
    private static final int MAX_RING_LENGTH = 1 << 30;

    private final AeronLink link;
    private final CommitState shared = new CommitState();
    private final Retained retained;
    private final ControlSender sender;
    private final AdapterProtocol protocol;
    private final SequencedPublication publication;
    private final ReplyReceiver receiver;
    private boolean isInUse;
    private boolean isClosed;

    /**
     * @param link       that is ready.
     * @param deadlineNs after which it is not asked to be connected for the first time.
     */
    Connection(
        final AdapterContext ctx,
        final AeronLink link,
        final LastError lastError,
        final LongSupplier random,
        final long deadlineNs)
    {
        this.link = link;
        sender = new ControlSender(ctx);
        retained = newRetained(ctx, link.data());
        protocol = new AdapterProtocol(
            ctx, shared, new GuardedListener(ctx.listener(), lastError), retained, sender, random, deadlineNs);
        receiver = new ReplyReceiver(protocol);
        publication = new SequencedPublication(protocol, retained, link.data());
        use();
    }

    CommitState shared()
    {
        return shared;
    }

    AdapterProtocol protocol()
    {
        return protocol;
    }

    SequencedPublication publication()
    {
        return publication;
    }

    AeronLink link()
    {
        return link;
    }

    /**
     * See that there are streams.
     *
     * @throws AdapterException if the media driver or the client refused.
     */
    void maintain()
    {
        link.doWork(System.nanoTime());
        if (link.isReady())
        {
            use();
        }
        else if (isInUse)
        {
            isInUse = false;
            sender.use(null, null);
            publication.onStreamLost();
            if (link.isClosed())
            {
                protocol.onClientClosed();
            }
            else
            {
                protocol.onStreamLost();
            }
        }
    }

    /**
     * Read replies.
     *
     * @return how many were read.
     */
    int receive(final int limit)
    {
        return isInUse ? link.replies().poll(receiver.at(System.nanoTime()), limit) : 0;
    }

    /**
     * Ask and send what is to be asked and sent. The time is read here: whoever was stopped before must not claim on
     * waking.
     *
     * @return 0 when there was nothing to do.
     */
    int send()
    {
        return isInUse ? protocol.doWork(System.nanoTime(), link.replies().isConnected()) : 0;
    }

    void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            isInUse = false;
            protocol.close();
            publication.close();
            sender.use(null, null);
            link.close();
            retained.close();
        }
    }

    private void use()
    {
        if (!isInUse)
        {
            isInUse = true;
            sender.use(link.control(), link.replyChannel());
            publication.use(link.data());
            protocol.onStream(link.data());
        }
    }

    private static Retained newRetained(final AdapterContext ctx, final AeronDataStream stream)
    {
        if (null != ctx.messageSource())
        {
            return new SuppliedMessages(ctx.messageSource());
        }

        final long length = 0 == ctx.retainedLength() ?
            stream.windowLength() + (long)SINK_SLAB_LENGTH : ctx.retainedLength();

        return new RetainedRing((int)Math.min(MAX_RING_LENGTH, BitUtil.findNextPositivePowerOfTwo(length)));
    }
}
