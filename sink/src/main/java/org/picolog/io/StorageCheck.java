/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Refuses a directory whose file system cannot keep the promise of a durable write. Each refusal says what, where, why
 * and what to do.
 */
final class StorageCheck
{
    private static final int TMPFS_MAGIC = 0x01021994;
    private static final int RAMFS_MAGIC = 0x858458F6;
    private static final int STATFS_LENGTH = 120;
    private static final int CREATE_FLAGS =
        Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_DIRECT | Libc.O_CLOEXEC | Libc.O_NOFOLLOW;

    private StorageCheck()
    {
    }

    /**
     * Check a directory by its file system's type and by writing a block to a file that is deleted again.
     *
     * @param directory to check.
     * @throws UnsupportedStorageException if a write there would not survive power loss, or not be possible.
     * @throws BlockIoException            if the directory cannot be written.
     */
    static void check(final LinuxBlockDirectory directory)
    {
        refuseMemory(directory);
        tryDirectWrite(directory);
    }

    private static void refuseMemory(final LinuxBlockDirectory directory)
    {
        final byte[] status = new byte[STATFS_LENGTH];
        if (0 != Libc.fstatfs(directory.fd(), status))
        {
            throw directory.failure("learn the file system of", "files", Native.getLastError());
        }

        // A long in the structure, of which every type uses the lower half.
        final int type = (int)ByteBuffer.wrap(status).order(ByteOrder.nativeOrder()).getLong(0);
        if (TMPFS_MAGIC == type || RAMFS_MAGIC == type)
        {
            throw refusal(
                directory,
                "it is a " + (TMPFS_MAGIC == type ? "tmpfs" : "ramfs") + ", which lives in memory: nothing in it " +
                "survives power loss. Choose a directory on a disk, with ext4 or xfs",
                0);
        }
    }

    private static void tryDirectWrite(final LinuxBlockDirectory directory)
    {
        final String name = ".picolog-probe-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
        final LinuxBlockFile file;
        try
        {
            file = directory.open(name, CREATE_FLAGS, "create");
        }
        catch (final BlockIoException ex)
        {
            if (isOutOfSpace(ex.errno()))
            {
                return;
            }
            if (Errno.EINVAL == ex.errno())
            {
                // The kernel creates the file before it finds that it cannot be opened so.
                directory.delete(name);
                throw noDirectIo(directory, ex.errno());
            }
            throw new BlockIoException(
                "cannot write in " + directory.path() + ": " + Errno.describe(ex.errno()), ex.errno());
        }

        try (file)
        {
            directory.delete(name);
            refuseAlignment(directory, FileStatus.of(file.fd()));
            writeBlock(directory, file);
        }
    }

    private static void refuseAlignment(final LinuxBlockDirectory directory, final FileStatus status)
    {
        if (null == status)
        {
            throw directory.failure("learn the alignment of", "files", Native.getLastError());
        }

        if (status.isDirectAlignKnown())
        {
            if (0 == status.directMemoryAlign() || 0 == status.directPositionAlign())
            {
                throw noDirectIo(directory, 0);
            }

            final int align = Math.max(status.directMemoryAlign(), status.directPositionAlign());
            if (align > BlockIo.BLOCK_SIZE)
            {
                throw refusal(
                    directory,
                    "direct I/O needs an alignment of " + align + " bytes there, Picolog writes pages of " +
                    BlockIo.BLOCK_SIZE + ". Choose a device with logical blocks of 512 or 4096 bytes",
                    0);
            }
        }
    }

    private static void writeBlock(final LinuxBlockDirectory directory, final LinuxBlockFile file)
    {
        try (MappedMemory memory = new MappedMemory(BlockIo.BLOCK_SIZE))
        {
            file.write(0, memory, 0, BlockIo.BLOCK_SIZE);
        }
        catch (final BlockIoException ex)
        {
            if (Errno.EINVAL == ex.errno())
            {
                throw noDirectIo(directory, ex.errno());
            }
            if (!isOutOfSpace(ex.errno()))
            {
                throw ex;
            }
        }
    }

    /** A full disk must open: what it holds is to be read, and it may be given space while it is open. */
    private static boolean isOutOfSpace(final int errno)
    {
        return Errno.ENOSPC == errno || Errno.EDQUOT == errno;
    }

    private static UnsupportedStorageException noDirectIo(final LinuxBlockDirectory directory, final int errno)
    {
        return refusal(
            directory,
            "its file system does not write past the page cache (no O_DIRECT, or not in blocks of " +
            BlockIo.BLOCK_SIZE + " bytes): encrypted, compressed, journalling data or of a kind that never does. " +
            "Choose a directory on ext4 or xfs without these",
            errno);
    }

    private static UnsupportedStorageException refusal(
        final LinuxBlockDirectory directory, final String cause, final int errno)
    {
        return new UnsupportedStorageException(
            "cannot write durably in " + directory.path() + ": " + cause + ".", errno);
    }
}
