/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IoUringBlockWriterTest
{
    @TempDir
    private Path tempDir;

    @Test
    void roundTrip()
    {
        final LinuxBlockIo io = new LinuxBlockIo();
        try (BlockDirectory directory = io.openDirectory(tempDir);
            BlockFile lock = directory.lock("lock", 0);
            BlockFile file = directory.create("file");
            AlignedMemory slab = io.allocate(1 << 20);
            AlignedMemory readBack = io.allocate(1 << 20);
            IoUringBlockWriter writer = io.newWriter(slab, lock, 8, WriteDurability.POWER_LOSS))
        {
            System.out.println(writer + " " + directory.list());
            file.allocate(1 << 20);
            slab.buffer().setMemory(0, 1 << 20, (byte)7);
            writer.start();
            final int slot = writer.register(file);
            assertTrue(writer.write(slot, 0, 0, 1 << 20, 42L));
            writer.submit();
            int n = 0;
            while (n == 0)
            {
                writer.awaitCompletion(1_000_000_000L);
                n += writer.poll((token, result) ->
                {
                    assertEquals(42L, token);
                    assertEquals(1 << 20, result);
                });
            }
            assertEquals(1 << 20, file.read(0, readBack, 0, 1 << 20));
            assertEquals(0, slab.buffer().compareTo(readBack.buffer()));
            writer.unregister(slot);
        }
    }
}
