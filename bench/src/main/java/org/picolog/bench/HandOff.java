/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.BufferUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.MessageHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.OneToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What lets a library that blocks while it makes durable be used as the others are: the generator puts messages into a
 * ring, and a thread takes what is there, has it written and made durable, and says so: group commit, without a timer.
 */
final class HandOff implements AutoCloseable
{
    /**
     * Most bytes to be written before they are made durable.
     */
    static final int MAX_BATCH_LENGTH = 1024 * 1024;

    private static final int MESSAGE_TYPE = 1;

    private final RingBuffer ring;
    private final Store store;
    private final int messageLength;
    private final AtomicLong durableCount = new AtomicLong();
    private final AtomicLong syncCount = new AtomicLong();
    private final AgentRunner runner;
    private volatile Throwable failure;
    private long offeredCount;

    /**
     * Where messages are stored. One thread.
     */
    interface Store extends AutoCloseable
    {
        /**
         * Store a message. Durable only after {@link #sync()}.
         */
        void append(UnsafeBuffer buffer, int offset, int length);

        /**
         * Make durable what was stored.
         */
        void sync();

        @Override
        void close();
    }

    HandOff(
        final Store store,
        final int capacity,
        final int messageLength,
        final IdleStrategy idleStrategy,
        final ErrorHandler errorHandler)
    {
        this.store = store;
        this.messageLength = messageLength;
        ring = new OneToOneRingBuffer(new UnsafeBuffer(
            BufferUtil.allocateDirectAligned(capacity + RingBufferDescriptor.TRAILER_LENGTH, 128)));
        runner = new AgentRunner(idleStrategy, errorHandler, null, new Writer());
        AgentRunner.startOnThread(runner);
    }

    boolean offer(final Payload payload)
    {
        final int index = ring.tryClaim(MESSAGE_TYPE, messageLength);
        if (index < 0)
        {
            if (null != failure)
            {
                throw new BenchException("the thread that writes failed: " + failure, failure);
            }
            return false;
        }
        payload.write(ring.buffer(), index, offeredCount);
        ring.commit(index);
        offeredCount++;

        return true;
    }

    long offeredCount()
    {
        return offeredCount;
    }

    long durableCount()
    {
        return durableCount.getAcquire();
    }

    long syncCount()
    {
        return syncCount.getAcquire();
    }

    String describe()
    {
        return syncCount() + " syncs, " + ring.size() + " bytes waiting, " +
            (null == failure ? "not failed" : "failed: " + failure);
    }

    @Override
    public void close()
    {
        runner.close();
    }

    /**
     * Takes, writes, makes durable.
     */
    private final class Writer implements Agent
    {
        private final int batchLimit = Math.max(1, MAX_BATCH_LENGTH / messageLength);
        private final MessageHandler handler = (type, buffer, index, length) ->
            store.append((UnsafeBuffer)buffer, index, length);

        @Override
        public String roleName()
        {
            return "bench-writer";
        }

        @Override
        public int doWork()
        {
            if (null != failure)
            {
                return 0;
            }

            try
            {
                int count = 0;
                int read;
                do
                {
                    // A read ends where the ring wraps.
                    read = ring.read(handler, batchLimit - count);
                    count += read;
                }
                while (read > 0 && count < batchLimit);
                if (count > 0)
                {
                    store.sync();
                    syncCount.setRelease(syncCount.getPlain() + 1);
                    durableCount.setRelease(durableCount.getPlain() + count);
                }

                return count;
            }
            catch (final RuntimeException ex)
            {
                failure = ex;
                throw ex;
            }
        }

        @Override
        public void onClose()
        {
            store.close();
        }
    }
}
