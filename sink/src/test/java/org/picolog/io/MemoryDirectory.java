/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.List;

/**
 * The directory of a {@link MemoryDrive}, opened by a process.
 */
final class MemoryDirectory implements BlockDirectory
{
    private final MemoryBlockIo process;
    private final MemoryDrive drive;

    MemoryDirectory(final MemoryBlockIo process)
    {
        this.process = process;
        drive = process.drive();
    }

    @Override
    public String path()
    {
        return "/memory";
    }

    @Override
    public List<String> list()
    {
        process.checkAlive();
        return drive.list();
    }

    @Override
    public BlockFile create(final String name)
    {
        before(MemoryFaults.Operation.CREATE, name);
        if (null != drive.content(name))
        {
            throw new BlockIoException("cannot create " + name, Errno.EEXIST);
        }
        final MemoryContent content = new MemoryContent();
        drive.create(name, content);
        return process.opened(new MemoryBlockFile(process, name, content, true));
    }

    @Override
    public BlockFile open(final String name, final boolean writable)
    {
        process.checkAlive();
        return process.opened(new MemoryBlockFile(process, name, existing(name), writable));
    }

    @Override
    public void rename(final String from, final String to)
    {
        before(MemoryFaults.Operation.RENAME, from);
        existing(from);
        if (null != drive.content(to))
        {
            throw new BlockIoException("cannot rename to " + to, Errno.EEXIST);
        }
        drive.rename(from, to);
    }

    @Override
    public void replace(final String from, final String to)
    {
        before(MemoryFaults.Operation.RENAME, from);
        existing(from);
        existing(to);
        drive.rename(from, to);
    }

    @Override
    public void delete(final String name)
    {
        before(MemoryFaults.Operation.DELETE, name);
        existing(name);
        drive.delete(name);
    }

    @Override
    public void sync()
    {
        before(MemoryFaults.Operation.SYNC_DIRECTORY, path());
        drive.sync();
    }

    @Override
    public AlignedMemory map(final String name, final int length, final boolean writable)
    {
        process.checkAlive();
        if (!writable && null == drive.mapped(name))
        {
            throw new BlockIoException("no file " + name, Errno.ENOENT);
        }
        return new MemoryBuffer(drive.map(name, length));
    }

    @Override
    public boolean isInPlace()
    {
        return !drive.isReplaced();
    }

    @Override
    public boolean isInPlace(final BlockFile file)
    {
        return ((MemoryBlockFile)file).content() == drive.content(file.name());
    }

    @Override
    public BlockFile lock(final String name, final long timeoutNs)
    {
        process.checkAlive();
        if (null == drive.content(name))
        {
            drive.create(name, new MemoryContent());
        }
        return lock(name, true);
    }

    @Override
    public BlockFile lockShared(final String name, final long timeoutNs)
    {
        return lock(name, false);
    }

    @Override
    public long lockHolder(final String name)
    {
        existing(name);
        return -1;
    }

    @Override
    public void close()
    {
        // The directory outlives every use of it.
    }

    private BlockFile lock(final String name, final boolean isExclusive)
    {
        process.checkAlive();
        final MemoryBlockFile file = new MemoryBlockFile(process, name, existing(name), false);
        if (!file.tryLock(isExclusive))
        {
            throw new DirectoryLockedException(name + " is held", Errno.EAGAIN);
        }
        return process.opened(file);
    }

    private void before(final MemoryFaults.Operation operation, final String name)
    {
        process.checkAlive();
        drive.faults().before(operation, name, 0);
    }

    private MemoryContent existing(final String name)
    {
        final MemoryContent content = drive.content(name);
        if (null == content)
        {
            throw new BlockIoException("no file " + name, Errno.ENOENT);
        }
        return content;
    }
}
