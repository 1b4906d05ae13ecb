/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.IoUringAbi.Params;
import org.picolog.io.IoUringAbi.Sqe;

/**
 * Our view of a ring's submission queue, in memory shared with the kernel. We own the tail, the kernel owns the head
 * and the flags. Every entry is a write of the same kind, so that all but five fields are set once. One thread.
 */
final class SubmissionQueue
{
    private final UnsafeBuffer rings;
    private final UnsafeBuffer entries;
    private final int headOffset;
    private final int tailOffset;
    private final int flagsOffset;
    private final int mask;
    private int tail;

    /**
     * Construct a view.
     *
     * @param rings   mapped.
     * @param entries mapped.
     * @param params  as returned by the kernel.
     */
    SubmissionQueue(final UnsafeBuffer rings, final UnsafeBuffer entries, final UnsafeBuffer params)
    {
        this.rings = rings;
        this.entries = entries;
        headOffset = params.getInt(Params.SQ_HEAD);
        tailOffset = params.getInt(Params.SQ_TAIL);
        flagsOffset = params.getInt(Params.SQ_FLAGS);

        final int capacity = params.getInt(Params.SQ_ENTRIES);
        mask = capacity - 1;
        final int arrayOffset = params.getInt(Params.SQ_ARRAY);
        for (int i = 0; i < capacity; i++)
        {
            rings.putInt(arrayOffset + i * Integer.BYTES, i);
        }
    }

    /**
     * Set what all entries have in common.
     *
     * @param opcode  of the write.
     * @param rwFlags of the write.
     */
    void prepare(final byte opcode, final int rwFlags)
    {
        for (int i = 0; i <= mask; i++)
        {
            final int offset = i * Sqe.LENGTH;
            entries.putByte(offset + Sqe.OPCODE, opcode);
            entries.putByte(offset + Sqe.FLAGS, Sqe.FLAG_FIXED_FILE);
            entries.putInt(offset + Sqe.RW_FLAGS, rwFlags);
        }
    }

    /**
     * Append a write. The caller sees to it that there is room. Seen by the kernel after {@link #publish()}.
     *
     * @param slot     of the file in the ring's table.
     * @param position in the file.
     * @param address  of the data.
     * @param length   in bytes.
     * @param token    handed back with the completion.
     */
    void append(final int slot, final long position, final long address, final int length, final long token)
    {
        final int offset = (tail & mask) * Sqe.LENGTH;
        entries.putInt(offset + Sqe.FD, slot);
        entries.putLong(offset + Sqe.POSITION, position);
        entries.putLong(offset + Sqe.ADDRESS, address);
        entries.putInt(offset + Sqe.LENGTH_OF_DATA, length);
        entries.putLong(offset + Sqe.USER_DATA, token);
        tail++;
    }

    /**
     * Show the kernel what was appended.
     *
     * @return number of entries that the kernel has not taken yet.
     */
    int publish()
    {
        rings.putIntRelease(tailOffset, tail);
        return tail - rings.getIntAcquire(headOffset);
    }

    /**
     * Does the kernel hold completions back until it is entered?
     *
     * @return true if io_uring_enter would post some.
     */
    boolean isEnterNeeded()
    {
        return 0 != (rings.getIntAcquire(flagsOffset) & (IoUringAbi.SQ_TASKRUN | IoUringAbi.SQ_CQ_OVERFLOW));
    }
}
