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
 * Anonymous mapped memory. Populated at once, so that neither the first writes nor the device wait for page faults.
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
        if (length <= 0 || 0 != length % BlockIo.BLOCK_SIZE)
        {
            throw new IllegalArgumentException(
                "length must be a positive multiple of " + BlockIo.BLOCK_SIZE + ": " + length);
        }

        final int flags = Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_POPULATE;
        this.length = length;
        this.address = Libc.mmap(0, length, Libc.PROT_READ_WRITE, flags, -1, 0);
        if (-1 == address)
        {
            final int errno = Native.getLastError();
            throw new BlockIoException("cannot map " + length + " bytes of memory: " + Errno.describe(errno), errno);
        }
        buffer.wrap(address, length);
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
