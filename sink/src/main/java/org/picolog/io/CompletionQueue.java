/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.IoUringAbi.Cqe;
import org.picolog.io.IoUringAbi.Params;

/**
 * Our view of a ring's completion queue, in memory shared with the kernel. We own the head, the kernel owns the tail.
 * One thread.
 */
final class CompletionQueue
{
    private final UnsafeBuffer rings;
    private final int headOffset;
    private final int tailOffset;
    private final int entriesOffset;
    private final int mask;
    private int head;

    /**
     * Construct a view.
     *
     * @param rings  mapped.
     * @param params as returned by the kernel.
     */
    CompletionQueue(final UnsafeBuffer rings, final UnsafeBuffer params)
    {
        this.rings = rings;
        headOffset = params.getInt(Params.CQ_HEAD);
        tailOffset = params.getInt(Params.CQ_TAIL);
        entriesOffset = params.getInt(Params.CQ_CQES);
        mask = params.getInt(Params.CQ_ENTRIES) - 1;
    }

    /**
     * Completions that are there.
     *
     * @return their number.
     */
    int available()
    {
        return rings.getIntAcquire(tailOffset) - head;
    }

    /**
     * Token of the oldest.
     *
     * @return as given with the write.
     */
    long token()
    {
        return rings.getLong(offset() + Cqe.USER_DATA);
    }

    /**
     * Result of the oldest.
     *
     * @return bytes written, or a negative errno.
     */
    int result()
    {
        return rings.getInt(offset() + Cqe.RESULT);
    }

    /**
     * Give the oldest back to the kernel.
     */
    void advance()
    {
        rings.putIntRelease(headOffset, ++head);
    }

    private int offset()
    {
        return entriesOffset + (head & mask) * Cqe.LENGTH;
    }
}
