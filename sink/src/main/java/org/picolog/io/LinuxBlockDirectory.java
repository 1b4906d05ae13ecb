/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A directory by its descriptor: every operation is relative to it, so that a directory that is renamed or replaced
 * meanwhile is not mixed up with another. Must not be closed while another call is under way.
 */
final class LinuxBlockDirectory implements BlockDirectory
{
    private static final int FILE_MODE = 0640;
    private static final int OPEN_FLAGS = Libc.O_DIRECT | Libc.O_CLOEXEC | Libc.O_NOFOLLOW;

    // A directory's descriptor has the life cycle of a file's.
    private final LinuxBlockFile directory;
    private final String path;

    /**
     * Take over a descriptor.
     *
     * @param path for messages.
     * @param fd   of the directory, open for reading.
     */
    LinuxBlockDirectory(final String path, final int fd)
    {
        this.path = path;
        this.directory = new LinuxBlockFile(path, ".", fd);
    }

    @Override
    public String path()
    {
        return path;
    }

    @Override
    public List<String> list()
    {
        final List<String> names = new ArrayList<>();
        final Path open = Path.of("/proc/self/fd/" + directory.fd());
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(open))
        {
            for (final Path entry : entries)
            {
                if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                {
                    names.add(entry.getFileName().toString());
                }
            }
        }
        catch (final IOException ex)
        {
            throw listFailure(ex);
        }
        catch (final DirectoryIteratorException ex)
        {
            throw listFailure(ex.getCause());
        }

        Collections.sort(names);
        return names;
    }

    @Override
    public BlockFile create(final String name)
    {
        return open(name, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | OPEN_FLAGS, "create");
    }

    @Override
    public BlockFile open(final String name, final boolean writable)
    {
        return open(name, (writable ? Libc.O_RDWR : Libc.O_RDONLY) | OPEN_FLAGS, "open");
    }

    @Override
    public void rename(final String from, final String to)
    {
        rename(from, to, Libc.RENAME_NOREPLACE);
    }

    @Override
    public void replace(final String from, final String to)
    {
        rename(from, to, 0);
    }

    private void rename(final String from, final String to, final int flags)
    {
        final int fd = directory.fd();
        if (0 != Libc.renameat2(fd, pathOf(from), fd, pathOf(to), flags))
        {
            throw failure("rename to " + to + " the file", from, Native.getLastError());
        }
    }

    @Override
    public void delete(final String name)
    {
        if (0 != Libc.unlinkat(directory.fd(), pathOf(name), 0))
        {
            throw failure("delete", name, Native.getLastError());
        }
    }

    @Override
    public void sync()
    {
        directory.sync();
    }

    @Override
    public AlignedMemory map(final String name, final int length, final boolean writable)
    {
        final int access = writable ? Libc.O_RDWR | Libc.O_CREAT : Libc.O_RDONLY;
        try (LinuxBlockFile file = open(name, access | Libc.O_CLOEXEC | Libc.O_NOFOLLOW, "map"))
        {
            // Not a hole: a store into one has nowhere to report that the disk is full. On a full disk xfs refuses to
            // allocate also what is there.
            if (writable && !file.isAllocated(length))
            {
                file.allocate(Math.max(length, file.size()));
            }

            if (file.size() < length)
            {
                throw new BlockIoException(
                    "cannot map " + name + " in " + path + ": it has " + file.size() + " bytes where " + length +
                    " are expected", 0);
            }
            return MappedMemory.ofFile(file.fd(), length, writable);
        }
    }

    @Override
    public boolean isInPlace()
    {
        final FileStatus named = FileStatus.of(path);
        return null != named ?
            isSame(named, directory) : isMissing(".", Native.getLastError());
    }

    @Override
    public boolean isInPlace(final BlockFile file)
    {
        final FileStatus named = FileStatus.of(directory.fd(), file.name());
        return null != named ?
            isSame(named, (LinuxBlockFile)file) : isMissing(file.name(), Native.getLastError());
    }

    @Override
    public BlockFile lock(final String name, final long timeoutNs)
    {
        return new DirectoryLock(this, name, true).acquire(timeoutNs);
    }

    @Override
    public BlockFile lockShared(final String name, final long timeoutNs)
    {
        return new DirectoryLock(this, name, false).acquire(timeoutNs);
    }

    @Override
    public long lockHolder(final String name)
    {
        return new DirectoryLock(this, name, false).holder();
    }

    @Override
    public void close()
    {
        directory.close();
    }

    @Override
    public String toString()
    {
        return "LinuxBlockDirectory{" + path + "}";
    }

    /**
     * The descriptor.
     *
     * @return its number, valid until the directory is closed.
     */
    int fd()
    {
        return directory.fd();
    }

    /**
     * Open a file.
     *
     * @param name      of the file.
     * @param flags     of openat.
     * @param operation for the message of a failure.
     * @return the file.
     */
    LinuxBlockFile open(final String name, final int flags, final String operation)
    {
        final int fd = Libc.openat(directory.fd(), pathOf(name), flags, FILE_MODE);
        if (fd < 0)
        {
            throw failure(operation, name, Native.getLastError());
        }
        return new LinuxBlockFile(path, name, fd);
    }

    /**
     * Describe a failed operation.
     *
     * @param operation that failed.
     * @param name      of the file.
     * @param errno     of the operating system.
     * @return to be thrown.
     */
    BlockIoException failure(final String operation, final String name, final int errno)
    {
        return new BlockIoException(
            "cannot " + operation + " " + name + " in " + path + ": " + Errno.describe(errno), errno);
    }

    private boolean isSame(final FileStatus named, final LinuxBlockFile file)
    {
        final FileStatus open = FileStatus.of(file.fd());
        if (null == open)
        {
            throw failure("look at", file.name(), Native.getLastError());
        }
        return named.isSameFile(open);
    }

    /** Nothing has that name, which answers the question; anything else leaves it open. */
    private boolean isMissing(final String name, final int errno)
    {
        if (Errno.ENOENT != errno && Errno.ENOTDIR != errno)
        {
            throw failure("look up", name, errno);
        }
        return false;
    }

    private BlockIoException listFailure(final IOException cause)
    {
        final BlockIoException failure = new BlockIoException("cannot list " + path + ": " + cause, 0);
        failure.initCause(cause);
        return failure;
    }

    private static byte[] pathOf(final String name)
    {
        if (name.isEmpty() || ".".equals(name) || "..".equals(name) || name.indexOf('/') >= 0 || name.indexOf(0) >= 0)
        {
            throw new IllegalArgumentException("not the name of a file in a directory: \"" + name + "\"");
        }
        return Native.toByteArray(name);
    }
}
