/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes through an io_uring. See {@link BlockIo#newWriter} for what it needs and {@link BlockWriter} for how it is
 * used. That the calling thread is the one that called {@link #start()} is not checked but by kernels from 6.1 on,
 * which answer EEXIST. A write without {@link #start()}, or after {@link #close()}, throws IllegalStateException.
 */
public final class IoUringBlockWriter implements BlockWriter
{
    /**
     * How many files can be registered at a time.
     */
    public static final int SLOTS = 64;

    /**
     * Greatest number of writes in flight that can be asked for.
     */
    public static final int MAX_IN_FLIGHT_LIMIT = 4096;

    private static final int MAX_ATTEMPTS = 100;
    private static final int MAX_CLOSE_ATTEMPTS = 1000;
    private static final long CLOSE_WAIT_NS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final CompletionHandler IGNORE = IoUringBlockWriter::ignore;

    private final IoUring ring;
    private final SubmissionQueue submissions;
    private final CompletionQueue completions;
    private final LinuxBlockFile[] files = new LinuxBlockFile[SLOTS];
    private final long slabAddress;
    private final int slabLength;
    private final int maxInFlight;
    private final String unregisteredSlabCause;

    /** Zero unless started and not closed, so that the hot path has one comparison for all that forbids a write. */
    private int limit;
    private int abandoned;
    private int inFlight;
    private boolean isStarted;
    private boolean isClosed;

    /**
     * Construct.
     *
     * @param slab             that every write reads from.
     * @param lock             to keep open until the last write has landed.
     * @param maxInFlight      greatest number of writes in flight.
     * @param durability       demanded of each write.
     * @param isSlabRegistered false to do without, for tests.
     * @param firstSetup       index of the newest way to set up the ring that may be used: 0, but for tests.
     */
    IoUringBlockWriter(
        final AlignedMemory slab,
        final BlockFile lock,
        final int maxInFlight,
        final WriteDurability durability,
        final boolean isSlabRegistered,
        final int firstSetup)
    {
        checkMaxInFlight(maxInFlight);
        final int lockFd = linux(lock).fd();
        final int rwFlags = WriteDurability.POWER_LOSS == durability ? IoUringAbi.Sqe.RWF_DSYNC : 0;
        this.maxInFlight = maxInFlight;
        slabAddress = slab.buffer().addressOffset();
        slabLength = slab.buffer().capacity();
        ring = new IoUring(maxInFlight, firstSetup);
        submissions = ring.submissions();
        completions = ring.completions();
        try
        {
            requireSuccess(ring.registerFiles(SLOTS + 1, lockFd), "register the lock with");
            unregisteredSlabCause = isSlabRegistered ? registerSlab() : "not asked for";
            submissions.prepare(
                null == unregisteredSlabCause ? IoUringAbi.Sqe.OP_WRITE_FIXED : IoUringAbi.Sqe.OP_WRITE, rwFlags);
        }
        catch (final Throwable ex)
        {
            ring.close();
            throw ex;
        }
    }

    /**
     * Why the kernel did not take the slab as a registered buffer: it then looks the memory up for each write, which
     * costs some speed, and nothing else.
     *
     * @return null if the slab is registered, else the cause and the cure.
     */
    public String unregisteredSlabCause()
    {
        return unregisteredSlabCause;
    }

    @Override
    public void start()
    {
        if (isStarted || isClosed)
        {
            throw new IllegalStateException(isClosed ? "the writer is closed" : "the writer was started before");
        }
        requireSuccess(ring.enable(), "start");
        isStarted = true;
        limit = maxInFlight;
    }

    @Override
    public int register(final BlockFile file)
    {
        requireRunning();
        for (int slot = 0; slot < SLOTS; slot++)
        {
            if (null == files[slot])
            {
                requireSuccess(ring.updateFile(slot, linux(file).fd()), "register " + file.name() + " with");
                files[slot] = linux(file);
                return slot;
            }
        }
        throw new IllegalStateException("all " + SLOTS + " slots are taken; unregister a file first");
    }

    @Override
    public void unregister(final int slot)
    {
        requireRunning();
        if (slot < 0 || slot >= SLOTS || null == files[slot])
        {
            throw new IllegalArgumentException("no file is registered in slot " + slot);
        }
        requireSuccess(ring.updateFile(slot, -1), "unregister " + files[slot].name() + " from");
        files[slot] = null;
    }

    /**
     * {@inheritDoc}
     *
     * @throws IndexOutOfBoundsException if the data is not within the slab. What else is wrong is for the kernel to
     *                                   find: EBADF for a slot without a file, EINVAL for what is not aligned.
     */
    @Override
    public boolean write(
        final int slot, final long position, final int slabOffset, final int length, final long token)
    {
        if (inFlight >= limit)
        {
            requireRunning();
            return false;
        }
        checkInSlab(slabOffset, length, slabLength);
        submissions.append(slot, position, slabAddress + slabOffset, length, token);
        inFlight++;
        return true;
    }

    @Override
    public void submit()
    {
        if (0 == inFlight)
        {
            return;
        }

        int pending = submissions.publish();
        for (int attempts = 0; pending > 0 && attempts < MAX_ATTEMPTS; attempts++)
        {
            final int result = ring.enter(pending);
            if (result < 0 && -Errno.EINTR != result)
            {
                requireTransient(result);
                // What was queued stays queued, for the next call.
                return;
            }
            pending = submissions.publish();
        }
    }

    @Override
    public int poll(final CompletionHandler handler)
    {
        if (0 == inFlight)
        {
            return 0;
        }
        if (submissions.isEnterNeeded())
        {
            requireTransient(ring.enter(0));
        }

        final int available = completions.available();
        for (int i = 0; i < available; i++)
        {
            final long token = completions.token();
            final int result = completions.result();
            // Before the handler is called: it may throw, or write again.
            completions.advance();
            inFlight--;
            handler.onCompletion(token, result);
        }
        return available;
    }

    /**
     * {@inheritDoc} Also submits what is queued. A signal may end the wait early.
     */
    @Override
    public void awaitCompletion(final long timeoutNs)
    {
        if (inFlight > 0 && 0 == completions.available())
        {
            requireTransient(ring.enterAndWait(submissions.publish(), Math.max(0, timeoutNs)));
        }
    }

    @Override
    public int inFlight()
    {
        return inFlight + abandoned;
    }

    @Override
    public void close()
    {
        if (isClosed)
        {
            return;
        }

        isClosed = true;
        limit = 0;
        try
        {
            awaitAll();
            requireSuccess(ring.unregisterFiles(), "let go of the files of");
        }
        finally
        {
            // What could not be waited for may still read the slab; nothing may touch the ring.
            abandoned = inFlight;
            inFlight = 0;
            ring.close();
        }
    }

    @Override
    public String toString()
    {
        return "IoUringBlockWriter{inFlight=" + inFlight + ", maxInFlight=" + maxInFlight + ", unregisteredSlabCause=" +
            unregisteredSlabCause + "}";
    }

    /** What the kernel has taken always completes; what it does not take is given up after a while. */
    private void awaitAll()
    {
        int refusals = 0;
        while (inFlight > 0)
        {
            submit();
            if (submissions.publish() > 0)
            {
                if (++refusals > MAX_CLOSE_ATTEMPTS)
                {
                    throw new BlockIoException(
                        "the kernel did not take " + submissions.publish() + " writes before the writer was closed",
                        Errno.EAGAIN);
                }
                LockSupport.parkNanos(CLOSE_WAIT_NS);
            }
            awaitCompletion(CLOSE_WAIT_NS);
            poll(IGNORE);
        }
    }

    private String registerSlab()
    {
        final int result = ring.registerBuffer(slabAddress, slabLength);
        if (result >= 0)
        {
            return null;
        }

        final String cause = Errno.describe(-result);
        return switch (-result)
        {
            case Errno.ENOMEM, Errno.EPERM -> cause + ". Raise the limit of locked memory above the " + slabLength +
                " bytes of the slab (ulimit -l, LimitMEMLOCK of systemd), or grant CAP_IPC_LOCK";
            case Errno.EFAULT -> cause + ". The kernel takes at most 1 GiB; the slab has " + slabLength + " bytes";
            default -> cause;
        };
    }

    private void requireRunning()
    {
        if (0 == limit)
        {
            throw new IllegalStateException(isClosed ? "the writer is closed" : "the writer was not started");
        }
    }

    private static void ignore(final long token, final int result)
    {
        // The writer is being closed: whoever wanted to know should have polled before.
    }

    static void checkMaxInFlight(final int maxInFlight)
    {
        if (Integer.bitCount(maxInFlight) != 1 || maxInFlight < 1 || maxInFlight > MAX_IN_FLIGHT_LIMIT)
        {
            throw new IllegalArgumentException(
                "maxInFlight must be a power of two from 1 to " + MAX_IN_FLIGHT_LIMIT + ": " + maxInFlight);
        }
    }

    static void checkInSlab(final int slabOffset, final int length, final int slabLength)
    {
        if ((slabOffset | length) < 0 || slabOffset > slabLength - length)
        {
            throw new IndexOutOfBoundsException(
                length + " bytes at " + slabOffset + " are not within the slab of " + slabLength);
        }
    }

    static LinuxBlockFile linux(final BlockFile file)
    {
        if (file instanceof LinuxBlockFile)
        {
            return (LinuxBlockFile)file;
        }
        throw new IllegalArgumentException("not a file of LinuxBlockIo: " + file);
    }

    private static void requireSuccess(final int result, final String operation)
    {
        if (result < 0)
        {
            throw new BlockIoException("cannot " + operation + " the io_uring: " + Errno.describe(-result), -result);
        }
    }

    private static void requireTransient(final int result)
    {
        if (result < 0)
        {
            switch (-result)
            {
                case Errno.EINTR:
                case Errno.EAGAIN:
                case Errno.EBUSY:
                case Errno.ETIME:
                    return;

                default:
                    requireSuccess(result, "enter");
            }
        }
    }
}
