/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import com.sun.management.OperatingSystemMXBean;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

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
    private final long beginNs = System.nanoTime();
    private final Map<String, ThreadAllocation> threads = new TreeMap<>();

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
        final long elapsedNs = System.nanoTime() - beginNs;
        final long writtenNow = writtenBytes();
        final long messages = Math.max(1, count);

        for (int i = 0; i < threadIds.length; i++)
        {
            // A thread that ended meanwhile says -1; what it allocated is not known.
            add(threadIds[i], bytesNow[i] - threadBytes[i], messages, elapsedNs);
        }
        for (final long id : idsNow)
        {
            if (Arrays.stream(threadIds).noneMatch((known) -> known == id))
            {
                add(id, THREADS.getThreadAllocatedBytes(id), messages, elapsedNs);
            }
        }

        figures.put(Metric.CPU_US_PER_MESSAGE, processUsedNs / NS_PER_US / messages);
        figures.put(
            Metric.SYSTEM_CPU_US_PER_MESSAGE, Math.max(0, processUsedNs - generatorUsedNs) / NS_PER_US / messages);
        figures.put(
            Metric.ALLOCATED_BYTES_PER_MESSAGE,
            threads.values().stream().mapToDouble(ThreadAllocation::bytesPerMessage).sum());
        figures.put(
            Metric.ALLOCATED_BYTES_PER_SECOND,
            threads.values().stream().mapToDouble(ThreadAllocation::bytesPerSecond).sum());
        figures.put(Metric.COLLECTIONS, (double)(collectionCount() - collectionCount));
        if (writtenBytes >= 0 && writtenNow >= 0)
        {
            figures.put(
                Metric.WRITTEN_BYTES_PER_PAYLOAD_BYTE,
                (double)(writtenNow - writtenBytes) / messages / Math.max(1, messageLength));
        }
    }

    /**
     * What each thread allocated between the two points in time, by its name. Threads of the same name are one.
     */
    Map<String, ThreadAllocation> threads()
    {
        return threads;
    }

    private void add(final long threadId, final long allocatedBytes, final long messages, final long elapsedNs)
    {
        final boolean isGenerator = Thread.currentThread().getId() == threadId;
        // This object's own arrays.
        final long ownBytes = isGenerator ? 2L * Long.BYTES * (threadIds.length + 2L) : 0;
        final double bytes = Math.max(0, allocatedBytes - ownBytes);
        final ThreadInfo info = THREADS.getThreadInfo(threadId);
        threads.merge(
            isGenerator ? "generator" : null == info ? "ended" : nameOf(info),
            new ThreadAllocation(bytes / messages, Measurement.perSecond(bytes, elapsedNs)),
            (one, other) -> new ThreadAllocation(
                one.bytesPerMessage() + other.bytesPerMessage(), one.bytesPerSecond() + other.bytesPerSecond()));
    }

    /**
     * The media driver's threads have its directory in their names, which is another one each time.
     */
    private static String nameOf(final ThreadInfo info)
    {
        return info.getThreadName().replaceAll("\\S*/aeron-\\S+", "media driver");
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
