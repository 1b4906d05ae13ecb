/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.DirectBuffer;
import org.agrona.LangUtil;
import org.agrona.concurrent.Agent;
import org.agrona.concurrent.AgentRunner;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.SleepingMillisIdleStrategy;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * A durable log for a process without Aeron: the application appends, a thread of the log's makes durable.
 * <p> One thread, the producer, may call {@link #append}, {@link #poll()} and {@link #close()}; none of the first two
 * blocks or allocates. {@link #awaitCommitted} is the producer's too, since it polls. Any thread may ask for the {@link
 * #committedSequence()}.
 */
public final class EmbeddedLog implements AutoCloseable
{
    /**
     * Nothing was appended: every page is waiting to become durable, or no segment is prepared. Try again later.
     */
    public static final long NO_ROOM = PageAssembler.NO_ROOM;

    /**
     * Nothing was appended, nor will be: see {@link #failure()}.
     */
    public static final long FAILED = -2;

    private static final long AWAIT_PARK_NS = 20_000;

    private final LogContext ctx;
    private final DurableLog log;
    private final PageAssembler assembler;
    private final AgentRunner flushRunner;
    private final AgentRunner preparerRunner;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    private boolean isClosed;
    private volatile boolean isStopRequested;

    private EmbeddedLog(final LogContext ctx, final DurableLog log)
    {
        this.ctx = ctx;
        this.log = log;
        assembler = log.assembler();
        flushRunner = new AgentRunner(
            new FlushIdleStrategy(
                log.flusher(), FlushIdleStrategy.FLUSH_WAIT_NS, new BackoffIdleStrategy(1, 10, 1_000, 100_000)),
            this::onError,
            null,
            new FlushWorker());
        preparerRunner = new AgentRunner(
            new SleepingMillisIdleStrategy(1), this::onError, null, new PrepareWorker());
    }

    /**
     * Open the log in a directory, creating it if the directory holds none, and start its threads. Blocks.
     *
     * @param ctx configuration; concluded here.
     * @return the log, to be closed by the caller.
     * @throws org.picolog.io.BlockIoException if the directory cannot be used, with subclasses for the reasons.
     * @throws LogException                    if what is in the directory cannot be appended to.
     */
    public static EmbeddedLog open(final LogContext ctx)
    {
        return open(ctx, Thread::new);
    }

    static EmbeddedLog open(final LogContext ctx, final ThreadFactory threadFactory)
    {
        final DurableLog log = DurableLog.open(ctx);
        final EmbeddedLog embeddedLog = new EmbeddedLog(ctx, log);
        try
        {
            AgentRunner.startOnThread(embeddedLog.preparerRunner, threadFactory);
            AgentRunner.startOnThread(embeddedLog.flushRunner, threadFactory);
            return embeddedLog;
        }
        catch (final RuntimeException | Error ex)
        {
            Closing.close(embeddedLog, ex);
            throw ex;
        }
    }

    /**
     * Append a message. It is durable when {@link #committedSequence()} has reached what is returned here.
     *
     * @param buffer holding the message.
     * @param offset of the message in the buffer.
     * @param length of the message in bytes, at most {@link #maxMessageLength()}.
     * @return the sequence of the message, {@link #NO_ROOM} or {@link #FAILED}.
     * @throws IllegalArgumentException if the message is too long.
     * @throws IllegalStateException    if the log is closed.
     */
    public long append(final DirectBuffer buffer, final int offset, final int length)
    {
        requireOpen();
        if (length > assembler.maxPartLength())
        {
            throw new IllegalArgumentException(
                "a message of " + length + " bytes is longer than the greatest, " + assembler.maxPartLength() +
                ": a greater " + LogConfiguration.SLAB_LENGTH_PROP_NAME + " allows longer ones");
        }

        if (null != failure.get())
        {
            return FAILED;
        }

        final long sequence = assembler.append(buffer, offset, length, PageAssembler.WHOLE, LogFormat.NULL_POSITION);
        assembler.sealIfFlusherIdle();

        return sequence;
    }

    /**
     * The producer's duty cycle: hands over what was appended while the device was busy. To be called whenever the
     * producer has nothing to append, so that the last messages of a burst do not wait for the next burst.
     *
     * @return an indication of work done, 0 for none.
     * @throws IllegalStateException if the log is closed.
     */
    public int poll()
    {
        requireOpen();
        return assembler.sealIfFlusherIdle() || assembler.claimIfIdle() ? 1 : 0;
    }

    /**
     * The high-water mark: messages up to and including this one survive power loss. Any thread.
     *
     * @return the sequence, 0 for none.
     */
    public long committedSequence()
    {
        return log.flusher().publishedSequence();
    }

    /**
     * Wait until a message is durable. The producer's thread; hands over what was appended first. Blocks.
     *
     * @param sequence  of the message.
     * @param timeoutNs longest wait in nanoseconds.
     * @return true if the message is durable, false if the time was over or the log failed before.
     * @throws IllegalStateException if the message is not durable and the log is closed.
     */
    public boolean awaitCommitted(final long sequence, final long timeoutNs)
    {
        final long deadlineNs = ctx.nanoClock().nanoTime() + timeoutNs;
        while (committedSequence() < sequence)
        {
            poll();
            if (null != failure.get() || ctx.nanoClock().nanoTime() - deadlineNs >= 0)
            {
                return committedSequence() >= sequence;
            }
            LockSupport.parkNanos(AWAIT_PARK_NS);
        }

        return true;
    }

    /**
     * Longest message that {@link #append} takes.
     *
     * @return the length in bytes.
     */
    public int maxMessageLength()
    {
        return assembler.maxPartLength();
    }

    /**
     * Sequence that the next message gets. The producer's thread.
     *
     * @return the sequence.
     */
    public long nextSequence()
    {
        return assembler.nextSequence();
    }

    /**
     * Purge old segments, as {@link DurableLog#purgeBelow(long)}. Does not block; any thread.
     *
     * @param segmentNumber of the first segment to keep.
     */
    public void purgeBelow(final long segmentNumber)
    {
        log.purgeBelow(segmentNumber);
    }

    /**
     * A reader of what is durable, from the first message on. Any thread.
     *
     * @return the reader, to be closed by the caller.
     */
    public LogReader read()
    {
        return LogReader.open(ctx.blockIo(), ctx.directory());
    }

    /**
     * Why nothing becomes durable any more, if so. Any thread.
     *
     * @return the first cause, or null while all is well.
     */
    public Throwable failure()
    {
        return failure.get();
    }

    /**
     * Make durable what was appended and close. Blocks, also on an interrupted thread, which stays interrupted.
     *
     * @throws LogException if not everything that was appended became durable; everything is closed nevertheless.
     */
    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        Throwable thrown = Closing.close(assembler::seal, null);
        isStopRequested = true;
        boolean isInterrupted = Closing.stop(flushRunner);
        isInterrupted |= Closing.stop(preparerRunner);
        thrown = Closing.close(log, thrown);
        if (isInterrupted)
        {
            Thread.currentThread().interrupt();
        }

        if (committedSequence() < nextSequence() - 1)
        {
            throw notAllDurable(thrown);
        }
        if (null != thrown)
        {
            LangUtil.rethrowUnchecked(thrown);
        }
    }

    private LogException notAllDurable(final Throwable thrown)
    {
        final Throwable cause = null == failure.get() ? thrown : failure.get();
        final LogException ex = new LogException(
            "the log in " + ctx.directory() + " was closed with messages up to " + committedSequence() + " of " +
            (nextSequence() - 1) + " durable: " + cause);
        ex.initCause(cause);
        if (null != thrown && cause != thrown)
        {
            ex.addSuppressed(thrown);
        }

        return ex;
    }

    /**
     * The memory that is appended to is gone with the log.
     */
    private void requireOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException("the log in " + ctx.directory() + " is closed");
        }
    }

    private boolean hasFailed()
    {
        return null != failure.get();
    }

    /**
     * That nobody asked a thread to end is a failure: nothing becomes durable without it.
     */
    private void onThreadEnd(final String roleName)
    {
        if (!isStopRequested)
        {
            onError(new LogException(
                "the thread " + roleName + " ended without the log being closed, most likely because it was " +
                "interrupted: look for what interrupts threads that are not its own, then open the log again"));
        }
    }

    private void onError(final Throwable cause)
    {
        failure.compareAndSet(null, cause);
    }

    private final class FlushWorker implements Agent
    {
        private static final long DRAIN_WAIT_NS = 1_000_000;

        private final PageFlusher flusher = log.flusher();

        @Override
        public String roleName()
        {
            return "picolog-flush";
        }

        /**
         * Catches even errors: the runner would end the thread on one without closing the flusher.
         */
        @Override
        public int doWork()
        {
            if (hasFailed())
            {
                return 0;
            }

            try
            {
                flusher.start();
                return flusher.doWork();
            }
            catch (final Throwable cause)
            {
                onError(cause);
                return 0;
            }
        }

        @Override
        public void onClose()
        {
            onThreadEnd(roleName());
            try
            {
                drain();
            }
            catch (final Throwable cause)
            {
                onError(cause);
            }
            finally
            {
                closeFlusher();
            }
        }

        private void drain()
        {
            // The thread may have been told to end before it began: then doWork starts the flusher here.
            while (!hasFailed() && !flusher.isIdle())
            {
                if (0 == doWork() && flusher.isWriting())
                {
                    flusher.await(DRAIN_WAIT_NS);
                }
            }
        }

        private void closeFlusher()
        {
            try
            {
                flusher.close();
            }
            catch (final Throwable cause)
            {
                onError(cause);
            }
        }
    }

    /**
     * Prepares segments until anything fails.
     */
    private final class PrepareWorker implements Agent
    {
        private final SegmentPreparer preparer = log.preparer();

        @Override
        public String roleName()
        {
            return preparer.roleName();
        }

        @Override
        public int doWork()
        {
            if (hasFailed())
            {
                return 0;
            }

            try
            {
                return preparer.doWork();
            }
            catch (final Throwable cause)
            {
                onError(cause);
                return 0;
            }
        }

        @Override
        public void onClose()
        {
            onThreadEnd(roleName());
        }
    }
}
