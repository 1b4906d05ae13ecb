/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Set;

/**
 * Refuses a directory whose file system cannot keep the promise of a durable write. Each refusal says what, where, why
 * and what to do.
 */
final class StorageCheck
{
    private static final int TMPFS_MAGIC = 0x01021994;
    private static final int RAMFS_MAGIC = 0x858458F6;
    private static final int BTRFS_MAGIC = 0x9123683E;
    private static final int BCACHEFS_MAGIC = 0xCA451A4E;
    private static final int ZFS_MAGIC = 0x2FC12FC1;
    private static final int NILFS_MAGIC = 0x3434;
    private static final int ECRYPTFS_MAGIC = 0xF15F;
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
        refuseType(directory, typeOf(directory));
        refuseOptions(directory);
        tryDirectWrite(directory);
    }

    private static int typeOf(final LinuxBlockDirectory directory)
    {
        final byte[] status = new byte[STATFS_LENGTH];
        if (0 != Libc.fstatfs(directory.fd(), status))
        {
            throw directory.failure("learn the file system of", "files", Native.getLastError());
        }

        // A long in the structure, of which every type uses the lower half.
        return (int)ByteBuffer.wrap(status).order(ByteOrder.nativeOrder()).getLong(0);
    }

    private static void refuseType(final LinuxBlockDirectory directory, final int type)
    {
        switch (type)
        {
            case TMPFS_MAGIC -> throw inMemory(directory, "tmpfs");
            case RAMFS_MAGIC -> throw inMemory(directory, "ramfs");
            case BTRFS_MAGIC -> throw copyOnWrite(directory, "btrfs");
            case BCACHEFS_MAGIC -> throw copyOnWrite(directory, "bcachefs");
            case ZFS_MAGIC -> throw copyOnWrite(directory, "zfs");
            case NILFS_MAGIC -> throw copyOnWrite(directory, "nilfs2");
            case ECRYPTFS_MAGIC -> throw encrypted(directory, "is an ecryptfs");
            default ->
            {
                // Whether it does direct I/O is found out by trying.
            }
        }
    }

    private static void refuseOptions(final LinuxBlockDirectory directory)
    {
        final FileStatus status = FileStatus.of(directory.fd());
        if (null == status)
        {
            throw directory.failure("learn the device of", "files", Native.getLastError());
        }

        final MountOptions mount = MountOptions.of(status.deviceMajor(), status.deviceMinor());
        final Set<String> options = mount.options();
        if (options.contains("nobarrier") || options.contains("barrier=0"))
        {
            throw refusal(
                directory,
                "its file system (" + mount.type() + ") is mounted with barrier=0: it tells nothing to the drive's " +
                "volatile cache, which forgets when the power goes. Mount it without that option, and with barrier=1 " +
                "where it is the default of the superblock (tune2fs -l)",
                0);
        }
        if (options.contains("data=journal"))
        {
            throw refusal(
                directory,
                "its file system (" + mount.type() + ") is mounted with data=journal: it writes data twice, and not " +
                "past the page cache. Mount it with data=ordered",
                0);
        }
        if (options.contains("volatile") || options.contains("fsync=volatile"))
        {
            throw refusal(
                directory,
                "its file system (" + mount.type() + ") is mounted with the option volatile: it ignores every " +
                "request to make data durable. Mount a volume of a disk there",
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
            final FileStatus status = FileStatus.of(file.fd());
            if (null == status)
            {
                throw directory.failure("learn the alignment of", "files", Native.getLastError());
            }
            if (status.isEncrypted())
            {
                throw encrypted(directory, "encrypts its files");
            }
            refuseAlignment(directory, status);
            writeBlock(directory, file);
        }
    }

    private static void refuseAlignment(final LinuxBlockDirectory directory, final FileStatus status)
    {
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

    private static UnsupportedStorageException inMemory(final LinuxBlockDirectory directory, final String type)
    {
        return refusal(
            directory,
            "it is a " + type + ", which lives in memory: nothing in it survives power loss. Choose a directory on a " +
            "disk, with ext4 or xfs",
            0);
    }

    private static UnsupportedStorageException copyOnWrite(final LinuxBlockDirectory directory, final String type)
    {
        return refusal(
            directory,
            "it is a " + type + ", which never writes in place (copy-on-write): a write into a prepared segment " +
            "needs new space, and is lost without new metadata. Choose a directory with ext4 or xfs",
            0);
    }

    private static UnsupportedStorageException encrypted(final LinuxBlockDirectory directory, final String what)
    {
        return refusal(
            directory,
            "its file system " + what + ", and then does not write past the page cache. Choose a directory without; " +
            "encrypt the device below instead (dm-crypt, LUKS)",
            0);
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
