/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.driver.status.PublisherPos;
import io.aeron.driver.status.StreamCounter;
import io.aeron.driver.status.SubscriberPos;
import io.aeron.logbuffer.FragmentHandler;
import org.agrona.CloseHelper;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.status.CountersReader;
import org.picolog.adapter.AdapterConfiguration;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.sink.SinkContext;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Others who listen: to the data, and to the acks of the monitor stream. A client of the test's own.
 */
final class Onlookers implements AutoCloseable
{
    private static final int FRAGMENT_LIMIT = 64;

    private final List<AutoCloseable> threads = new ArrayList<>();
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();
    private final CommitPositionDecoder ack = new CommitPositionDecoder();
    private final Aeron aeron;
    private volatile long committedSequence = -1;
    private volatile long acks;

    Onlookers(final String aeronDirectory, final long timeoutMs)
    {
        aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(aeronDirectory)
            .driverTimeoutMs(timeoutMs)
            .closeLingerDurationNs(TimeUnit.SECONDS.toNanos(3))
            .errorHandler((cause) -> { })
            .subscriberErrorHandler((cause) -> { }));
    }

    /**
     * Read whatever is published, as fast as possible.
     */
    void readData()
    {
        read(aeron.addSubscription(SinkContext.CHANNEL_DEFAULT, AdapterConfiguration.STREAM_ID_DEFAULT),
            (buffer, offset, length, frame) -> { });
    }

    /**
     * Read the acks of the monitor stream.
     */
    void readAcks()
    {
        final Subscription subscription =
            aeron.addSubscription("aeron:ipc?tether=false", SinkContext.MONITOR_STREAM_ID_DEFAULT);
        read(subscription, (buffer, offset, length, frame) ->
        {
            ack.wrapAndApplyHeader(buffer, offset, header);
            committedSequence = ack.committedSequence();
            acks++;
        });
    }

    /**
     * Subscribe to the acks of the monitor stream, and never read them.
     */
    AutoCloseable neglectAcks()
    {
        return aeron.addSubscription(SinkContext.CHANNEL_DEFAULT, SinkContext.MONITOR_STREAM_ID_DEFAULT);
    }

    /**
     * As the last ack on the monitor stream said.
     */
    long committedSequence()
    {
        return committedSequence;
    }

    long acks()
    {
        return acks;
    }

    /**
     * How far the last of those who read a stream is behind the first.
     */
    long lag(final int streamId)
    {
        return range(SubscriberPos.SUBSCRIBER_POSITION_TYPE_ID, SubscriberPos.SUBSCRIBER_POSITION_TYPE_ID, streamId);
    }

    /**
     * How far the last of those who read the monitor stream is behind what is published there.
     */
    long unreadAcks()
    {
        return range(
            SubscriberPos.SUBSCRIBER_POSITION_TYPE_ID,
            PublisherPos.PUBLISHER_POS_TYPE_ID,
            SinkContext.MONITOR_STREAM_ID_DEFAULT);
    }

    private long range(final int lowTypeId, final int highTypeId, final int streamId)
    {
        final CountersReader counters = aeron.countersReader();
        final long[] found = { Long.MAX_VALUE, Long.MIN_VALUE };
        counters.forEach((counterId, typeId, key, label) ->
        {
            if ((lowTypeId == typeId || highTypeId == typeId) &&
                key.getInt(StreamCounter.STREAM_ID_OFFSET) == streamId)
            {
                final long value = counters.getCounterValue(counterId);
                found[0] = lowTypeId == typeId ? Math.min(found[0], value) : found[0];
                found[1] = highTypeId == typeId ? Math.max(found[1], value) : found[1];
            }
        });
        return Long.MAX_VALUE == found[0] ? -1 : found[1] - found[0];
    }

    private void read(final Subscription subscription, final FragmentHandler handler)
    {
        final AgentRunner runner = new AgentRunner(
            new BackoffIdleStrategy(1, 10, 1_000, 100_000), Throwable::printStackTrace, null, new Agent()
            {
                @Override
                public int doWork()
                {
                    return subscription.isClosed() ? 0 : subscription.poll(handler, FRAGMENT_LIMIT);
                }

                @Override
                public String roleName()
                {
                    return "onlooker";
                }
            });
        AgentRunner.startOnThread(runner);
        threads.add(runner);
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(threads);
        aeron.context().closeLingerDurationNs(0);
        aeron.close();
    }
}
