/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.IoUringAbi.Cqe;
import org.picolog.io.IoUringAbi.Params;
import org.picolog.io.IoUringAbi.Probe;
import org.picolog.io.IoUringAbi.Sqe;

/**
 * A ring and the memory that it shares with the kernel. Created disabled, on any thread; {@link #enable()} binds it to
 * the calling thread, to which from then on all methods belong. Calls return a negative errno when the kernel refuses.
 */
final class IoUring implements AutoCloseable
{
    /**
     * From the newest kernel's to the oldest's. Completions are posted when we enter, not by interrupting whatever the
     * thread does (6.1); or when it enters the kernel for any reason (5.19); or at any time (5.11).
     */
    private static final int[] SETUP_FLAGS =
    {
        IoUringAbi.SETUP_R_DISABLED | IoUringAbi.SETUP_SUBMIT_ALL | IoUringAbi.SETUP_SINGLE_ISSUER |
            IoUringAbi.SETUP_DEFER_TASKRUN | IoUringAbi.SETUP_TASKRUN_FLAG,
        IoUringAbi.SETUP_R_DISABLED | IoUringAbi.SETUP_SUBMIT_ALL | IoUringAbi.SETUP_COOP_TASKRUN |
            IoUringAbi.SETUP_TASKRUN_FLAG,
        IoUringAbi.SETUP_R_DISABLED
    };

    /** struct io_uring_getevents_arg with its timespec: written on the hot path, by nothing else. */
    private static final int WAIT_OFFSET = 0;
    private static final int WAIT_LENGTH = 24;
    private static final int TIMESPEC_OFFSET = 32;

    /** Arguments of everything else, one at a time. */
    private static final int ARGUMENT_OFFSET = 64;

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final MappedMemory scratch = new MappedMemory(BlockIo.BLOCK_SIZE);
    private final UnsafeBuffer rings = new UnsafeBuffer(0, 0);
    private final UnsafeBuffer entries = new UnsafeBuffer(0, 0);
    private final long waitAddress = scratch.address() + WAIT_OFFSET;
    private int fd = -1;
    private SubmissionQueue submissions;
    private CompletionQueue completions;

    /**
     * Create a ring.
     *
     * @param capacity of the submission queue, a power of two; the completion queue has twice as much.
     * @throws IoUringUnavailableException if the kernel does not offer what is needed.
     */
    IoUring(final int capacity)
    {
        this(capacity, 0);
    }

    /**
     * Create a ring.
     *
     * @param capacity  of the submission queue, a power of two; the completion queue has twice as much.
     * @param firstSetup index of the newest way to set it up that may be used: 0, but for tests.
     */
    IoUring(final int capacity, final int firstSetup)
    {
        try
        {
            final UnsafeBuffer params = new UnsafeBuffer(scratch.address() + ARGUMENT_OFFSET, Params.LENGTH);
            setup(capacity, firstSetup, params);
            requireFeatures(params.getInt(Params.FEATURES));
            map(params);
            submissions = new SubmissionQueue(rings, entries, params);
            completions = new CompletionQueue(rings, params);
            requireWrite();
            waitArgument();
        }
        catch (final Throwable ex)
        {
            close();
            throw ex;
        }
    }

    SubmissionQueue submissions()
    {
        return submissions;
    }

    CompletionQueue completions()
    {
        return completions;
    }

    /**
     * Register a range of memory as the ring's fixed buffer 0.
     *
     * @param address of the range.
     * @param length  in bytes.
     * @return not negative, or a negative errno.
     */
    int registerBuffer(final long address, final long length)
    {
        scratch.buffer().putLong(ARGUMENT_OFFSET, address);
        scratch.buffer().putLong(ARGUMENT_OFFSET + Long.BYTES, length);
        return register(IoUringAbi.REGISTER_BUFFERS, scratch.address() + ARGUMENT_OFFSET, 1);
    }

    /**
     * Register the ring's file table, empty but for one file in its last slot.
     *
     * @param slots  of the table.
     * @param lastFd file for the last slot.
     * @return not negative, or a negative errno.
     */
    int registerFiles(final int slots, final int lastFd)
    {
        for (int i = 0; i < slots; i++)
        {
            scratch.buffer().putInt(ARGUMENT_OFFSET + i * Integer.BYTES, i == slots - 1 ? lastFd : -1);
        }
        return register(IoUringAbi.REGISTER_FILES, scratch.address() + ARGUMENT_OFFSET, slots);
    }

    /**
     * Put a file into a slot of the table, or empty it.
     *
     * @param slot   of the table.
     * @param fileFd file, or -1 for none.
     * @return not negative, or a negative errno.
     */
    int updateFile(final int slot, final int fileFd)
    {
        final int updateLength = 16;
        final int fdOffset = ARGUMENT_OFFSET + updateLength;
        scratch.buffer().putInt(fdOffset, fileFd);
        scratch.buffer().putInt(ARGUMENT_OFFSET, slot);
        scratch.buffer().putInt(ARGUMENT_OFFSET + 4, 0);
        scratch.buffer().putLong(ARGUMENT_OFFSET + 8, scratch.address() + fdOffset);
        return register(IoUringAbi.REGISTER_FILES_UPDATE, scratch.address() + ARGUMENT_OFFSET, 1);
    }

    /**
     * Let go of all files at once. Closing the ring would do so too, but some time later.
     *
     * @return not negative, or a negative errno.
     */
    int unregisterFiles()
    {
        return register(IoUringAbi.UNREGISTER_FILES, 0, 0);
    }

    /**
     * Let the ring work, for the calling thread alone.
     *
     * @return not negative, or a negative errno.
     */
    int enable()
    {
        return register(IoUringAbi.REGISTER_ENABLE_RINGS, 0, 0);
    }

    /**
     * Hand entries to the kernel, and let it post the completions that it holds back. Does not wait.
     *
     * @param count of entries, as returned by {@link SubmissionQueue#publish()}.
     * @return entries taken, or a negative errno.
     */
    int enter(final int count)
    {
        return result(
            Libc.syscall(IoUringAbi.SYSCALL_ENTER, fd, count, 0, IoUringAbi.ENTER_GETEVENTS, 0, 0));
    }

    /**
     * Hand entries to the kernel, and wait until a completion is there or the time is over.
     *
     * @param count     of entries, as returned by {@link SubmissionQueue#publish()}.
     * @param timeoutNs longest wait in nanoseconds.
     * @return entries taken, or a negative errno.
     */
    int enterAndWait(final int count, final long timeoutNs)
    {
        scratch.buffer().putLong(TIMESPEC_OFFSET, timeoutNs / NANOS_PER_SECOND);
        scratch.buffer().putLong(TIMESPEC_OFFSET + Long.BYTES, timeoutNs % NANOS_PER_SECOND);
        final int flags = IoUringAbi.ENTER_GETEVENTS | IoUringAbi.ENTER_EXT_ARG;
        return result(Libc.syscall(IoUringAbi.SYSCALL_ENTER, fd, count, 1, flags, waitAddress, WAIT_LENGTH));
    }

    /**
     * Close the ring and unmap its memory. Idempotent. Does not wait for what is in flight.
     */
    @Override
    public void close()
    {
        unmap(rings);
        unmap(entries);
        if (-1 != fd)
        {
            Libc.close(fd);
            fd = -1;
        }
        scratch.close();
    }

    private void setup(final int capacity, final int firstSetup, final UnsafeBuffer params)
    {
        int errno = Errno.EINVAL;
        for (int i = firstSetup; i < SETUP_FLAGS.length && Errno.EINVAL == errno; i++)
        {
            params.setMemory(0, Params.LENGTH, (byte) 0);
            params.putInt(Params.FLAGS, SETUP_FLAGS[i]);
            final int result = result(
                Libc.syscall(IoUringAbi.SYSCALL_SETUP, capacity, params.addressOffset(), 0, 0, 0, 0));
            if (result >= 0)
            {
                fd = result;
                return;
            }
            errno = -result;
        }

        throw IoUringUnavailability.ofSetup(errno);
    }

    private static void requireFeatures(final int features)
    {
        final StringBuilder missing = new StringBuilder();
        append(missing, features, IoUringAbi.FEAT_SINGLE_MMAP, "IORING_FEAT_SINGLE_MMAP");
        append(missing, features, IoUringAbi.FEAT_NODROP, "IORING_FEAT_NODROP");
        append(missing, features, IoUringAbi.FEAT_EXT_ARG, "IORING_FEAT_EXT_ARG");
        if (!missing.isEmpty())
        {
            throw IoUringUnavailability.ofFeatures(missing.toString(), System.getProperty("os.version"));
        }
    }

    private static void append(final StringBuilder missing, final int features, final int feature, final String name)
    {
        if (0 == (features & feature))
        {
            missing.append(missing.isEmpty() ? "" : ", ").append(name);
        }
    }

    private void map(final UnsafeBuffer params)
    {
        final int capacity = params.getInt(Params.SQ_ENTRIES);
        final int completionCapacity = params.getInt(Params.CQ_ENTRIES);
        final int submissionsEnd = params.getInt(Params.SQ_ARRAY) + capacity * Integer.BYTES;
        final int completionsEnd = params.getInt(Params.CQ_CQES) + completionCapacity * Cqe.LENGTH;
        map(rings, Math.max(submissionsEnd, completionsEnd), IoUringAbi.OFFSET_RINGS);
        map(entries, capacity * Sqe.LENGTH, IoUringAbi.OFFSET_SQES);
    }

    private void map(final UnsafeBuffer buffer, final int length, final long offset)
    {
        final int flags = Libc.MAP_SHARED | Libc.MAP_POPULATE;
        final long address = Libc.mmap(0, length, Libc.PROT_READ_WRITE, flags, fd, offset);
        if (-1 == address)
        {
            final int errno = Native.getLastError();
            throw new IoUringUnavailableException(
                "cannot map the memory of an io_uring: " + Errno.describe(errno), errno);
        }
        buffer.wrap(address, length);
    }

    private static void unmap(final UnsafeBuffer buffer)
    {
        final int length = buffer.capacity();
        if (0 != length)
        {
            final long address = buffer.addressOffset();
            buffer.wrap(0, 0);
            Libc.munmap(address, length);
        }
    }

    private void requireWrite()
    {
        final UnsafeBuffer probe = new UnsafeBuffer(scratch.address() + ARGUMENT_OFFSET, Probe.LENGTH);
        probe.setMemory(0, Probe.LENGTH, (byte) 0);
        final int result = register(IoUringAbi.REGISTER_PROBE, probe.addressOffset(), Probe.OPS);
        if (result < 0)
        {
            throw IoUringUnavailability.ofFeatures(
                "IORING_REGISTER_PROBE, with " + Errno.describe(-result), System.getProperty("os.version"));
        }
        requireOperation(probe, Sqe.OP_WRITE_FIXED, "IORING_OP_WRITE_FIXED");
        requireOperation(probe, Sqe.OP_WRITE, "IORING_OP_WRITE");
    }

    private static void requireOperation(final UnsafeBuffer probe, final int opcode, final String name)
    {
        final int flags = probe.getShort(Probe.HEADER_LENGTH + opcode * Probe.OP_LENGTH + Probe.OP_FLAGS);
        if (0 == (flags & Probe.OP_SUPPORTED))
        {
            throw IoUringUnavailability.ofFeatures(name, System.getProperty("os.version"));
        }
    }

    private void waitArgument()
    {
        // No signal mask; the timespec's address is the last field.
        scratch.buffer().putLong(WAIT_OFFSET, 0);
        scratch.buffer().putLong(WAIT_OFFSET + 8, 0);
        scratch.buffer().putLong(WAIT_OFFSET + 16, scratch.address() + TIMESPEC_OFFSET);
    }

    private int register(final int operation, final long argument, final int count)
    {
        return result(Libc.syscall(IoUringAbi.SYSCALL_REGISTER, fd, operation, argument, count, 0, 0));
    }

    private static int result(final long returned)
    {
        return returned >= 0 ? (int) returned : -Native.getLastError();
    }
}
