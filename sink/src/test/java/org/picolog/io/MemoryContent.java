/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.Arrays;

/**
 * What a file on a {@link MemoryDrive} holds, by blocks: as programs see it, and as it is after a power cut. A block is
 * never changed, only replaced, so that copies share it.
 */
public final class MemoryContent
{
    static final int BLOCK = BlockIo.BLOCK_SIZE;

    /**
     * A block that was never written.
     */
    public static final byte[] ZEROS = new byte[BLOCK];

    private byte[][] blocks;
    private byte[][] durableBlocks;
    private byte[][] earlierBlocks = {};
    private long size;
    private long durableSize;
    private int sharedLocks;
    private boolean isExclusivelyLocked;
    private boolean isShared;

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
        isShared = other.isShared;
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
     * Size of the file after a power cut.
     *
     * @return in bytes.
     */
    public long durableSize()
    {
        return durableSize;
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
     * What was in the place of a block before that was written.
     *
     * @param index of the block.
     * @return not to be changed.
     */
    public byte[] earlier(final int index)
    {
        return index < earlierBlocks.length ? earlierBlocks[index] : ZEROS;
    }

    /**
     * A block of the file after a power cut.
     *
     * @param index of the block.
     * @return not to be changed; null beyond the durable size.
     */
    public byte[] durableBlock(final int index)
    {
        return index < durableBlocks.length ? durableBlocks[index] : null;
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

    /**
     * Let a copy share the blocks of the file: to write to it would need new ones.
     */
    public void share()
    {
        isShared = true;
    }

    boolean isShared()
    {
        return isShared;
    }

    void write(final int index, final byte[] block)
    {
        if (index >= blocks.length)
        {
            resize((index + 1L) * BLOCK);
        }
        if (index >= earlierBlocks.length)
        {
            earlierBlocks = extended(earlierBlocks, blocks.length);
        }
        earlierBlocks[index] = blocks[index];
        blocks[index] = block;
    }

    /**
     * Replace a block through any volatile cache, with the size that is needed to read it back.
     *
     * @param index of the block.
     * @param block not to be changed any more.
     */
    public void putThrough(final int index, final byte[] block)
    {
        write(index, block);
        if (index >= durableBlocks.length)
        {
            durableBlocks = extended(durableBlocks, index + 1);
            durableSize = (index + 1L) * BLOCK;
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
        blocks = extended(blocks, (int)((newSize + BLOCK - 1) / BLOCK));
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

    /**
     * Drop everything that is not durable from the cache: what a flush that failed can do.
     */
    public void dropCache()
    {
        blocks = extended(durableBlocks, blocks.length);
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

    void losePower(final MemoryDrive.PowerLoss fate)
    {
        if (size != durableSize && fate.keepsChange())
        {
            durableSize = size;
            durableBlocks = extended(durableBlocks, blocks.length);
        }
        for (int i = 0; i < Math.min(blocks.length, durableBlocks.length); i++)
        {
            if (blocks[i] != durableBlocks[i])
            {
                durableBlocks[i] = fate.page(durableBlocks[i], blocks[i]);
            }
        }
        blocks = durableBlocks.clone();
        size = durableSize;
    }

    private static byte[][] extended(final byte[][] some, final int length)
    {
        final byte[][] extended = Arrays.copyOf(some, length);
        if (length > some.length)
        {
            Arrays.fill(extended, some.length, length, ZEROS);
        }
        return extended;
    }
}
