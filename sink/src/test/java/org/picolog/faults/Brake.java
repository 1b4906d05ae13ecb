/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Makes a disk slow. The disk's one thread asks before each operation; any thread may set and see.
 */
final class Brake
{
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(1);

    private DiskOperation slowOperation = DiskOperation.WRITE;
    private long delayNs;
    private int delays;
    private int delayed;
    private int turn;
    private volatile boolean isDelaying;

    /**
     * Be slow for a while. What is being delayed goes on.
     *
     * @param operation  to delay.
     * @param durationNs of each delay.
     * @param count      of delays.
     */
    synchronized void slowDown(final DiskOperation operation, final long durationNs, final int count)
    {
        slowOperation = operation;
        delayNs = durationNs;
        delays = count;
        delayed = 0;
        turn++;
    }

    /**
     * Hold up an operation until {@link #release()}.
     */
    void hold(final DiskOperation operation)
    {
        slowDown(operation, Long.MAX_VALUE, Integer.MAX_VALUE);
    }

    /**
     * Be as fast as ever.
     */
    void release()
    {
        slowDown(DiskOperation.WRITE, 0, 0);
    }

    /**
     * How often it was slow since it was told to be.
     */
    synchronized int delayed()
    {
        return delayed;
    }

    /**
     * Is an operation being delayed?
     */
    boolean isDelaying()
    {
        return isDelaying;
    }

    /**
     * The disk is about to do something.
     *
     * @return true if that was delayed.
     */
    boolean await(final DiskOperation operation)
    {
        final long durationNs;
        final int begun;
        synchronized (this)
        {
            if (operation != slowOperation || delayed >= delays)
            {
                return false;
            }
            delayed++;
            durationNs = delayNs;
            begun = turn;
            isDelaying = true;
        }

        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < durationNs && isTurn(begun))
        {
            LockSupport.parkNanos(PAUSE_NS);
        }
        isDelaying = false;

        return true;
    }

    private synchronized boolean isTurn(final int begun)
    {
        return begun == turn;
    }
}
