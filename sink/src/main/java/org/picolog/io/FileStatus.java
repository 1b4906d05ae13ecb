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
 * What the kernel says about a file ({@code statx}).
 *
 * @param device               that holds the file.
 * @param inode                of the file on its device.
 * @param size                 in bytes.
 * @param isEncrypted          true if its file system encrypts it.
 * @param isDirectAlignKnown   true if the kernel and file system tell the alignment that direct I/O needs.
 * @param directMemoryAlign    alignment of addresses in bytes; 0 if the file does not do direct I/O.
 * @param directPositionAlign  alignment of positions and lengths in bytes; 0 if the file does not do direct I/O.
 */
record FileStatus(
    long device,
    long inode,
    long size,
    boolean isEncrypted,
    boolean isDirectAlignKnown,
    int directMemoryAlign,
    int directPositionAlign)
{
    private static final int STATX_BASIC_STATS = 0x7ff;
    private static final int STATX_DIOALIGN = 0x2000;
    private static final int STRUCT_LENGTH = 256;
    private static final long ATTRIBUTE_ENCRYPTED = 0x800;
    private static final int MASK_OFFSET = 0;
    private static final int ATTRIBUTES_OFFSET = 8;
    private static final int INODE_OFFSET = 32;
    private static final int SIZE_OFFSET = 40;
    private static final int DEVICE_OFFSET = 136;
    private static final int DIRECT_MEMORY_ALIGN_OFFSET = 152;
    private static final int DIRECT_POSITION_ALIGN_OFFSET = 156;

    /**
     * Ask for an open file.
     *
     * @param fd of the file.
     * @return its status, or null with the error in {@link Native#getLastError()}.
     */
    static FileStatus of(final int fd)
    {
        return of(fd, "", Libc.AT_EMPTY_PATH);
    }

    /**
     * Ask for what a path leads to.
     *
     * @param path absolute.
     * @return its status, or null with the error in {@link Native#getLastError()}.
     */
    static FileStatus of(final String path)
    {
        return of(Libc.AT_FDCWD, path, 0);
    }

    /**
     * Ask for a file by name.
     *
     * @param directoryFd in which it is.
     * @param name        of the file.
     * @return its status, or null with the error in {@link Native#getLastError()}.
     */
    static FileStatus of(final int directoryFd, final String name)
    {
        return of(directoryFd, name, Libc.AT_SYMLINK_NOFOLLOW);
    }

    private static FileStatus of(final int fd, final String name, final int flags)
    {
        final byte[] bytes = new byte[STRUCT_LENGTH];
        if (0 != Libc.statx(fd, Native.toByteArray(name), flags, STATX_BASIC_STATS | STATX_DIOALIGN, bytes))
        {
            return null;
        }

        final ByteBuffer status = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        return new FileStatus(
            status.getLong(DEVICE_OFFSET),
            status.getLong(INODE_OFFSET),
            status.getLong(SIZE_OFFSET),
            0 != (status.getLong(ATTRIBUTES_OFFSET) & ATTRIBUTE_ENCRYPTED),
            0 != (status.getInt(MASK_OFFSET) & STATX_DIOALIGN),
            status.getInt(DIRECT_MEMORY_ALIGN_OFFSET),
            status.getInt(DIRECT_POSITION_ALIGN_OFFSET));
    }

    /**
     * Number of the device.
     *
     * @return the major one.
     */
    int deviceMajor()
    {
        return (int)device;
    }

    /**
     * Number of the device.
     *
     * @return the minor one.
     */
    int deviceMinor()
    {
        return (int)(device >>> Integer.SIZE);
    }

    boolean isSameFile(final FileStatus other)
    {
        return device == other.device && inode == other.inode;
    }
}
