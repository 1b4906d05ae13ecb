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
import java.util.List;
import java.util.Map;

/**
 * Memory that is used again after it was freed, because the garbage collector frees direct buffers late.
 */
final class MemoryBuffer implements AlignedMemory
{
    private static final ThreadLocal<Map<Integer, ArrayDeque<ByteBuffer>>> FREE = ThreadLocal.withInitial(HashMap::new);

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(BlockIo.BLOCK_SIZE).asReadOnlyBuffer();

    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final List<MemoryBuffer> owner;
    private ByteBuffer bytes;

    /**
     * Construct over memory that outlives every {@link #close()}.
     *
     * @param length in bytes.
     */
    MemoryBuffer(final int length)
    {
        owner = null;
        take(length);
    }

    /**
     * Construct over memory that is freed when closed.
     *
     * @param length in bytes.
     * @param owner  that this is removed from when closed.
     */
    MemoryBuffer(final int length, final List<MemoryBuffer> owner)
    {
        this.owner = owner;
        take(length);
    }

    /**
     * Construct over the memory of another, which outlives this.
     *
     * @param shared memory.
     */
    MemoryBuffer(final MemoryBuffer shared)
    {
        owner = null;
        bytes = shared.bytes;
        buffer.wrap(bytes);
    }

    @Override
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    @Override
    public ByteBuffer byteBuffer()
    {
        return bytes.duplicate().clear();
    }

    /**
     * Does a block hold zeros alone?
     *
     * @param offset of the block.
     * @return true if so.
     */
    boolean isZero(final int offset)
    {
        return 0 == buffer.getLong(offset) &&
            bytes.limit(offset + BlockIo.BLOCK_SIZE).position(offset).mismatch(ZEROS) < 0;
    }

    @Override
    public void close()
    {
        if (null != owner && owner.remove(this))
        {
            free();
        }
    }

    /**
     * Let the memory be used again.
     */
    void free()
    {
        FREE.get().computeIfAbsent(bytes.capacity(), (key) -> new ArrayDeque<>()).push(bytes);
        bytes = null;
        buffer.wrap(0, 0);
    }

    private void take(final int length)
    {
        bytes = FREE.get().computeIfAbsent(length, (key) -> new ArrayDeque<>()).poll();
        if (null == bytes)
        {
            bytes = BufferUtil.allocateDirectAligned(length, BlockIo.BLOCK_SIZE);
        }
        buffer.wrap(bytes);
        buffer.setMemory(0, length, (byte)0);
    }
}
