/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;

/**
 * Memory that is used again after it was closed, because the garbage collector frees direct buffers late.
 */
final class MemoryBuffer implements AlignedMemory
{
    private static final Map<Integer, ArrayDeque<ByteBuffer>> FREE = new HashMap<>();

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final boolean isShared;
    private ByteBuffer bytes;

    MemoryBuffer(final int length)
    {
        isShared = false;
        synchronized (FREE)
        {
            bytes = FREE.computeIfAbsent(length, (key) -> new ArrayDeque<>()).poll();
        }
        if (null == bytes)
        {
            bytes = BufferUtil.allocateDirectAligned(length, BlockIo.BLOCK_SIZE);
        }
        buffer.wrap(bytes);
        buffer.setMemory(0, length, (byte)0);
    }

    /**
     * Construct over memory that others share, which is never used again for something else.
     *
     * @param shared memory.
     */
    MemoryBuffer(final ByteBuffer shared)
    {
        bytes = shared;
        isShared = true;
        buffer.wrap(shared);
    }

    @Override
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer()
    {
        return bytes.duplicate();
    }

    @Override
    public void close()
    {
        if (null != bytes)
        {
            if (!isShared)
            {
                synchronized (FREE)
                {
                    FREE.get(bytes.capacity()).add(bytes);
                }
            }
            bytes = null;
            buffer.wrap(0, 0);
        }
    }
}
