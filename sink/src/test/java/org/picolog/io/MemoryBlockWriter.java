/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Writes into files in memory. A write lands and completes with the next poll, unless the test holds writes back: then
 * it stays in flight, and the content in the slab is what would land.
 */
public final class MemoryBlockWriter implements BlockWriter
{
    /**
     * A write in flight.
     */
    public record Write(String name, long position, int slabOffset, int length, long token, BlockFile file)
    {
    }

    private final AlignedMemory slab;
    private final int maxInFlight;
    private final Map<Integer, BlockFile> files = new HashMap<>();
    private final Deque<Write> inFlight = new ArrayDeque<>();
    private int nextSlot;
    private boolean isHeld;

    MemoryBlockWriter(final AlignedMemory slab, final int maxInFlight)
    {
        this.slab = slab;
        this.maxInFlight = maxInFlight;
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
    public Deque<Write> writes()
    {
        return inFlight;
    }

    /**
     * What a write in flight is to write.
     *
     * @param write in flight.
     * @param index of the block in the write.
     * @return a copy of the block.
     */
    public byte[] block(final Write write, final int index)
    {
        final byte[] block = new byte[BlockIo.BLOCK_SIZE];
        slab.buffer().getBytes(write.slabOffset() + index * BlockIo.BLOCK_SIZE, block);
        return block;
    }

    @Override
    public void start()
    {
        // Any thread will do.
    }

    @Override
    public int register(final BlockFile file)
    {
        files.put(nextSlot, file);
        return nextSlot++;
    }

    @Override
    public void unregister(final int slot)
    {
        files.remove(slot);
    }

    @Override
    public boolean write(
        final int slot, final long position, final int slabOffset, final int length, final long token)
    {
        if (inFlight.size() == maxInFlight)
        {
            return false;
        }
        final BlockFile file = files.get(slot);
        inFlight.add(new Write(file.name(), position, slabOffset, length, token, file));
        return true;
    }

    @Override
    public void submit()
    {
        // Lands with the next poll.
    }

    @Override
    public int poll(final CompletionHandler handler)
    {
        int count = 0;
        while (!isHeld && !inFlight.isEmpty())
        {
            complete(handler);
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
        return inFlight.size();
    }

    @Override
    public void close()
    {
        inFlight.clear();
    }

    private void complete(final CompletionHandler handler)
    {
        final Write write = inFlight.poll();
        ((MemoryBlockFile)write.file()).writeDurably(write.position(), slab, write.slabOffset(), write.length());
        handler.onCompletion(write.token(), write.length());
    }
}
