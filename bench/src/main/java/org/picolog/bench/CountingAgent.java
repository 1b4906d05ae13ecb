/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.Subscription;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.Agent;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Polls a subscription, reads each message's number, and counts.
 */
final class CountingAgent implements Agent
{
    private final Subscription subscription;
    private final int fragmentLimit;
    private final FragmentHandler handler = this::onFragment;
    private final AtomicLong publishedCount = new AtomicLong();
    private long count;
    private long sum;

    CountingAgent(final Subscription subscription, final int fragmentLimit)
    {
        this.subscription = subscription;
        this.fragmentLimit = fragmentLimit;
    }

    @Override
    public String roleName()
    {
        return "bench-consumer";
    }

    @Override
    public int doWork()
    {
        final int fragments = subscription.poll(handler, fragmentLimit);
        if (fragments > 0)
        {
            publishedCount.setRelease(count);
        }

        return fragments;
    }

    @Override
    public void onClose()
    {
        // Looked at, so that reading the messages is not for nothing: they are numbered from 0.
        if (count > 1 && 0 == sum)
        {
            throw new IllegalStateException("the messages had no numbers");
        }
    }

    /**
     * How many messages have arrived. Any thread.
     */
    long messageCount()
    {
        return publishedCount.getAcquire();
    }

    private void onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        sum += buffer.getLong(offset);
        if (0 != (header.flags() & FrameDescriptor.END_FRAG_FLAG))
        {
            count++;
        }
    }
}
