/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

/**
 * A log in the process, without Aeron. A message has completed when the producer knows that it is durable.
 */
final class EmbeddedTarget implements MessageTarget
{
    private final WriteMeter meter = new WriteMeter();
    private final EmbeddedLog log;
    private final Payload payload;
    private final int messageLength;
    private long offeredCount;

    /**
     * Open the log.
     *
     * @param ctx           with an empty directory.
     * @param messageLength in bytes.
     */
    EmbeddedTarget(final LogContext ctx, final int messageLength)
    {
        this.messageLength = messageLength;
        payload = new Payload(messageLength);
        log = EmbeddedLog.open(ctx.blockIo(meter));
    }

    /**
     * Have every segment purged but the newest, as soon as may be.
     */
    void purgeAllDurable()
    {
        log.purgeBelow(Long.MAX_VALUE);
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
        return log.poll();
    }

    @Override
    public long offeredCount()
    {
        return offeredCount;
    }

    @Override
    public long completedCount()
    {
        // The log was empty, and its sequences begin at 1.
        return log.committedSequence();
    }

    @Override
    public WriteCounts written()
    {
        return meter.counts();
    }

    @Override
    public String describe()
    {
        return null == log.failure() ? "the log has not failed" : "the log failed: " + log.failure().getMessage();
    }

    @Override
    public void close()
    {
        log.close();
    }

    private boolean offerNext()
    {
        final long sequence = log.append(payload.message(offeredCount), 0, messageLength);
        if (EmbeddedLog.FAILED == sequence)
        {
            throw new BenchException(describe(), log.failure());
        }
        if (sequence > 0)
        {
            offeredCount++;
        }

        return sequence > 0;
    }
}
