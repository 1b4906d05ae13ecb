/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A queue of writes to a {@link MemoryDrive}. When a write lands, and with what outcome it completes, is decided by a
 * {@link Schedule}. While it is in flight, the content in the slab is what would land.
 */
public final class MemoryBlockWriter implements BlockWriter
{
    /**
     * Decides when writes land and complete.
     */
    public interface Schedule
    {
        /**
         * A write completes when it is polled for, and the last ones never.
         */
        Schedule AT_ONCE = new Schedule()
        {
        };

        /**
         * The outcomes are about to be polled.
         *
         * @param writer to complete writes of.
         */
        default void onPoll(final MemoryBlockWriter writer)
        {
            while (!writer.isHeld && !writer.inFlight.isEmpty())
            {
                final Write write = writer.inFlight.get(0);
                writer.land(write, write.length(), true);
                writer.complete(write, write.length());
            }
        }

        /**
         * The queue is about to be closed. What is in flight after this never lands.
         *
         * @param writer to complete writes of.
         */
        default void onClose(final MemoryBlockWriter writer)
        {
        }
    }

    /**
     * A write in flight.
     */
    public static final class Write
    {
        private final MemoryBlockFile file;
        private final long position;
        private final int slabOffset;
        private final int length;
        private final long token;
        private byte[][] blocksOfTheDead;
        private boolean isSubmitted;
        private int result;

        Write(
            final MemoryBlockFile file, final long position, final int slabOffset, final int length, final long token)
        {
            this.file = file;
            this.position = position;
            this.slabOffset = slabOffset;
            this.length = length;
            this.token = token;
        }

        /**
         * Name of the file when it was opened.
         *
         * @return the name.
         */
        public String name()
        {
            return file.name();
        }

        /**
         * Content of the file.
         *
         * @return where the write goes.
         */
        public MemoryContent content()
        {
            return file.content();
        }

        /**
         * Position in the file.
         *
         * @return in bytes.
         */
        public long position()
        {
            return position;
        }

        /**
         * Length of the write.
         *
         * @return in bytes.
         */
        public int length()
        {
            return length;
        }

        /**
         * Did the kernel get it?
         *
         * @return true if so.
         */
        public boolean isSubmitted()
        {
            return isSubmitted;
        }
    }

    private final MemoryDrive drive;
    private final AlignedMemory slab;
    private final MemoryBlockFile lock;
    private final int maxInFlight;
    private final boolean isDurable;
    private final Schedule schedule;
    private final List<BlockFile> files = new ArrayList<>();
    private final List<Write> inFlight = new ArrayList<>();
    private final Deque<Write> completed = new ArrayDeque<>();
    private boolean isHeld;
    private boolean isClosed;

    MemoryBlockWriter(
        final MemoryDrive drive,
        final AlignedMemory slab,
        final MemoryBlockFile lock,
        final int maxInFlight,
        final boolean isDurable,
        final Schedule schedule)
    {
        this.drive = drive;
        this.slab = slab;
        this.lock = lock;
        this.maxInFlight = maxInFlight;
        this.isDurable = isDurable;
        this.schedule = schedule;
        if (null != lock)
        {
            lock.keepLock(true);
        }
    }

    /**
     * Hold all writes back from now on, or no longer.
     *
     * @param isHeldNow true to hold them back.
     */
    public void hold(final boolean isHeldNow)
    {
        isHeld = isHeldNow;
    }

    /**
     * The writes in flight.
     *
     * @return oldest first.
     */
    public List<Write> writes()
    {
        return inFlight;
    }

    /**
     * What a write in flight is to write.
     *
     * @param write in flight.
     * @param index of the block in the write.
     * @return a copy of the block, not to be changed.
     */
    public byte[] block(final Write write, final int index)
    {
        if (null != write.blocksOfTheDead)
        {
            return write.blocksOfTheDead[index];
        }
        final byte[] block = drive.newBlock();
        slab.buffer().getBytes(write.slabOffset + index * BlockIo.BLOCK_SIZE, block);
        return block;
    }

    /**
     * Let a write, or the beginning of it, land where it belongs.
     *
     * @param write     in flight.
     * @param length    to land, in bytes.
     * @param isThrough true to land durably if that was demanded, false in the volatile cache.
     */
    public void land(final Write write, final int length, final boolean isThrough)
    {
        for (int done = 0; done < length; done += BlockIo.BLOCK_SIZE)
        {
            final int index = (int)(write.position + done) / BlockIo.BLOCK_SIZE;
            final byte[] block = block(write, done / BlockIo.BLOCK_SIZE);
            if (isThrough && isDurable)
            {
                write.content().putThrough(index, block);
            }
            else
            {
                write.content().putInCache(index, block);
            }
        }
    }

    /**
     * Give a write an outcome, to be polled for.
     *
     * @param write  in flight.
     * @param result bytes written, or a negative errno.
     */
    public void complete(final Write write, final int result)
    {
        write.result = result;
        inFlight.remove(write);
        completed.add(write);
        unlockIfDone();
    }

    @Override
    public void start()
    {
        // Any thread will do.
    }

    @Override
    public int register(final BlockFile file)
    {
        int slot = files.indexOf(null);
        if (slot < 0)
        {
            slot = files.size();
            files.add(null);
        }
        files.set(slot, file);
        return slot;
    }

    @Override
    public void unregister(final int slot)
    {
        files.set(slot, null);
    }

    @Override
    public boolean write(
        final int slot, final long position, final int slabOffset, final int length, final long token)
    {
        if (inFlight() == maxInFlight)
        {
            return false;
        }
        inFlight.add(new Write((MemoryBlockFile)files.get(slot), position, slabOffset, length, token));
        return true;
    }

    @Override
    public void submit()
    {
        for (int i = 0; i < inFlight.size(); i++)
        {
            inFlight.get(i).isSubmitted = true;
        }
    }

    @Override
    public int poll(final CompletionHandler handler)
    {
        schedule.onPoll(this);
        int count = 0;
        for (int i = completed.size(); i > 0; i--)
        {
            final Write write = completed.poll();
            handler.onCompletion(write.token, write.result);
            count++;
        }
        return count;
    }

    @Override
    public void awaitCompletion(final long timeoutNs)
    {
        // Completions come with the next poll.
    }

    @Override
    public int inFlight()
    {
        return inFlight.size() + completed.size();
    }

    @Override
    public void close()
    {
        if (!isClosed)
        {
            isClosed = true;
            schedule.onClose(this);
            inFlight.clear();
            completed.clear();
            unlockIfDone();
        }
    }

    /**
     * The power goes: what was submitted is in the volatile cache at the most.
     */
    public void losePower()
    {
        for (final Write write : inFlight)
        {
            if (write.isSubmitted)
            {
                land(write, write.length, false);
            }
        }
        inFlight.clear();
        isClosed = true;
        unlockIfDone();
    }

    /**
     * The process ends: what was not submitted never was, the rest lands when it will.
     */
    void outlive()
    {
        if (isClosed)
        {
            return;
        }
        isClosed = true;
        inFlight.removeIf((write) -> !write.isSubmitted);
        completed.clear();
        for (final Write write : inFlight)
        {
            final byte[][] blocks = new byte[write.length / BlockIo.BLOCK_SIZE][];
            for (int i = 0; i < blocks.length; i++)
            {
                blocks[i] = block(write, i);
            }
            write.blocksOfTheDead = blocks;
        }
        unlockIfDone();
    }

    /**
     * The kernel keeps the lock for the queue until that is closed, or its process ended and the last write landed.
     */
    private void unlockIfDone()
    {
        if (null != lock && isClosed && inFlight.isEmpty())
        {
            lock.keepLock(false);
        }
    }
}
