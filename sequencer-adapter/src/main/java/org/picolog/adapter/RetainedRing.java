/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.BitUtil;
import org.agrona.BufferUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Copies of messages in the order of their sequences, in one piece of memory outside the heap; what is on the heap, to
 * find them, is a 32nd of that. Bounded: when it is full, nothing is published until something is acked.
 * <pre>
 *   entry:    length (int), unused (int), message, up to a multiple of 8
 *   padding:  -1 (int): the rest of the memory is not used, go on at its beginning
 * </pre>
 * A message is always in one piece, so that it can be offered in one.
 */
final class RetainedRing implements Retained
{
    private static final int HEADER_LENGTH = 8;
    private static final int ALIGNMENT = 8;
    private static final int PADDING = -1;

    /**
     * Of every so many messages it is noted where they are: to let go of a thousand is not to visit each of them.
     */
    private static final int MESSAGES_PER_MARK = 64;

    private final ByteBuffer memory;
    private final UnsafeBuffer ring;
    private final int capacity;
    private final int mask;
    private final long[] marks;
    private final int marksMask;
    private long head;
    private long tail;
    private long firstSequence;
    private long nextSequence;
    private long cursor;
    private long cursorSequence;

    /**
     * @param capacity in bytes, a power of two.
     */
    RetainedRing(final int capacity)
    {
        if (!BitUtil.isPowerOfTwo(capacity) || capacity < HEADER_LENGTH)
        {
            throw new IllegalArgumentException("capacity=" + capacity + " is not a power of two");
        }

        this.capacity = capacity;
        mask = capacity - 1;
        // As many as there can be, and one more: the first is of a message that may be gone already.
        marks = new long[2 * Math.max(1, capacity / HEADER_LENGTH / MESSAGES_PER_MARK)];
        marksMask = marks.length - 1;
        memory = ByteBuffer.allocateDirect(capacity);
        ring = new UnsafeBuffer(memory);
    }

    @Override
    public long first(final long next)
    {
        return firstSequence;
    }

    @Override
    public int maxMessageLength()
    {
        return capacity - HEADER_LENGTH;
    }

    @Override
    public boolean hasRoom(final int length)
    {
        final int required = required(length);
        final int toEnd = capacity - ((int)tail & mask);

        return (required > toEnd ? toEnd + (long)required : required) <= capacity - (tail - head);
    }

    @Override
    public void retain(final DirectBuffer buffer, final int offset, final int length)
    {
        final int required = required(length);
        int index = (int)tail & mask;
        final int toEnd = capacity - index;
        if (required > toEnd)
        {
            ring.putInt(index, PADDING);
            tail += toEnd;
            index = 0;
        }

        ring.putInt(index, length);
        ring.putBytes(index + HEADER_LENGTH, buffer, offset, length);
        if (0 == nextSequence % MESSAGES_PER_MARK)
        {
            marks[markOf(nextSequence)] = tail;
        }
        tail += required;
        nextSequence++;
    }

    @Override
    public void release(final long sequence)
    {
        if (sequence + 1 >= nextSequence)
        {
            // Empty: from the beginning again, where any message fits.
            head = 0;
            tail = 0;
            firstSequence = nextSequence;
            return;
        }

        final long marked = (sequence + 1) / MESSAGES_PER_MARK * MESSAGES_PER_MARK;
        if (marked > firstSequence)
        {
            head = marks[markOf(marked)];
            firstSequence = marked;
        }
        while (firstSequence <= sequence)
        {
            head = next(head);
            firstSequence++;
        }
    }

    @Override
    public void start(final long sequence)
    {
        reset(sequence);
    }

    @Override
    public void reset(final long sequence)
    {
        head = 0;
        tail = 0;
        firstSequence = sequence;
        nextSequence = sequence;
        cursorSequence = 0;
    }

    @Override
    public void message(final long sequence, final DirectBuffer message)
    {
        if (sequence < firstSequence || sequence >= nextSequence)
        {
            throw new IllegalStateException("sequence=" + sequence + " is not one of " + firstSequence + " to " +
                (nextSequence - 1) + " that are retained");
        }

        // In the order of sequences this is one step.
        if (cursorSequence < firstSequence || cursorSequence > sequence)
        {
            cursor = head;
            cursorSequence = firstSequence;
        }
        while (cursorSequence < sequence)
        {
            cursor = next(cursor);
            cursorSequence++;
        }

        final int index = indexOfEntry(cursor);
        message.wrap(ring, index + HEADER_LENGTH, ring.getInt(index));
    }

    @Override
    public void close()
    {
        reset(nextSequence);
        ring.wrap(0, 0);
        BufferUtil.free(memory);
    }

    private int markOf(final long sequence)
    {
        return (int)(sequence / MESSAGES_PER_MARK) & marksMask;
    }

    private long next(final long position)
    {
        final int index = (int)position & mask;
        final int length = ring.getInt(index);

        return PADDING == length ?
            position + capacity - index + required(ring.getInt(0)) :
            position + required(length);
    }

    private int indexOfEntry(final long position)
    {
        final int index = (int)position & mask;

        return PADDING == ring.getInt(index) ? 0 : index;
    }

    private static int required(final int length)
    {
        return BitUtil.align(HEADER_LENGTH + length, ALIGNMENT);
    }
}
