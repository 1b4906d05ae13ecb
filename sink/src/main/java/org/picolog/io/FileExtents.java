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
 * Walks over the extents of a file, by what its file system says of them ({@code FS_IOC_FIEMAP}). A file system that
 * does not say has none here.
 */
final class FileExtents
{
    private static final long FS_IOC_FIEMAP = 0xC020660BL;
    private static final int EXTENT_LAST = 0x1;
    private static final int EXTENT_UNWRITTEN = 0x800;
    private static final int EXTENT_SHARED = 0x2000;
    private static final int EXTENTS_PER_CALL = 64;

    private static final int START_OFFSET = 0;
    private static final int LENGTH_OFFSET = 8;
    private static final int MAPPED_COUNT_OFFSET = 20;
    private static final int CAPACITY_OFFSET = 24;
    private static final int HEADER_LENGTH = 32;
    private static final int EXTENT_LENGTH = 56;
    private static final int EXTENT_LOGICAL_OFFSET = 0;
    private static final int EXTENT_LENGTH_OFFSET = 16;
    private static final int EXTENT_FLAGS_OFFSET = 40;

    private final byte[] bytes = new byte[HEADER_LENGTH + EXTENTS_PER_CALL * EXTENT_LENGTH];
    private final ByteBuffer map = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    private final int fd;

    private long position;
    private int count;
    private int index = -1;
    private int errno;
    private boolean isLastSeen;
    private boolean isUnknown;
    private boolean isAfterHole;

    /**
     * Before the first extent.
     *
     * @param fd of the file, open until the walk ends.
     */
    FileExtents(final int fd)
    {
        this.fd = fd;
    }

    /**
     * Go to the next extent.
     *
     * @return false if there is none, or it cannot be learnt: see {@link #errno()}.
     */
    boolean next()
    {
        if (isLastSeen || 0 != errno)
        {
            return false;
        }
        index++;
        if (index >= count && !load())
        {
            return false;
        }

        final long end = extentLong(EXTENT_LOGICAL_OFFSET) + extentLong(EXTENT_LENGTH_OFFSET);
        isAfterHole = extentLong(EXTENT_LOGICAL_OFFSET) > position;
        // Extents that do not advance would be asked for for ever.
        isLastSeen = 0 != (flags() & EXTENT_LAST) || end <= position;
        position = end;
        return true;
    }

    /**
     * Is there no block between the extent before, or the beginning, and this one?
     *
     * @return true if so.
     */
    boolean isAfterHole()
    {
        return isAfterHole;
    }

    /**
     * Where the last extent ended. After the walk nothing that follows has a block, unless that {@link #isUnknown()}.
     *
     * @return the offset in bytes.
     */
    long position()
    {
        return position;
    }

    /**
     * Can the file system not tell?
     *
     * @return true if so, after the walk.
     */
    boolean isUnknown()
    {
        return isUnknown;
    }

    /**
     * Does another file have the extent too?
     *
     * @return true if so.
     */
    boolean isShared()
    {
        return 0 != (flags() & EXTENT_SHARED);
    }

    /**
     * Is the extent allocated, and was never written?
     *
     * @return true if so.
     */
    boolean isUnwritten()
    {
        return 0 != (flags() & EXTENT_UNWRITTEN);
    }

    /**
     * Why the walk ended early.
     *
     * @return the number, 0 if it did not.
     */
    int errno()
    {
        return errno;
    }

    private boolean load()
    {
        map.putLong(START_OFFSET, position);
        map.putLong(LENGTH_OFFSET, Long.MAX_VALUE - position);
        map.putInt(CAPACITY_OFFSET, EXTENTS_PER_CALL);
        index = 0;
        count = 0;
        if (0 != Libc.ioctl(fd, FS_IOC_FIEMAP, bytes))
        {
            final int error = Native.getLastError();
            isUnknown = Errno.EOPNOTSUPP == error || Errno.ENOTTY == error;
            errno = isUnknown ? 0 : error;
            isLastSeen = true;
            return false;
        }
        count = map.getInt(MAPPED_COUNT_OFFSET);
        return count > 0;
    }

    private int flags()
    {
        return map.getInt(HEADER_LENGTH + index * EXTENT_LENGTH + EXTENT_FLAGS_OFFSET);
    }

    private long extentLong(final int offset)
    {
        return map.getLong(HEADER_LENGTH + index * EXTENT_LENGTH + offset);
    }
}
