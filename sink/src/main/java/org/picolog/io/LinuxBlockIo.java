/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.nio.file.Path;

/**
 * The real machine: Linux on amd64 or aarch64, files with {@code O_DIRECT}, writes with io_uring or without. Any thread
 * may call.
 */
public final class LinuxBlockIo implements BlockIo
{
    private final IoBackend backend;

    /**
     * Construct, to write with io_uring.
     *
     * @throws BlockIoException if the operating system or processor is not supported, or native code cannot be called.
     */
    public LinuxBlockIo()
    {
        this(IoBackend.IO_URING);
    }

    /**
     * Construct.
     *
     * @param backend to write with; which one that is with {@link IoBackend#AUTO} is decided here.
     * @throws BlockIoException if the operating system or processor is not supported, or native code cannot be called.
     */
    public LinuxBlockIo(final IoBackend backend)
    {
        // Before anything that initialises Libc, also by a static field here: that fails unexplained.
        LinuxPlatform.requireSupported();
        this.backend = IoBackend.AUTO != backend ? backend :
            null == IoUringUnavailability.cause() ? IoBackend.IO_URING : IoBackend.SYNC;
    }

    /**
     * What {@link #newWriter} makes.
     *
     * @return the back end, never {@link IoBackend#AUTO}.
     */
    public IoBackend backend()
    {
        return backend;
    }

    /**
     * Why there is no io_uring for this process, found out once by trying.
     *
     * @return null if there is one, else the cause and the cure.
     */
    public String ioUringUnavailabilityCause()
    {
        return IoUringUnavailability.cause();
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        final LinuxBlockDirectory directory = open(path);
        try
        {
            StorageCheck.check(directory);
            return directory;
        }
        catch (final Throwable ex)
        {
            directory.close();
            throw ex;
        }
    }

    @Override
    public BlockDirectory openDirectoryForReading(final Path path)
    {
        return open(path);
    }

    @Override
    public AlignedMemory allocate(final int length)
    {
        return new MappedMemory(length);
    }

    @Override
    public BlockWriter newWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        return IoBackend.SYNC == backend ?
            new SyncBlockWriter(slab, lock, maxInFlight, durability) :
            new IoUringBlockWriter(slab, lock, maxInFlight, durability, true, 0);
    }

    private static LinuxBlockDirectory open(final Path path)
    {
        final String name = path.toAbsolutePath().toString();
        final int flags = Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC;
        final int fd = Libc.openat(Libc.AT_FDCWD, Native.toByteArray(name), flags, 0);
        if (fd < 0)
        {
            final int errno = Native.getLastError();
            throw new BlockIoException("cannot open the directory " + name + ": " + Errno.describe(errno), errno);
        }

        return new LinuxBlockDirectory(name, fd);
    }
}
