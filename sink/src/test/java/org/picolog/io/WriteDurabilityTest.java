/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.picolog.io.WriterFixture.BLOCK;

/**
 * That a write with {@link WriteDurability#POWER_LOSS} reaches the device together with a flush of its volatile cache.
 */
@Timeout(60)
class WriteDurabilityTest
{
    private static final int WRITES = 100;
    private static final int FLUSHES_FIELD = 15;

    @TempDir
    private Path tempDir;

    @ParameterizedTest
    @EnumSource(names = { "IO_URING", "SYNC" })
    void eachWriteFlushesTheDevice(final IoBackend backend) throws IOException
    {
        try (WriterFixture fixture = new WriterFixture(tempDir, BLOCK, 1, backend))
        {
            final FileStatus status = FileStatus.of(((LinuxBlockFile)fixture.file).fd());
            final Path device = Path.of(
                "/sys/dev/block/" + (int)status.device() + ":" + (int)(status.device() >>> Integer.SIZE));
            assumeTrue(Files.exists(device.resolve("queue/write_cache")), "the device does not tell of its cache");
            assumeTrue(
                "write back".equals(Files.readString(device.resolve("queue/write_cache")).trim()),
                "the device has no volatile cache");
            fixture.file.sync();

            final long before = flushes(device);
            for (int i = 0; i < WRITES; i++)
            {
                assertEquals(BLOCK, fixture.resultOf(0, 0, 0, BLOCK));
            }
            // The kernel may merge a flush of ours with one of somebody else's.
            final long flushes = flushes(device) - before;
            assertTrue(flushes > WRITES / 2, WRITES + " writes, " + flushes + " flushes");
        }
    }

    private static long flushes(final Path device) throws IOException
    {
        final String[] fields = Files.readString(device.resolve("stat")).trim().split("\\s+");
        assumeTrue(fields.length > FLUSHES_FIELD, "the kernel does not count flushes");
        return Long.parseLong(fields[FLUSHES_FIELD]);
    }
}
