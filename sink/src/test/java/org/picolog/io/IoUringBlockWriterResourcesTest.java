/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.io.WriterFixture.BLOCK;

@Timeout(120)
class IoUringBlockWriterResourcesTest
{
    private static final int IN_FLIGHT = 8;
    private static final int WARM_UP_WRITES = 20_000;
    private static final int MEASURED_WRITES = 20_000;
    private static final long ALLOWED_BYTES = 1024;

    @TempDir
    private Path tempDir;

    private long delivered;

    /** The first native call leaves a descriptor of its library's behind. */
    @BeforeEach
    void load()
    {
        LinuxPlatform.requireSupported();
        new MappedMemory(BLOCK).close();
    }

    @Test
    void closeLeavesNoMappingAndNoDescriptor() throws IOException
    {
        final long mappings = ringMappings();
        final List<String> descriptors = descriptors();
        try (WriterFixture fixture = new WriterFixture(tempDir, IN_FLIGHT * BLOCK, IN_FLIGHT))
        {
            assertEquals(mappings + 2, ringMappings());
            assertTrue(descriptors().contains("anon_inode:[io_uring]"));
            for (int i = 0; i < IN_FLIGHT; i++)
            {
                fixture.writeBlock(0, i);
            }
            fixture.writer.submit();
            fixture.writer.close();
            fixture.assertFileEqualsSlab();
            fixture.writer.close();
        }
        assertEquals(mappings, ringMappings());
        assertEquals(descriptors, descriptors());
    }

    @Test
    void failedConstructionLeavesNothing() throws IOException
    {
        try (WriterFixture fixture = new WriterFixture(tempDir, BLOCK, 1))
        {
            fixture.lock.close();
            final long mappings = ringMappings();
            final List<String> descriptors = descriptors();
            assertThrows(
                IllegalStateException.class,
                () -> fixture.io.newWriter(fixture.slab, fixture.lock, 1, WriteDurability.POWER_LOSS));
            assertThrows(IoUringUnavailableException.class, () -> new IoUring(1, 3));
            assertThrows(IoUringUnavailableException.class, () -> new IoUring(1 << 20));
            assertEquals(mappings, ringMappings());
            assertEquals(descriptors, descriptors());
        }
    }

    @Test
    void writingAllocatesNothing()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final BlockWriter.CompletionHandler handler = (token, result) -> delivered += result == BLOCK ? 1 : 0;
        try (WriterFixture fixture = new WriterFixture(tempDir, IN_FLIGHT * BLOCK, IN_FLIGHT))
        {
            write(fixture.writer, handler, WARM_UP_WRITES);
            threads.getCurrentThreadAllocatedBytes();

            final long before = threads.getCurrentThreadAllocatedBytes();
            write(fixture.writer, handler, MEASURED_WRITES);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;

            assertEquals(WARM_UP_WRITES + MEASURED_WRITES, delivered);
            assertTrue(allocated <= ALLOWED_BYTES, MEASURED_WRITES + " writes allocated " + allocated + " bytes");
        }
    }

    private static void write(
        final BlockWriter writer, final BlockWriter.CompletionHandler handler, final int writes)
    {
        for (int i = 0; i < writes; i++)
        {
            final int offset = i % IN_FLIGHT * BLOCK;
            while (!writer.write(0, offset, offset, BLOCK, i))
            {
                writer.submit();
                writer.awaitCompletion(WriterFixture.DEADLINE_NS);
                writer.poll(handler);
            }
        }
        while (writer.inFlight() > 0)
        {
            writer.awaitCompletion(WriterFixture.DEADLINE_NS);
            writer.poll(handler);
        }
    }

    private static long ringMappings() throws IOException
    {
        try (Stream<String> lines = Files.lines(Path.of("/proc/self/maps")))
        {
            return lines.filter((line) -> line.contains("[io_uring]")).count();
        }
    }

    /** What the open descriptors are of, but for those of the JVM that come and go. */
    private static List<String> descriptors() throws IOException
    {
        final List<String> targets = new ArrayList<>();
        try (Stream<Path> entries = Files.list(Path.of("/proc/self/fd")))
        {
            for (final Path entry : entries.toList())
            {
                if (Files.isSymbolicLink(entry))
                {
                    final String target = Files.readSymbolicLink(entry).toString();
                    if (!target.startsWith("/proc") && !target.endsWith(".jar") && !target.startsWith("socket:"))
                    {
                        targets.add(target);
                    }
                }
            }
        }
        targets.sort(null);
        return targets;
    }
}
