/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.AlignedMemory;

import java.nio.ByteOrder;

/**
 * The pages between one producer, who fills and seals them, and one consumer, who makes them durable and releases them.
 * Pages are counted from 0 and never wrap; a page's slot in the slab is its index modulo the capacity.
 */
final class PageRing
{
    /**
     * Two cache lines, because the adjacent-line prefetcher pairs them.
     */
    private static final int FIELD_SPACING = BitUtil.CACHE_LINE_LENGTH * 2;
    private static final int SEALED_OFFSET = FIELD_SPACING;
    private static final int RELEASED_OFFSET = 2 * FIELD_SPACING;
    private static final int COMMITTED_OFFSET = 3 * FIELD_SPACING;
    private static final int FIELDS_LENGTH = 5 * FIELD_SPACING;

    private final UnsafeBuffer fields =
        new UnsafeBuffer(BufferUtil.allocateDirectAligned(FIELDS_LENGTH, FIELD_SPACING));
    private final AlignedMemory slab;
    private final UnsafeBuffer pages;
    private final long[] nextSequences;
    private final long[] begunNs;
    private final int mask;

    PageRing(final AlignedMemory slab)
    {
        this.slab = slab;
        pages = slab.buffer();

        final int capacity = pages.capacity() / LogFormat.PAGE_SIZE;
        if (!BitUtil.isPowerOfTwo(capacity))
        {
            throw new IllegalArgumentException("slab must hold a power of two of pages: " + capacity);
        }

        mask = capacity - 1;
        nextSequences = new long[capacity];
        begunNs = new long[capacity];
    }

    AlignedMemory slab()
    {
        return slab;
    }

    int capacity()
    {
        return mask + 1;
    }

    /**
     * Pages sealed so far: those below may be written. Any thread.
     */
    long sealed()
    {
        return fields.getLongAcquire(SEALED_OFFSET);
    }

    /**
     * Hand pages to the consumer. Producer only.
     */
    void sealed(final long index)
    {
        fields.putLongRelease(SEALED_OFFSET, index);
    }

    /**
     * Pages released so far, in order: those below are durable and their slots may be filled again. Any thread.
     */
    long released()
    {
        return fields.getLongAcquire(RELEASED_OFFSET);
    }

    /**
     * Hand slots back to the producer. Consumer only.
     */
    void released(final long index)
    {
        fields.putLongRelease(RELEASED_OFFSET, index);
    }

    /**
     * Messages up to and including this one are durable. Any thread.
     */
    long committedSequence()
    {
        return fields.getLongAcquire(COMMITTED_OFFSET);
    }

    /**
     * Say so. Consumer only.
     */
    void committedSequence(final long sequence)
    {
        fields.putLongRelease(COMMITTED_OFFSET, sequence);
    }

    int slot(final long index)
    {
        return (int)index & mask;
    }

    int slabOffset(final long index)
    {
        return slot(index) * LogFormat.PAGE_SIZE;
    }

    /**
     * Sequence that follows the last message ending in a sealed page.
     */
    long nextSequence(final long index)
    {
        return nextSequences[slot(index)];
    }

    void nextSequence(final long index, final long sequence)
    {
        nextSequences[slot(index)] = sequence;
    }

    /**
     * When the producer began with a sealed page.
     */
    long begunNs(final long index)
    {
        return begunNs[slot(index)];
    }

    void begunNs(final long index, final long nowNs)
    {
        begunNs[slot(index)] = nowNs;
    }

    long pageNumber(final long index)
    {
        return pages.getLong(
            slabOffset(index) + PageHeaderDecoder.pageNumberEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    long streamPosition(final long index)
    {
        return pages.getLong(
            slabOffset(index) + PageHeaderDecoder.streamPositionEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    int sessionId(final long index)
    {
        return pages.getInt(
            slabOffset(index) + PageHeaderDecoder.sessionIdEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }
}
