/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A process that works on a {@link MemoryDrive}, and can be killed.
 */
public final class MemoryBlockIo implements BlockIo
{
    /**
     * Thrown by every operation of a process that was killed.
     */
    public static final class KilledException extends RuntimeException
    {
        private static final long serialVersionUID = 1L;

        /**
         * Construct without a stack trace, which nobody reads.
         */
        public KilledException()
        {
            super("the process was killed", null, false, false);
        }
    }

    private final MemoryDrive drive;
    private final MemoryBlockWriter.Schedule schedule;
    private final List<MemoryBlockFile> files = new ArrayList<>();
    private final List<MemoryBuffer> memory = new ArrayList<>();
    private MemoryBlockWriter writer;
    private boolean isKilled;

    /**
     * Construct over a drive, completing writes when they are polled for.
     *
     * @param drive that every path leads to.
     */
    public MemoryBlockIo(final MemoryDrive drive)
    {
        this(drive, MemoryBlockWriter.Schedule.AT_ONCE);
    }

    /**
     * Construct over a drive.
     *
     * @param drive    that every path leads to.
     * @param schedule that completes writes.
     */
    public MemoryBlockIo(final MemoryDrive drive, final MemoryBlockWriter.Schedule schedule)
    {
        this.drive = drive;
        this.schedule = schedule;
    }

    /**
     * The drive.
     *
     * @return the same, whatever path is opened.
     */
    public MemoryDrive drive()
    {
        return drive;
    }

    /**
     * The newest queue of writes.
     *
     * @return the queue, null before the first.
     */
    public MemoryBlockWriter writer()
    {
        return writer;
    }

    /**
     * End the process: its memory is gone and its files are closed. What its queue of writes has submitted goes on, and
     * keeps the lock until it is done.
     */
    public void kill()
    {
        isKilled = true;
        if (null != writer)
        {
            writer.outlive();
        }
        while (!files.isEmpty())
        {
            files.get(files.size() - 1).close();
        }
        while (!memory.isEmpty())
        {
            memory.get(memory.size() - 1).close();
        }
    }

    /**
     * Was the process ended?
     *
     * @return true if so.
     */
    public boolean isKilled()
    {
        return isKilled;
    }

    /**
     * Files that are open.
     *
     * @return their number.
     */
    public int openFiles()
    {
        return files.size();
    }

    /**
     * Pieces of memory that were allocated and not freed.
     *
     * @return their number.
     */
    public int allocations()
    {
        return memory.size();
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        checkAlive();
        return new MemoryDirectory(this);
    }

    @Override
    public BlockDirectory openDirectoryForReading(final Path path)
    {
        checkAlive();
        return new MemoryDirectory(this);
    }

    @Override
    public AlignedMemory allocate(final int length)
    {
        checkAlive();
        final MemoryBuffer buffer = new MemoryBuffer(length, memory);
        memory.add(buffer);
        return buffer;
    }

    @Override
    public BlockWriter newWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        checkAlive();
        writer = new MemoryBlockWriter(
            drive, slab, (MemoryBlockFile)lock, maxInFlight, WriteDurability.POWER_LOSS == durability, schedule);
        return writer;
    }

    void checkAlive()
    {
        if (isKilled)
        {
            throw new KilledException();
        }
    }

    MemoryBlockFile opened(final MemoryBlockFile file)
    {
        files.add(file);
        return file;
    }

    void closed(final MemoryBlockFile file)
    {
        files.remove(file);
    }
}
