/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.CloseHelper;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.WriteDurability;

import java.nio.file.Path;
import java.util.Random;

/**
 * A file to be overwritten, with every block of it written before. Made once and used by all measurements of the
 * device.
 */
final class DeviceFile implements AutoCloseable
{
    static final int CHUNK_LENGTH = 1024 * 1024;
    static final int MAX_IN_FLIGHT = 4;

    private static final String NAME = "device";
    private static final String LOCK_NAME = "device.lock";
    private static final long SEED = 42;

    private final BlockIo io;
    private final WriteDurability durability;
    private final long length;
    private final AlignedMemory slab;
    private final BlockDirectory directory;
    private final BlockFile lock;
    private final BlockFile file;
    private final Path path;

    /**
     * Create the file, without content.
     *
     * @param io         to write with.
     * @param path       of an existing directory.
     * @param length     of the file, a multiple of {@link #CHUNK_LENGTH}.
     * @param durability demanded of each write.
     */
    DeviceFile(final BlockIo io, final Path path, final long length, final WriteDurability durability)
    {
        this.io = io;
        this.durability = durability;
        this.length = length;
        this.path = path.resolve(NAME);
        directory = io.openDirectory(path);
        lock = directory.lock(LOCK_NAME, 0);
        file = directory.create(NAME);
        slab = io.allocate(MAX_IN_FLIGHT * CHUNK_LENGTH);
        // A drive that finds zeros may do less than it seems.
        final byte[] noise = new byte[slab.buffer().capacity()];
        new Random(SEED).nextBytes(noise);
        slab.buffer().putBytes(0, noise);
    }

    /**
     * Write every block of the file once. Blocks.
     */
    void fill(final StopSignal stopSignal)
    {
        file.allocate(length);
        for (long position = 0; position < length; position += CHUNK_LENGTH)
        {
            stopSignal.check();
            file.write(position, slab, 0, CHUNK_LENGTH);
        }
        file.sync();
        directory.sync();
    }

    /**
     * Allocate every block of the file, durably, and write none. Blocks.
     */
    void allocate()
    {
        file.allocate(length);
        file.sync();
        directory.sync();
    }

    long length()
    {
        return length;
    }

    Path path()
    {
        return path;
    }

    BlockFile file()
    {
        return file;
    }

    /**
     * A queue of writes, started on the calling thread.
     *
     * @return the queue, to be closed by the caller on the same thread.
     */
    BlockWriter newWriter()
    {
        return newWriter(MAX_IN_FLIGHT, durability);
    }

    /**
     * The same, with a number of writes in flight and a durability of its own.
     */
    BlockWriter newWriter(final int maxInFlight, final WriteDurability durability)
    {
        final BlockWriter writer = io.newWriter(slab, lock, maxInFlight, durability);
        writer.start();

        return writer;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(file, lock, directory, slab);
    }
}
