/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A drive with one directory on it: what programs see, what a power cut leaves, and what is in between. Programs are
 * processes, one {@link MemoryBlockIo} each. One thread.
 */
public final class MemoryDrive
{
    /**
     * What a power cut makes of everything that was not durable.
     */
    public interface PowerLoss
    {
        /**
         * Nothing of it is left.
         */
        PowerLoss TAKES_ALL = new PowerLoss()
        {
        };

        /**
         * What is left of a page.
         *
         * @param durable what was there before.
         * @param written what was to be there.
         * @return one of them, or anything else; not to be changed any more.
         */
        default byte[] page(final byte[] durable, final byte[] written)
        {
            return durable;
        }

        /**
         * Is a change of the directory, or of a file's size, left?
         *
         * @return true if so.
         */
        default boolean keepsChange()
        {
            return false;
        }

        /**
         * Is the content of a mapped file left, which is zeros otherwise?
         *
         * @return true if so.
         */
        default boolean keepsMapped()
        {
            return true;
        }
    }

    /**
     * A change of the directory that is not durable: a name comes, goes, or both.
     */
    private record Change(String from, String to, MemoryContent content)
    {
        void apply(final Map<String, MemoryContent> names)
        {
            if (null == from || content == names.get(from))
            {
                if (null != from)
                {
                    names.remove(from);
                }
                if (null != to)
                {
                    names.put(to, content);
                }
            }
        }
    }

    private final TreeMap<String, MemoryContent> entries = new TreeMap<>();
    private final TreeMap<String, MemoryContent> durableEntries = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final Map<String, MemoryBuffer> mapped = new HashMap<>();
    private final List<byte[]> blocks = new ArrayList<>();
    private int usedBlocks;
    private boolean isReused;
    private MemoryFaults faults = MemoryFaults.NONE;
    private boolean isReplaced;

    /**
     * A copy that shares nothing; nobody holds its lock and nothing of it fails.
     *
     * @return the copy.
     */
    public MemoryDrive copy()
    {
        final MemoryDrive copy = new MemoryDrive();
        final Map<MemoryContent, MemoryContent> copies = new IdentityHashMap<>();
        entries.forEach((name, content) ->
            copy.entries.put(name, copies.computeIfAbsent(content, MemoryContent::copy)));
        durableEntries.forEach((name, content) ->
            copy.durableEntries.put(name, copies.computeIfAbsent(content, MemoryContent::copy)));
        changes.forEach((change) -> copy.changes.add(new Change(
            change.from(), change.to(), copies.computeIfAbsent(change.content(), MemoryContent::copy))));
        return copy;
    }

    /**
     * Make it as new, and nothing of it fail. Mapped memory is used again, and so is every block: what was on the drive
     * is not to be looked at any more.
     */
    public void format()
    {
        usedBlocks = 0;
        isReused = true;
        entries.clear();
        durableEntries.clear();
        changes.clear();
        mapped.values().forEach(MemoryBuffer::free);
        mapped.clear();
        faults = MemoryFaults.NONE;
        isReplaced = false;
    }

    /**
     * A block to be filled in whole, and not changed after it is on the drive.
     *
     * @return one that holds anything, and is nobody else's until the drive is formatted.
     */
    public byte[] newBlock()
    {
        if (!isReused)
        {
            return new byte[BlockIo.BLOCK_SIZE];
        }
        if (usedBlocks == blocks.size())
        {
            blocks.add(new byte[BlockIo.BLOCK_SIZE]);
        }
        return blocks.get(usedBlocks++);
    }

    /**
     * Lose everything that was not made durable.
     */
    public void losePower()
    {
        losePower(PowerLoss.TAKES_ALL);
    }

    /**
     * Lose of what was not made durable what fate takes. Nobody may have a file open.
     *
     * @param fate to decide.
     */
    public void losePower(final PowerLoss fate)
    {
        for (final Change change : changes)
        {
            if (fate.keepsChange())
            {
                change.apply(durableEntries);
            }
        }
        changes.clear();
        entries.clear();
        entries.putAll(durableEntries);
        for (final MemoryContent content : entries.values())
        {
            content.losePower(fate);
        }
        for (final MemoryBuffer memory : mapped.values())
        {
            if (!fate.keepsMapped())
            {
                memory.buffer().setMemory(0, memory.buffer().capacity(), (byte)0);
            }
        }
    }

    /**
     * Let the path lead elsewhere, though the directory is still open.
     */
    public void replace()
    {
        isReplaced = true;
    }

    boolean isReplaced()
    {
        return isReplaced;
    }

    /**
     * Let operations fail from now on.
     *
     * @param newFaults asked before each operation.
     */
    public void faults(final MemoryFaults newFaults)
    {
        faults = newFaults;
    }

    MemoryFaults faults()
    {
        return faults;
    }

    /**
     * Names of the files.
     *
     * @return the names, sorted.
     */
    public List<String> list()
    {
        return new ArrayList<>(entries.keySet());
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
     * What a file would hold after a power cut.
     *
     * @param name of the file.
     * @return its content, null if the name is not durable.
     */
    public MemoryContent durableContent(final String name)
    {
        return durableEntries.get(name);
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
     * Memory that processes share.
     *
     * @param name of the mapped file.
     * @return its memory, null if it was never mapped.
     */
    public UnsafeBuffer mapped(final String name)
    {
        final MemoryBuffer memory = mapped.get(name);
        return null == memory ? null : memory.buffer();
    }

    MemoryBuffer map(final String name, final int length)
    {
        return mapped.computeIfAbsent(name, (key) -> new MemoryBuffer(length));
    }

    void create(final String name, final MemoryContent content)
    {
        entries.put(name, content);
        changes.add(new Change(null, name, content));
    }

    void rename(final String from, final String to)
    {
        final MemoryContent content = entries.remove(from);
        entries.put(to, content);
        changes.add(new Change(from, to, content));
    }

    void delete(final String name)
    {
        changes.add(new Change(name, null, entries.remove(name)));
    }

    void sync()
    {
        changes.clear();
        durableEntries.clear();
        durableEntries.putAll(entries);
    }
}
