/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.nio.file.Path;

/**
 * A machine with one directory, in memory: for tests that need thousands of logs.
 */
public final class MemoryBlockIo implements BlockIo
{
    private final MemoryDirectory directory;
    private MemoryBlockWriter writer;

    /**
     * Construct over a directory.
     *
     * @param directory that every path leads to.
     */
    public MemoryBlockIo(final MemoryDirectory directory)
    {
        this.directory = directory;
    }

    /**
     * The directory.
     *
     * @return the same, whatever path it is opened by.
     */
    public MemoryDirectory directory()
    {
        return directory;
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

    @Override
    public MemoryDirectory openDirectory(final Path path)
    {
        return directory;
    }

    @Override
    public MemoryDirectory openDirectoryForReading(final Path path)
    {
        return directory;
    }

    @Override
    public AlignedMemory allocate(final int length)
    {
        return new MemoryBuffer(length);
    }

    @Override
    public BlockWriter newWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        writer = new MemoryBlockWriter(slab, maxInFlight);
        return writer;
    }
}
