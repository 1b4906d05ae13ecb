/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.CloseHelper;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;

/**
 * The ceiling of what goes through Aeron: a publication, and a thread that polls its image and counts.
 */
final class IpcTarget implements MessageTarget
{
    private static final int STREAM_ID = 7101;
    private static final long CONNECT_TIMEOUT_NS = 10_000_000_000L;

    private final Payload payload;
    private final int messageLength;
    private final boolean isClaimed;
    private final EmbeddedDriver driver;
    private final Subscription subscription;
    private final ExclusivePublication publication;
    private final CountingAgent consumer;
    private final AgentRunner runner;
    private final BufferClaim claim = new BufferClaim();
    private long offeredCount;
    private long seenCount;

    IpcTarget(
        final int messageLength, final int fragmentLimit, final IdleStrategy consumerIdle, final Settings settings)
    {
        this.messageLength = messageLength;
        payload = new Payload(messageLength);
        driver = new EmbeddedDriver(settings);
        subscription = driver.client().addSubscription(CommonContext.IPC_CHANNEL, STREAM_ID);
        publication = driver.client().addExclusivePublication(CommonContext.IPC_CHANNEL, STREAM_ID);
        isClaimed = messageLength <= publication.maxPayloadLength();
        consumer = new CountingAgent(subscription, fragmentLimit);
        runner = new AgentRunner(consumerIdle, settings.errorHandler(), null, consumer);
        AgentRunner.startOnThread(runner);
        try
        {
            awaitConnection(settings.stopSignal());
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }
    }

    @Override
    public int offer(final int limit)
    {
        int count = 0;
        while (count < limit && offerNext())
        {
            count++;
        }

        return count;
    }

    @Override
    public int poll()
    {
        final long before = seenCount;
        seenCount = completedCount();

        return (int)(seenCount - before);
    }

    @Override
    public long offeredCount()
    {
        return offeredCount;
    }

    @Override
    public long completedCount()
    {
        return consumer.messageCount();
    }

    @Override
    public WriteCounts written()
    {
        return new WriteCounts(0, 0);
    }

    @Override
    public String describe()
    {
        return "publication at " + publication.position() + ", limit " + publication.positionLimit();
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(runner, driver);
    }

    private boolean offerNext()
    {
        final long position = isClaimed ?
            publication.tryClaim(messageLength, claim) :
            publication.offer(payload.message(offeredCount), 0, messageLength);
        if (position < 0)
        {
            if (Publication.CLOSED == position || Publication.MAX_POSITION_EXCEEDED == position)
            {
                throw new BenchException("the publication ended: " + Publication.errorString(position));
            }
            return false;
        }

        if (isClaimed)
        {
            payload.write(claim.buffer(), claim.offset(), offeredCount);
            claim.commit();
        }
        offeredCount++;

        return true;
    }

    private void awaitConnection(final StopSignal stopSignal)
    {
        final long beginNs = System.nanoTime();
        while (!publication.isConnected())
        {
            stopSignal.check();
            if (System.nanoTime() - beginNs > CONNECT_TIMEOUT_NS)
            {
                throw new BenchException("the subscription did not connect to its publication within 10 s");
            }
            Thread.yield();
        }
    }
}
