/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A disk in memory that keeps a journal of what is done to it, in the order in which it is done, and can be slow. The
 * server's thread reads, writes and flushes; any thread may ask and set.
 */
final class JournaledDisk implements FuseServer.Disk
{
    /**
     * One thing that was done.
     *
     * @param position of a write.
     * @param data     of a write; null for a flush.
     * @param history  what a log on this disk must hold if the power goes just before this; null if nobody asks.
     * @param isSlow   true if it was delayed: the power goes while it is.
     */
    record Entry(long position, byte[] data, History history, boolean isSlow)
    {
        boolean isFlush()
        {
            return null == data;
        }
    }

    private final byte[] image;
    private final UnsafeBuffer content;
    private final Supplier<History> observer;
    private final List<Entry> entries = new ArrayList<>();
    private final Brake brake = new Brake();
    private boolean isEnded;

    /**
     * Construct.
     *
     * @param image    content to begin with, which is changed.
     * @param observer asked before each entry; may be null.
     */
    JournaledDisk(final byte[] image, final Supplier<History> observer)
    {
        this.image = image;
        this.observer = observer;
        content = new UnsafeBuffer(image);
    }

    @Override
    public long length()
    {
        return image.length;
    }

    @Override
    public void read(final long position, final UnsafeBuffer buffer, final int offset, final int length)
    {
        buffer.putBytes(offset, content, (int)position, length);
    }

    @Override
    public void write(final long position, final UnsafeBuffer buffer, final int offset, final int length)
    {
        final boolean isSlow = brake.await(DiskOperation.WRITE);
        final byte[] data = new byte[length];
        buffer.getBytes(offset, data);
        record(position, data, isSlow);
        content.putBytes((int)position, data);
    }

    @Override
    public void flush()
    {
        record(0, null, brake.await(DiskOperation.FLUSH));
    }

    /**
     * What makes it slow.
     */
    Brake brake()
    {
        return brake;
    }

    /**
     * How much is in the journal.
     */
    synchronized int size()
    {
        return entries.size();
    }

    /**
     * Take the journal, and begin another.
     */
    synchronized List<Entry> take()
    {
        final List<Entry> taken = new ArrayList<>(entries);
        entries.clear();
        return taken;
    }

    /**
     * What is done from now on is not in the journal.
     */
    synchronized void endJournal()
    {
        isEnded = true;
    }

    private void record(final long position, final byte[] data, final boolean isSlow)
    {
        // Before the entry: what was acknowledged by now must survive without it.
        final History history = null == observer ? null : observer.get();
        synchronized (this)
        {
            if (!isEnded)
            {
                entries.add(new Entry(position, data, history, isSlow));
            }
        }
    }
}
