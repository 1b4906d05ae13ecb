/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.nio.file.Path;
import java.util.Map;

/**
 * How many bytes this process has read from devices, by the kernel's account: neither what other processes do nor the
 * page cache takes part.
 */
final class DeviceReads
{
    static final Path ACCOUNT = Path.of("/proc/self/io");

    private final long before = total();

    /**
     * Bytes since this was constructed, of all threads.
     *
     * @return the number, or -1 if the kernel does not tell.
     */
    long byteCount()
    {
        final long after = total();

        return before < 0 || after < 0 ? -1 : after - before;
    }

    /**
     * Add a figure, if the kernel tells.
     *
     * @param figures to add to.
     * @param metric  of the figure.
     * @param unit    of the figure, in bytes.
     */
    void put(final Map<Metric, Double> figures, final Metric metric, final double unit)
    {
        final long count = byteCount();
        if (count >= 0)
        {
            figures.put(metric, count / unit);
        }
    }

    private static long total()
    {
        final String value = SystemFiles.value(ACCOUNT, "read_bytes");

        return SystemFiles.UNKNOWN.equals(value) ? -1 : Long.parseLong(value);
    }
}
