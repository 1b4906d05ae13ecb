/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.Map;

/**
 * What the process used between two points in time: processor, heap, collections, the device. Both points are taken by
 * the thread that generates load.
 */
final class ProcessUse
{
    private static final double NS_PER_US = 1e3;
    private static final com.sun.management.ThreadMXBean THREADS =
        (com.sun.management.ThreadMXBean)ManagementFactory.getThreadMXBean();
    private static final OperatingSystemMXBean PROCESS =
        (OperatingSystemMXBean)ManagementFactory.getOperatingSystemMXBean();

    private final long writtenBytes = writtenBytes();
    private final long[] threadIds;
    private final long[] threadBytes;
    private final long collectionCount = collectionCount();
    private final long processNs = PROCESS.getProcessCpuTime();
    private final long generatorNs = THREADS.getCurrentThreadCpuTime();

    /**
     * The first point in time.
     */
    ProcessUse()
    {
        threadIds = THREADS.getAllThreadIds();
        // Last, and with as little as possible allocated after it by this very thread.
        threadBytes = THREADS.getThreadAllocatedBytes(threadIds);
    }

    /**
     * The second point in time.
     *
     * @param figures       to add to.
     * @param count         of messages between the two.
     * @param messageLength of each, in bytes.
     */
    void put(final Map<Metric, Double> figures, final long count, final int messageLength)
    {
        // First, for the same reason.
        final long[] bytesNow = THREADS.getThreadAllocatedBytes(threadIds);
        final long generatorUsedNs = THREADS.getCurrentThreadCpuTime() - generatorNs;
        final long processUsedNs = PROCESS.getProcessCpuTime() - processNs;
        final long[] idsNow = THREADS.getAllThreadIds();
        final long writtenNow = writtenBytes();
        final long messages = Math.max(1, count);

        long bytes = 0;
        for (int i = 0; i < threadIds.length; i++)
        {
            // A thread that ended meanwhile says -1; what it allocated is not known.
            bytes += Math.max(0, bytesNow[i] - threadBytes[i]);
        }
        for (final long id : idsNow)
        {
            if (Arrays.stream(threadIds).noneMatch((known) -> known == id))
            {
                bytes += Math.max(0, THREADS.getThreadAllocatedBytes(id));
            }
        }

        figures.put(Metric.CPU_US_PER_MESSAGE, processUsedNs / NS_PER_US / messages);
        figures.put(
            Metric.SYSTEM_CPU_US_PER_MESSAGE, Math.max(0, processUsedNs - generatorUsedNs) / NS_PER_US / messages);
        // This object's own arrays.
        final long ownBytes = 2L * Long.BYTES * (threadIds.length + 2L);
        figures.put(Metric.ALLOCATED_BYTES_PER_MESSAGE, Math.max(0.0, bytes - ownBytes) / messages);
        figures.put(Metric.COLLECTIONS, (double)(collectionCount() - collectionCount));
        if (writtenBytes >= 0 && writtenNow >= 0)
        {
            figures.put(
                Metric.WRITTEN_BYTES_PER_PAYLOAD_BYTE,
                (double)(writtenNow - writtenBytes) / messages / Math.max(1, messageLength));
        }
    }

    /**
     * By the kernel's account of this process: of pages of the page cache that it was the first to change, and of what
     * it wrote past the page cache.
     *
     * @return the number since the process began, or -1 if the kernel does not tell.
     */
    private static long writtenBytes()
    {
        final String value = SystemFiles.value(DeviceReads.ACCOUNT, "write_bytes");

        return SystemFiles.UNKNOWN.equals(value) ? -1 : Long.parseLong(value);
    }

    private static long collectionCount()
    {
        long count = 0;
        for (final GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans())
        {
            count += Math.max(0, collector.getCollectionCount());
        }

        return count;
    }
}
