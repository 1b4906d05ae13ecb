/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A disk in memory that keeps a journal of what is done to it, in the order in which it is done, and can be slow. The
 * server's thread reads, writes and flushes; any thread may ask and set.
 */
final class JournaledDisk implements FuseServer.Disk
{
    /**
     * What is done to a disk.
     */
    enum Operation
    {
        /**
         * A write.
         */
        WRITE,

        /**
         * A flush of what was written before.
         */
        FLUSH
    }

    /**
     * One thing that was done.
     *
     * @param position of a write.
     * @param data     of a write; null for a flush.
     * @param history  what a log on this disk must hold if the power goes just before this; null if nobody asks.
     */
    record Entry(long position, byte[] data, History history)
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
    private Operation slowOperation;
    private long delayNs;
    private int delays;
    private int delayed;

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
        delay(Operation.WRITE);
        final byte[] data = new byte[length];
        buffer.getBytes(offset, data);
        record(position, data);
        content.putBytes((int)position, data);
    }

    @Override
    public void flush()
    {
        delay(Operation.FLUSH);
        record(0, null);
    }

    /**
     * Be slow for a while.
     *
     * @param operation  to delay.
     * @param durationNs of each delay.
     * @param count      of delays.
     */
    synchronized void slowDown(final Operation operation, final long durationNs, final int count)
    {
        slowOperation = operation;
        delayNs = durationNs;
        delays = count;
        delayed = 0;
    }

    /**
     * How often it was slow since it was told to be.
     */
    synchronized int delayed()
    {
        return delayed;
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

    private void record(final long position, final byte[] data)
    {
        // Before the entry: what was acknowledged by now must survive without it.
        final History history = null == observer ? null : observer.get();
        synchronized (this)
        {
            entries.add(new Entry(position, data, history));
        }
    }

    private void delay(final Operation operation)
    {
        final long durationNs;
        synchronized (this)
        {
            if (operation != slowOperation || delayed >= delays)
            {
                return;
            }
            delayed++;
            durationNs = delayNs;
        }

        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < durationNs)
        {
            LockSupport.parkNanos(Math.min(durationNs, TimeUnit.MILLISECONDS.toNanos(50)));
        }
    }
}
