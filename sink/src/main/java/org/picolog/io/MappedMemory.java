/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.ByteBuffer;

/**
 * Mapped memory: anonymous, or of a file. Anonymous memory is populated at once, so that neither the first writes nor
 * the device wait for page faults.
 */
final class MappedMemory implements AlignedMemory
{
    private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    private final long address;
    private final int length;
    private boolean isClosed;

    /**
     * Map memory.
     *
     * @param length in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     */
    MappedMemory(final int length)
    {
        this(length, Libc.PROT_READ_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_POPULATE, -1);
    }

    private MappedMemory(final int length, final int protection, final int flags, final int fd)
    {
        if (length <= 0 || 0 != length % BlockIo.BLOCK_SIZE)
        {
            throw new IllegalArgumentException(
                "length must be a positive multiple of " + BlockIo.BLOCK_SIZE + ": " + length);
        }

        this.length = length;
        this.address = Libc.mmap(0, length, protection, flags, fd, 0);
        if (-1 == address)
        {
            final int errno = Native.getLastError();
            throw new BlockIoException("cannot map " + length + " bytes of memory: " + Errno.describe(errno), errno);
        }
        buffer.wrap(address, length);
    }

    /**
     * Map a file that is at least that long.
     *
     * @param fd       of the file, which may be closed afterwards.
     * @param length   in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     * @param writable true to write to it.
     * @return the memory.
     */
    static MappedMemory ofFile(final int fd, final int length, final boolean writable)
    {
        return new MappedMemory(length, writable ? Libc.PROT_READ_WRITE : Libc.PROT_READ, Libc.MAP_SHARED, fd);
    }

    /**
     * Where the memory begins.
     *
     * @return the address, a multiple of {@link BlockIo#BLOCK_SIZE}.
     */
    long address()
    {
        return address;
    }

    @Override
    public UnsafeBuffer buffer()
    {
        return buffer;
    }

    @Override
    public synchronized ByteBuffer byteBuffer()
    {
        if (isClosed)
        {
            throw new IllegalStateException("the memory is closed");
        }
        return new Pointer(address).getByteBuffer(0, length);
    }

    @Override
    public synchronized void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            // Late use then fails the bounds check instead of crashing the JVM.
            buffer.wrap(0, 0);
            Libc.munmap(address, length);
        }
    }
}
