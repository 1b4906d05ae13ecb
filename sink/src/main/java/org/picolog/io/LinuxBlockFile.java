/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/**
 * A file by its descriptor. Any thread may call; the file must not be closed while another call is under way, because
 * the descriptor's number may by then belong to another file.
 */
final class LinuxBlockFile implements BlockFile
{
    private static final int MAX_INTERRUPTIONS = 1000;
    private static final int CLOSED = -1;

    private final String directory;
    private final String name;
    private final AtomicInteger fd;

    /**
     * Take over a descriptor.
     *
     * @param directory for messages.
     * @param name      in the directory.
     * @param fd        open.
     */
    LinuxBlockFile(final String directory, final String name, final int fd)
    {
        this.directory = directory;
        this.name = name;
        this.fd = new AtomicInteger(fd);
    }

    /**
     * The descriptor.
     *
     * @return its number, valid until the file is closed.
     */
    int fd()
    {
        final int number = fd.get();
        if (CLOSED == number)
        {
            throw new IllegalStateException("the file " + name + " in " + directory + " is closed");
        }
        return number;
    }

    /**
     * Another descriptor of the same open file, which stays open, and locked, until both are closed.
     *
     * @return the file, to be closed by the caller.
     */
    LinuxBlockFile duplicate()
    {
        final int copy = Libc.fcntl(fd(), Libc.F_DUPFD_CLOEXEC, 0);
        if (copy < 0)
        {
            throw failure("duplicate the descriptor of", Native.getLastError());
        }
        return new LinuxBlockFile(directory, name, copy);
    }

    @Override
    public String name()
    {
        return name;
    }

    @Override
    public long size()
    {
        final FileStatus status = FileStatus.of(fd());
        if (null == status)
        {
            throw failure("get the size of", Native.getLastError());
        }
        return status.size();
    }

    @Override
    public boolean tryLock(final boolean isExclusive)
    {
        if (0 == Libc.flock(fd(), (isExclusive ? Libc.LOCK_EX : Libc.LOCK_SH) | Libc.LOCK_NB))
        {
            return true;
        }

        final int errno = Native.getLastError();
        if (Errno.EAGAIN == errno || Errno.EINTR == errno)
        {
            return false;
        }
        throw failure("lock", errno);
    }

    @Override
    public void allocate(final long size)
    {
        final int open = fd();
        int errno = 0 == Libc.fallocate(open, 0, 0, size) ? 0 : Native.getLastError();
        for (int i = 0; Errno.EINTR == errno && i < MAX_INTERRUPTIONS; i++)
        {
            errno = 0 == Libc.fallocate(open, 0, 0, size) ? 0 : Native.getLastError();
        }

        if (0 != errno)
        {
            throw failure("allocate " + size + " bytes for", errno);
        }
        // It grows a file, but does not cut one.
        if (0 != Libc.ftruncate(open, size))
        {
            throw failure("set the size to " + size + " of", Native.getLastError());
        }
    }

    @Override
    public int read(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        memory.buffer().boundsCheck(offset, length);
        final int open = fd();
        final long address = memory.buffer().addressOffset() + offset;

        int done = 0;
        for (int interruptions = 0; done < length;)
        {
            final long count = Libc.pread(open, address + done, length - done, position + done);
            if (count < 0)
            {
                final int errno = Native.getLastError();
                if (Errno.EINTR != errno || ++interruptions > MAX_INTERRUPTIONS)
                {
                    throw failure("read " + range(position + done, length - done) + " of", errno);
                }
                continue;
            }

            final int blocks = (int)(count & -BlockIo.BLOCK_SIZE);
            if (0 == count || (count != blocks && position + done + count >= size()))
            {
                return done + (int)count;
            }
            // A count that ends inside a block and before the file's end hides an error: what is read next shows it.
            if (0 == blocks)
            {
                throw noProgress("read", position + done, length - done);
            }
            done += blocks;
        }

        return done;
    }

    @Override
    public void write(final long position, final AlignedMemory memory, final int offset, final int length)
    {
        memory.buffer().boundsCheck(offset, length);
        final int open = fd();
        final long address = memory.buffer().addressOffset() + offset;

        int done = 0;
        for (int interruptions = 0; done < length;)
        {
            final long count = Libc.pwrite(open, address + done, length - done, position + done);
            if (count < 0)
            {
                final int errno = Native.getLastError();
                if (Errno.EINTR != errno || ++interruptions > MAX_INTERRUPTIONS)
                {
                    throw failure("write " + range(position + done, length - done) + " of", errno);
                }
                continue;
            }

            // A block that was written in part is written again: what follows must be aligned. A count that ends early
            // hides an error, which the next attempt shows.
            final int advance = length - done == count ? (int)count : (int)(count & -BlockIo.BLOCK_SIZE);
            if (0 == advance)
            {
                throw noProgress("write", position + done, length - done);
            }
            done += advance;
        }
    }

    @Override
    public boolean hasSharedBlocks()
    {
        return hasExtent(FileExtents::isShared);
    }

    @Override
    public boolean hasUnwrittenBlocks()
    {
        return hasExtent(FileExtents::isUnwritten);
    }

    @Override
    public boolean hasHoles()
    {
        final FileExtents extents = new FileExtents(fd());
        return hasExtent(extents, FileExtents::isAfterHole) || !extents.isUnknown() && extents.position() < size();
    }

    /**
     * Is each of the first bytes known to have a block?
     *
     * @param length in bytes.
     * @return false also where the file system does not tell.
     */
    boolean isAllocated(final long length)
    {
        final FileExtents extents = new FileExtents(fd());
        return size() >= length && !hasExtent(extents, FileExtents::isAfterHole) && extents.position() >= length;
    }

    private boolean hasExtent(final Predicate<FileExtents> isWanted)
    {
        return hasExtent(new FileExtents(fd()), isWanted);
    }

    private boolean hasExtent(final FileExtents extents, final Predicate<FileExtents> isWanted)
    {
        while (extents.next())
        {
            if (isWanted.test(extents))
            {
                return true;
            }
        }
        if (0 != extents.errno())
        {
            throw failure("learn the extents of", extents.errno());
        }
        return false;
    }

    @Override
    public void sync()
    {
        // Never repeated, whatever the error: a second fsync may succeed without the data that the first one lost.
        if (0 != Libc.fsync(fd()))
        {
            throw failure("sync", Native.getLastError());
        }
    }

    @Override
    public void close()
    {
        final int open = fd.getAndSet(CLOSED);
        // Linux has closed the descriptor even when it says EINTR.
        if (CLOSED != open && 0 != Libc.close(open) && Errno.EINTR != Native.getLastError())
        {
            throw failure("close", Native.getLastError());
        }
    }

    @Override
    public String toString()
    {
        return "LinuxBlockFile{" + name + " in " + directory + ", fd=" + fd + "}";
    }

    private static String range(final long position, final int length)
    {
        return length + " bytes at " + position;
    }

    private BlockIoException failure(final String operation, final int errno)
    {
        return new BlockIoException(
            "cannot " + operation + " " + name + " in " + directory + ": " + Errno.describe(errno), errno);
    }

    private BlockIoException noProgress(final String operation, final long position, final int length)
    {
        return new BlockIoException(
            "cannot " + operation + " " + range(position, length) + " of " + name + " in " + directory +
            ": the operating system transferred less than a block and named no error",
            0);
    }
}
