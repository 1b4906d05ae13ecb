/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.YieldingIdleStrategy;
import org.picolog.log.EmbeddedLog;

/**
 * Appends messages to a log until it has a length. The first eight bytes of each message are its sequence.
 */
final class LogFiller
{
    static final int MESSAGE_LENGTH = 100;

    private static final long STALL_NS = 60_000_000_000L;

    private final EmbeddedLog log;
    private final WriteMeter meter;
    private final StopSignal stopSignal;
    private final Payload payload = new Payload(MESSAGE_LENGTH);
    private final IdleStrategy idle = YieldingIdleStrategy.INSTANCE;

    /**
     * Construct.
     *
     * @param log        to append to.
     * @param meter      of what the log writes.
     * @param stopSignal to end early by.
     */
    LogFiller(final EmbeddedLog log, final WriteMeter meter, final StopSignal stopSignal)
    {
        this.log = log;
        this.meter = meter;
        this.stopSignal = stopSignal;
    }

    /**
     * Append, and wait until everything is durable. Blocks.
     *
     * @param length      of pages to write, in bytes.
     * @param chunkLength that may be written beyond it.
     */
    void fill(final long length, final long chunkLength)
    {
        final long chunk = Math.max(1, chunkLength / MESSAGE_LENGTH);
        while (meter.byteCount() < length)
        {
            stopSignal.check();
            for (long i = 0; i < chunk; i++)
            {
                append();
            }
            if (!log.awaitCommitted(log.nextSequence() - 1, STALL_NS))
            {
                throw new BenchException("filling a log: messages did not become durable", log.failure());
            }
        }
    }

    private void append()
    {
        final long sequence = log.nextSequence();
        long result = log.append(payload.message(sequence), 0, MESSAGE_LENGTH);
        if (EmbeddedLog.NO_ROOM == result)
        {
            final long beginNs = System.nanoTime();
            do
            {
                stopSignal.check();
                if (System.nanoTime() - beginNs > STALL_NS)
                {
                    throw new BenchException("filling a log: there was no room for message " + sequence + " for 60 s");
                }
                idle.idle(log.poll());
                result = log.append(payload.message(sequence), 0, MESSAGE_LENGTH);
            }
            while (EmbeddedLog.NO_ROOM == result);
        }
        if (result != sequence)
        {
            throw new BenchException("filling a log: message " + sequence + " got " + result, log.failure());
        }
    }
}
