/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

/**
 * A file that is read and written in blocks past the page cache. Every method blocks; any thread may call. Positions,
 * lengths and offsets are multiples of {@link BlockIo#BLOCK_SIZE}. Each method throws {@link BlockIoException} when the
 * operating system refuses; the message names the file, the operation and the reason.
 */
public interface BlockFile extends AutoCloseable
{
    /**
     * The name in its directory, for messages. A file that was renamed keeps the name under which it was opened.
     *
     * @return the name.
     */
    String name();

    /**
     * Size of the file.
     *
     * @return the size in bytes.
     */
    long size();

    /**
     * Allocate blocks from the beginning to a size, and set the file to that size. What was not written reads as zeros.
     *
     * @param size in bytes.
     */
    void allocate(long size);

    /**
     * Read until the length is satisfied or the file ends.
     *
     * @param position in the file.
     * @param memory   to read into.
     * @param offset   in the memory.
     * @param length   in bytes.
     * @return bytes read: the length, or less at the end of the file.
     */
    int read(long position, AlignedMemory memory, int offset, int length);

    /**
     * Write the whole length. Durable only after {@link #sync()}.
     *
     * @param position in the file.
     * @param memory   to write from.
     * @param offset   in the memory.
     * @param length   in bytes.
     */
    void write(long position, AlignedMemory memory, int offset, int length);

    /**
     * Lock the file, without waiting ({@code flock}). The lock ends when the file is closed.
     *
     * @param isExclusive true to exclude everybody, false to exclude those who want it exclusively.
     * @return false if another holds it in a way that excludes this.
     */
    boolean tryLock(boolean isExclusive);

    /**
     * Does the file share blocks with another one, as a copy with {@code cp --reflink} does? A write to such a block
     * needs new space and changes the file system's metadata.
     *
     * @return true if so; false also where the file system cannot tell.
     */
    boolean hasSharedBlocks();

    /**
     * Are there places within the file that have no block, as a sparse copy has them? A write there needs space.
     *
     * @return true if so; false also where the file system cannot tell.
     */
    boolean hasHoles();

    /**
     * Are there blocks that are allocated and were never written? The first write to such a block changes the file
     * system's metadata, so that without {@code RWF_DSYNC} it may be undone by a power cut.
     *
     * @return true if so; false also where the file system cannot tell.
     */
    boolean hasUnwrittenBlocks();

    /**
     * Make content and size durable, and empty the device's volatile cache of them ({@code fsync}).
     */
    void sync();

    @Override
    void close();
}
