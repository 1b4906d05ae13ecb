/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.nio.file.Path;

/**
 * Where a log lives: the seam between the log and the machine. {@link LinuxBlockIo} is the real one; a simulated drive
 * is another.
 */
public interface BlockIo
{
    /**
     * Unit of alignment for every position, length and address handed to this package, in bytes.
     */
    int BLOCK_SIZE = 4096;

    /**
     * Open an existing directory, having checked that files in it can be written durably. Blocks.
     *
     * @param path of the directory.
     * @return the directory, to be closed by the caller.
     * @throws UnsupportedStorageException if the file system cannot keep the promise of a durable write.
     * @throws BlockIoException            if the directory is missing, is not a directory or cannot be written.
     */
    BlockDirectory openDirectory(Path path);

    /**
     * Open an existing directory for reading. Blocks.
     *
     * @param path of the directory.
     * @return the directory, to be closed by the caller.
     * @throws BlockIoException if the directory is missing, is not a directory or cannot be read.
     */
    BlockDirectory openDirectoryForReading(Path path);

    /**
     * Allocate memory aligned to {@link #BLOCK_SIZE} and filled with zeros.
     *
     * @param length in bytes, a multiple of {@link #BLOCK_SIZE}.
     * @return the memory, to be closed by the caller.
     * @throws BlockIoException if there is no memory.
     */
    AlignedMemory allocate(int length);

    /**
     * Create a queue of writes from one slab of memory. The queue keeps the lock's description open in the
     * kernel until its last write has landed, so that after a crash the lock is free only when no write of the dead
     * process can land any more. May be called on any thread; see {@link BlockWriter#start()} for the thread that uses
     * it.
     *
     * @param slab        that every write reads from; must outlive the queue.
     * @param lock        held by this process, as given by {@link BlockDirectory#lock(String, long)}.
     * @param maxInFlight greatest number of writes in flight, a power of two.
     * @param durability  demanded of each write.
     * @return the queue, to be closed by the caller.
     * @throws IoUringUnavailableException if the kernel or its configuration does not offer what the queue needs.
     */
    BlockWriter newWriter(AlignedMemory slab, BlockFile lock, int maxInFlight, WriteDurability durability);
}
