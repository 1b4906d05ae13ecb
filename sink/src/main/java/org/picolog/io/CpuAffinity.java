/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Which CPUs a thread may run on ({@code sched_setaffinity(2)}). Threads that it starts take over its mask; the
 * kernel's workers of an io_uring do not.
 */
public final class CpuAffinity
{
    private static final int MASK_BYTES = 1024;
    private static final int CALLING_THREAD = 0;

    private CpuAffinity()
    {
    }

    /**
     * CPUs that the calling thread may run on. Does not block.
     *
     * @return their numbers, from 0.
     * @throws IllegalStateException if the kernel does not say.
     */
    public static BitSet allowed()
    {
        final byte[] mask = new byte[MASK_BYTES];
        if (Libc.sched_getaffinity(CALLING_THREAD, MASK_BYTES, mask) < 0)
        {
            throw failure("learn the CPUs of this thread");
        }
        return BitSet.valueOf(mask);
    }

    /**
     * Have the calling thread run on one CPU from now on. Does not block.
     *
     * @param cpu its number, one of {@link #allowed()}.
     * @throws IllegalStateException if the kernel refuses.
     */
    public static void pin(final int cpu)
    {
        final BitSet cpus = new BitSet();
        cpus.set(cpu);
        if (Libc.sched_setaffinity(CALLING_THREAD, MASK_BYTES, Arrays.copyOf(cpus.toByteArray(), MASK_BYTES)) < 0)
        {
            throw failure("run this thread on CPU " + cpu + " alone");
        }
    }

    private static IllegalStateException failure(final String what)
    {
        return new IllegalStateException("cannot " + what + ": " + Errno.describe(Native.getLastError()));
    }
}
