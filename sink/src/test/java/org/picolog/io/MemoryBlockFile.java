/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import static org.picolog.io.MemoryContent.BLOCK;

/**
 * An open file on a {@link MemoryDrive}.
 */
final class MemoryBlockFile implements BlockFile
{
    private final MemoryBlockIo process;
    private final String name;
    private final MemoryContent content;
    private final boolean isWritable;
    private boolean isClosed;
    private boolean isKept;
    private boolean isLocked;
    private boolean isLockedExclusively;

    MemoryBlockFile(
        final MemoryBlockIo process, final String name, final MemoryContent content, final boolean isWritable)
    {
        this.process = process;
        this.name = name;
        this.content = content;
        this.isWritable = isWritable;
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

    MemoryContent content()
    {
        return content;
    }

    @Override
    public void allocate(final long size)
    {
        checkWritable();
        before(MemoryFaults.Operation.ALLOCATE, 0);
        content.resize(size);
    }

    @Override
    public int read(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        checkOpen();
        before(MemoryFaults.Operation.READ, position);
        final MemoryFaults faults = process.drive().faults();
        final int available = (int)Math.max(0, Math.min(length, content.size() - position));
        for (int done = 0; done < available; done += BLOCK)
        {
            final int index = (int)(position + done) / BLOCK;
            memory.buffer().putBytes(
                offset + done, faults.read(content, index), 0, Math.min(BLOCK, available - done));
        }
        return available;
    }

    @Override
    public void write(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        checkWritable();
        before(MemoryFaults.Operation.WRITE, position);
        for (int done = 0; done < length; done += BLOCK)
        {
            content.write((int)(position + done) / BLOCK, block(memory, offset + done));
        }
    }

    @Override
    public void sync()
    {
        checkOpen();
        before(MemoryFaults.Operation.SYNC, 0);
        content.sync();
    }

    @Override
    public boolean tryLock(final boolean isExclusive)
    {
        checkOpen();
        if (!isLocked && content.lock(isExclusive))
        {
            isLocked = true;
            isLockedExclusively = isExclusive;
        }
        return isLocked;
    }

    /**
     * Keep the lock beyond {@link #close()}, or no longer: a queue of writes holds it too.
     */
    void keepLock(final boolean isKeptNow)
    {
        isKept = isKeptNow;
        if (isClosed)
        {
            unlock();
        }
    }

    @Override
    public boolean hasSharedBlocks()
    {
        return content.isShared();
    }

    @Override
    public boolean hasHoles()
    {
        return false;
    }

    @Override
    public boolean hasUnwrittenBlocks()
    {
        // A write of any block is as durable as that of any other here.
        return false;
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            process.closed(this);
            unlock();
        }
    }

    private void unlock()
    {
        if (isLocked && !isKept)
        {
            isLocked = false;
            content.unlock(isLockedExclusively);
        }
    }

    private void before(final MemoryFaults.Operation operation, final long position)
    {
        process.drive().faults().before(operation, name, position);
    }

    private void checkOpen()
    {
        process.checkAlive();
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

    private byte[] block(final AlignedMemory memory, final int offset)
    {
        if (((MemoryBuffer)memory).isZero(offset))
        {
            return MemoryContent.ZEROS;
        }
        final byte[] block = process.drive().newBlock();
        memory.buffer().getBytes(offset, block);
        return block;
    }
}
