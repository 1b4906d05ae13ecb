/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Writes with {@code pwritev2}, where there is no io_uring: each {@link #submit()} writes the oldest that is queued,
 * and returns when it is as durable as was demanded. One write only, so that its outcome waits for no other.
 * <p>
 * A killed process frees the lock only when its last thread has left the kernel, and the thread that writes leaves it
 * after its write has landed: nothing needs to be registered to keep others out until then. The lock's description is
 * kept open here nevertheless, as {@link BlockIo#newWriter} promises.
 */
final class SyncBlockWriter implements BlockWriter
{
    /**
     * How many files can be registered at a time.
     */
    static final int SLOTS = IoUringBlockWriter.SLOTS;

    private static final int IOVEC_LENGTH = 16;
    private static final int IOVEC_ADDRESS_OFFSET = 0;
    private static final int IOVEC_LENGTH_OFFSET = 8;

    private final UnsafeBuffer iovec =
        new UnsafeBuffer(BufferUtil.allocateDirectAligned(IOVEC_LENGTH, IOVEC_LENGTH));
    private final LinuxBlockFile[] files = new LinuxBlockFile[SLOTS];
    private final LinuxBlockFile lock;
    private final long slabAddress;
    private final int slabLength;
    private final int maxInFlight;
    private final int flags;

    /** Of the writes in flight, by their number. */
    private final int[] slots;
    private final long[] positions;
    private final int[] slabOffsets;
    private final int[] lengths;
    private final long[] tokens;
    private final int[] results;

    private long delivered;
    private long written;
    private long queued;

    /** Zero unless started and not closed. */
    private int limit;
    private boolean isStarted;
    private boolean isClosed;

    /**
     * Construct.
     *
     * @param slab        that every write reads from.
     * @param lock        to keep open until the last write has landed.
     * @param maxInFlight greatest number of writes queued, a power of two.
     * @param durability  demanded of each write.
     */
    SyncBlockWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        IoUringBlockWriter.checkMaxInFlight(maxInFlight);
        this.maxInFlight = maxInFlight;
        slabAddress = slab.buffer().addressOffset();
        slabLength = slab.buffer().capacity();
        flags = WriteDurability.POWER_LOSS == durability ? IoUringAbi.Sqe.RWF_DSYNC : 0;
        slots = new int[maxInFlight];
        positions = new long[maxInFlight];
        slabOffsets = new int[maxInFlight];
        lengths = new int[maxInFlight];
        tokens = new long[maxInFlight];
        results = new int[maxInFlight];
        this.lock = IoUringBlockWriter.linux(lock).duplicate();
    }

    @Override
    public void start()
    {
        if (isStarted || isClosed)
        {
            throw new IllegalStateException(isClosed ? "the writer is closed" : "the writer was started before");
        }
        isStarted = true;
        limit = maxInFlight;
    }

    @Override
    public int register(final BlockFile file)
    {
        requireRunning();
        // Refuses one that is closed, as a ring does.
        IoUringBlockWriter.linux(file).fd();
        for (int slot = 0; slot < SLOTS; slot++)
        {
            if (null == files[slot])
            {
                files[slot] = (LinuxBlockFile)file;
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
        if (queued - delivered >= limit)
        {
            requireRunning();
            return false;
        }
        IoUringBlockWriter.checkInSlab(slabOffset, length, slabLength);

        final int index = indexOf(queued);
        slots[index] = slot;
        positions[index] = position;
        slabOffsets[index] = slabOffset;
        lengths[index] = length;
        tokens[index] = token;
        queued++;
        return true;
    }

    /**
     * {@inheritDoc} Blocks until the oldest write that is queued is done.
     */
    @Override
    public void submit()
    {
        if (written < queued)
        {
            final int index = indexOf(written);
            results[index] = writeNow(slots[index], positions[index], slabOffsets[index], lengths[index]);
            written++;
        }
    }

    @Override
    public int poll(final CompletionHandler handler)
    {
        final long end = written;
        int count = 0;
        while (delivered < end)
        {
            final int index = indexOf(delivered);
            final long token = tokens[index];
            final int result = results[index];
            // Before the handler is called: it may throw, or write again.
            delivered++;
            count++;
            handler.onCompletion(token, result);
        }
        return count;
    }

    /**
     * {@inheritDoc} If none is there, the oldest write that is queued is done, however long that takes.
     */
    @Override
    public void awaitCompletion(final long timeoutNs)
    {
        if (delivered == written)
        {
            submit();
        }
    }

    @Override
    public int inFlight()
    {
        return (int)(queued - delivered);
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
            while (written < queued)
            {
                submit();
            }
        }
        finally
        {
            delivered = queued;
            lock.close();
        }
    }

    @Override
    public String toString()
    {
        return "SyncBlockWriter{inFlight=" + inFlight() + ", maxInFlight=" + maxInFlight + "}";
    }

    private int writeNow(final int slot, final long position, final int slabOffset, final int length)
    {
        final LinuxBlockFile file = slot < 0 || slot >= SLOTS ? null : files[slot];
        if (null == file)
        {
            return -Errno.EBADF;
        }

        iovec.putLong(IOVEC_ADDRESS_OFFSET, slabAddress + slabOffset);
        iovec.putLong(IOVEC_LENGTH_OFFSET, length);
        final long count = Libc.pwritev2(file.fd(), iovec.addressOffset(), 1, position, flags);
        return count < 0 ? -Native.getLastError() : (int)count;
    }

    private int indexOf(final long number)
    {
        return (int)number & (maxInFlight - 1);
    }

    private void requireRunning()
    {
        if (0 == limit)
        {
            throw new IllegalStateException(isClosed ? "the writer is closed" : "the writer was not started");
        }
    }
}
