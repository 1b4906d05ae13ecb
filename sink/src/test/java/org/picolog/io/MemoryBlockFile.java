/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * An open file in memory.
 */
final class MemoryBlockFile implements BlockFile
{
    private static final int BLOCK = BlockIo.BLOCK_SIZE;

    private final String name;
    private final MemoryContent content;
    private final MemoryFaults faults;
    private final boolean isWritable;
    private final Runnable onClose;
    private boolean isClosed;
    private Boolean heldLock;

    MemoryBlockFile(
        final String name,
        final MemoryContent content,
        final MemoryFaults faults,
        final boolean isWritable,
        final Runnable onClose)
    {
        this.name = name;
        this.content = content;
        this.faults = faults;
        this.isWritable = isWritable;
        this.onClose = onClose;
    }

    @Override
    public String name()
    {
        return name;
    }

    @Override
    public long size()
    {
        return content.size();
    }

    @Override
    public void allocate(final long size)
    {
        checkWritable();
        faults.before(MemoryFaults.Operation.ALLOCATE, name, 0);
        content.resize(size);
    }

    @Override
    public int read(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        checkOpen();
        faults.before(MemoryFaults.Operation.READ, name, position);
        final int available = (int)Math.max(0, Math.min(length, content.size() - position));
        for (int done = 0; done < available; done += BLOCK)
        {
            memory.buffer().putBytes(
                offset + done, content.block((int)(position + done) / BLOCK), 0, Math.min(BLOCK, available - done));
        }
        return available;
    }

    @Override
    public void write(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        checkWritable();
        faults.before(MemoryFaults.Operation.WRITE, name, position);
        for (int done = 0; done < length; done += BLOCK)
        {
            content.write((int)(position + done) / BLOCK, block(memory, offset + done));
        }
    }

    void writeDurably(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        checkWritable();
        for (int done = 0; done < length; done += BLOCK)
        {
            content.writeDurably((int)(position + done) / BLOCK, block(memory, offset + done));
        }
    }

    @Override
    public void sync()
    {
        checkOpen();
        faults.before(MemoryFaults.Operation.SYNC, name, 0);
        content.sync();
    }

    @Override
    public boolean tryLock(final boolean isExclusive)
    {
        checkOpen();
        if (null == heldLock && content.lock(isExclusive))
        {
            heldLock = isExclusive;
        }
        return null != heldLock;
    }

    @Override
    public boolean hasSharedBlocks()
    {
        return false;
    }

    /**
     * Is this the content of the file?
     */
    boolean isOf(final MemoryContent other)
    {
        return content == other;
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            if (null != heldLock)
            {
                content.unlock(heldLock);
            }
            onClose.run();
        }
    }

    private void checkOpen()
    {
        if (isClosed)
        {
            throw new IllegalStateException(name + " is closed");
        }
    }

    private void checkWritable()
    {
        checkOpen();
        if (!isWritable)
        {
            throw new IllegalStateException(name + " is open for reading only");
        }
    }

    private static byte[] block(final AlignedMemory memory, final int offset)
    {
        final byte[] block = new byte[BLOCK];
        memory.buffer().getBytes(offset, block);
        return block;
    }
}
