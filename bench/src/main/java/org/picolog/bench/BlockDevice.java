/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The block device below a file system, as the kernel describes it under {@code /sys}.
 */
final class BlockDevice
{
    private static final Path DEVICES = Path.of("/sys/dev/block");
    private static final int READS_FIELD = 0;
    private static final int WRITES_FIELD = 4;
    private static final int DISCARDS_FIELD = 11;

    private final Path directory;

    private BlockDevice(final Path directory)
    {
        this.directory = directory;
    }

    /**
     * Find the whole device that a file system is on.
     *
     * @param mount of the file system, may be null.
     * @return the device, or null if it cannot be told.
     */
    static BlockDevice of(final Mount mount)
    {
        if (null == mount)
        {
            return null;
        }
        try
        {
            final Path found = DEVICES.resolve(mount.device()).toRealPath();
            return new BlockDevice(Files.exists(found.resolve("partition")) ? found.getParent() : found);
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    String name()
    {
        return directory.getFileName().toString();
    }

    String model()
    {
        return SystemFiles.text(directory.resolve("device/model"));
    }

    /**
     * An entry of the device's queue, such as "write_cache".
     */
    String queue(final String entry)
    {
        return SystemFiles.text(directory.resolve("queue").resolve(entry));
    }

    /**
     * Does the device acknowledge writes that a power cut may take back?
     */
    boolean hasVolatileCache()
    {
        return "write back".equals(queue("write_cache"));
    }

    /**
     * Requests completed since the machine was started, whoever made them: reads, writes and discards.
     *
     * @return the number, or -1 if it cannot be told.
     */
    long requestCount()
    {
        final String[] fields = SystemFiles.text(directory.resolve("stat")).split("\\s+");
        if (fields.length <= WRITES_FIELD)
        {
            return -1;
        }

        final long discards = fields.length > DISCARDS_FIELD ? Long.parseLong(fields[DISCARDS_FIELD]) : 0;
        return Long.parseLong(fields[READS_FIELD]) + Long.parseLong(fields[WRITES_FIELD]) + discards;
    }
}
