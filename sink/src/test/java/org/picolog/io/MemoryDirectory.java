/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.BufferUtil;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The names of a directory and what they stand for: as programs see them, and as they are after a power cut.
 */
public final class MemoryDirectory implements BlockDirectory
{
    private final TreeMap<String, MemoryContent> entries = new TreeMap<>();
    private final TreeMap<String, MemoryContent> durableEntries = new TreeMap<>();
    private final Map<String, ByteBuffer> mapped = new HashMap<>();
    private MemoryFaults faults = MemoryFaults.NONE;
    private int exclusiveLocks;
    private int sharedLocks;
    private boolean isReplaced;

    /**
     * A copy that shares nothing; nobody holds its lock and nothing of it fails.
     *
     * @return the copy.
     */
    public MemoryDirectory copy()
    {
        final MemoryDirectory copy = new MemoryDirectory();
        final Map<MemoryContent, MemoryContent> copies = new IdentityHashMap<>();
        entries.forEach((name, content) ->
            copy.entries.put(name, copies.computeIfAbsent(content, MemoryContent::copy)));
        durableEntries.forEach((name, content) ->
            copy.durableEntries.put(name, copies.computeIfAbsent(content, MemoryContent::copy)));
        return copy;
    }

    /**
     * Lose everything that was not made durable.
     */
    public void losePower()
    {
        entries.clear();
        entries.putAll(durableEntries);
        entries.values().forEach(MemoryContent::losePower);
    }

    /**
     * Let operations on files that are opened from now on fail.
     *
     * @param newFaults asked before each operation.
     */
    public void faults(final MemoryFaults newFaults)
    {
        faults = newFaults;
    }

    /**
     * What a file holds, to be changed by a test behind the log's back.
     *
     * @param name of the file.
     * @return its content, null if there is no such file.
     */
    public MemoryContent content(final String name)
    {
        return entries.get(name);
    }

    /**
     * Let a name stand for a content, durably.
     *
     * @param name    of the file.
     * @param content of it.
     */
    public void put(final String name, final MemoryContent content)
    {
        entries.put(name, content);
        durableEntries.put(name, content);
    }

    /**
     * Forget a name, durably.
     *
     * @param name of the file.
     */
    public void remove(final String name)
    {
        entries.remove(name);
        durableEntries.remove(name);
    }

    /**
     * Let the path lead elsewhere, though this directory is still open.
     */
    public void replace()
    {
        isReplaced = true;
    }

    @Override
    public String path()
    {
        return "/memory";
    }

    @Override
    public List<String> list()
    {
        return new ArrayList<>(entries.keySet());
    }

    @Override
    public BlockFile create(final String name)
    {
        faults.before(MemoryFaults.Operation.CREATE, name, 0);
        if (entries.containsKey(name))
        {
            throw new BlockIoException("cannot create " + name, Errno.EEXIST);
        }
        final MemoryContent content = new MemoryContent();
        entries.put(name, content);
        return file(name, content, true);
    }

    @Override
    public BlockFile open(final String name, final boolean writable)
    {
        return file(name, existing(name), writable);
    }

    @Override
    public void rename(final String from, final String to)
    {
        faults.before(MemoryFaults.Operation.RENAME, from, 0);
        final MemoryContent content = existing(from);
        if (entries.containsKey(to))
        {
            throw new BlockIoException("cannot rename to " + to, Errno.EEXIST);
        }
        entries.remove(from);
        entries.put(to, content);
    }

    @Override
    public void delete(final String name)
    {
        faults.before(MemoryFaults.Operation.DELETE, name, 0);
        existing(name);
        entries.remove(name);
    }

    @Override
    public void sync()
    {
        faults.before(MemoryFaults.Operation.SYNC_DIRECTORY, path(), 0);
        durableEntries.clear();
        durableEntries.putAll(entries);
    }

    @Override
    public AlignedMemory map(final String name, final int length, final boolean writable)
    {
        return new MemoryBuffer(
            mapped.computeIfAbsent(name, (key) -> BufferUtil.allocateDirectAligned(length, BlockIo.BLOCK_SIZE)));
    }

    @Override
    public boolean isInPlace()
    {
        return !isReplaced;
    }

    @Override
    public boolean isInPlace(final BlockFile file)
    {
        return ((MemoryBlockFile)file).isOf(entries.get(file.name()));
    }

    @Override
    public BlockFile lock(final String name, final long timeoutNs)
    {
        if (exclusiveLocks + sharedLocks > 0)
        {
            throw new DirectoryLockedException(name + " is held", Errno.EAGAIN);
        }
        exclusiveLocks++;
        return lockFile(name, () -> exclusiveLocks--);
    }

    @Override
    public BlockFile lockShared(final String name, final long timeoutNs)
    {
        if (exclusiveLocks > 0)
        {
            throw new DirectoryLockedException(name + " is held", Errno.EAGAIN);
        }
        sharedLocks++;
        return lockFile(name, () -> sharedLocks--);
    }

    @Override
    public void close()
    {
        // The directory outlives every use of it.
    }

    private BlockFile lockFile(final String name, final Runnable onClose)
    {
        final MemoryContent content = entries.computeIfAbsent(name, (key) -> new MemoryContent());
        return new MemoryBlockFile(name, content, faults, false, onClose);
    }

    private BlockFile file(final String name, final MemoryContent content, final boolean writable)
    {
        return new MemoryBlockFile(
            name,
            content,
            faults,
            writable,
            () ->
            {
            });
    }

    private MemoryContent existing(final String name)
    {
        final MemoryContent content = entries.get(name);
        if (null == content)
        {
            throw new BlockIoException("no file " + name, Errno.ENOENT);
        }
        return content;
    }
}
