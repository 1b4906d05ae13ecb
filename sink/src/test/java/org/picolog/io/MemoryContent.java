/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.Arrays;

/**
 * What a file holds, block by block: as programs see it, and as it is after a power cut. Blocks are never changed once
 * made, so that copies are cheap.
 */
public final class MemoryContent
{
    static final int BLOCK = BlockIo.BLOCK_SIZE;
    private static final byte[] ZEROS = new byte[BLOCK];

    private byte[][] blocks;
    private byte[][] durableBlocks;
    private long size;
    private long durableSize;
    private int sharedLocks;
    private boolean isExclusivelyLocked;

    MemoryContent()
    {
        blocks = new byte[0][];
        durableBlocks = blocks;
    }

    private MemoryContent(final MemoryContent other)
    {
        blocks = other.blocks.clone();
        durableBlocks = other.durableBlocks.clone();
        size = other.size;
        durableSize = other.durableSize;
    }

    MemoryContent copy()
    {
        return new MemoryContent(this);
    }

    /**
     * Size of the file.
     *
     * @return in bytes.
     */
    public long size()
    {
        return size;
    }

    /**
     * A block of the file.
     *
     * @param index of the block.
     * @return not to be changed.
     */
    public byte[] block(final int index)
    {
        return blocks[index];
    }

    /**
     * Replace a block, durably: what a test does to a disk.
     *
     * @param index of the block.
     * @param block not to be changed any more.
     */
    public void put(final int index, final byte[] block)
    {
        write(index, block);
        durableBlocks = blocks.clone();
    }

    /**
     * Replace a block in the volatile cache: a write that was cut off before it was durable.
     *
     * @param index of the block.
     * @param block not to be changed any more.
     */
    public void putInCache(final int index, final byte[] block)
    {
        write(index, block);
    }

    void write(final int index, final byte[] block)
    {
        if (index >= blocks.length)
        {
            resize((index + 1L) * BLOCK);
        }
        blocks[index] = block;
    }

    /**
     * Write through any volatile cache.
     */
    void writeDurably(final int index, final byte[] block)
    {
        write(index, block);
        if (index >= durableBlocks.length)
        {
            throw new IllegalStateException("write beyond the durable end of a file");
        }
        durableBlocks[index] = block;
    }

    /**
     * Cut off or extend with zeros.
     *
     * @param newSize in bytes.
     */
    public void resize(final long newSize)
    {
        final int before = blocks.length;
        blocks = Arrays.copyOf(blocks, (int)((newSize + BLOCK - 1) / BLOCK));
        if (blocks.length > before)
        {
            Arrays.fill(blocks, before, blocks.length, ZEROS);
        }
        size = newSize;
    }

    /**
     * Make everything durable.
     */
    public void sync()
    {
        durableBlocks = blocks.clone();
        durableSize = size;
    }

    boolean lock(final boolean isExclusive)
    {
        if (isExclusivelyLocked || isExclusive && sharedLocks > 0)
        {
            return false;
        }
        isExclusivelyLocked = isExclusive;
        sharedLocks += isExclusive ? 0 : 1;
        return true;
    }

    void unlock(final boolean isExclusive)
    {
        isExclusivelyLocked = false;
        sharedLocks -= isExclusive ? 0 : 1;
    }

    void losePower()
    {
        blocks = durableBlocks.clone();
        size = durableSize;
    }
}
