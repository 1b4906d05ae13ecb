/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;
import java.util.Random;
import java.util.function.Function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A started writer with one file of zeros in slot 0, and a slab of random bytes of the same length.
 */
final class WriterFixture implements AutoCloseable
{
    static final long DEADLINE_NS = 30_000_000_000L;
    static final int BLOCK = BlockIo.BLOCK_SIZE;

    final LinuxBlockIo io;
    final BlockDirectory directory;
    final BlockFile lock;
    final BlockFile file;
    final AlignedMemory slab;
    final BlockWriter writer;

    WriterFixture(final Path path, final int length, final int maxInFlight)
    {
        this(path, length, maxInFlight, IoBackend.IO_URING);
    }

    WriterFixture(final Path path, final int length, final int maxInFlight, final IoBackend backend)
    {
        this(path, length, new LinuxBlockIo(backend), (fixture) ->
            fixture.io.newWriter(fixture.slab, fixture.lock, maxInFlight, WriteDurability.POWER_LOSS));
    }

    /**
     * With an io_uring that is set up in one of the ways there are.
     */
    WriterFixture(
        final Path path, final int length, final int maxInFlight, final boolean isSlabRegistered, final int firstSetup)
    {
        this(path, length, new LinuxBlockIo(), (fixture) -> new IoUringBlockWriter(
            fixture.slab, fixture.lock, maxInFlight, WriteDurability.POWER_LOSS, isSlabRegistered, firstSetup));
    }

    private WriterFixture(
        final Path path, final int length, final LinuxBlockIo io, final Function<WriterFixture, BlockWriter> factory)
    {
        this.io = io;
        directory = io.openDirectory(path);
        lock = directory.lock("lock", 0);
        file = directory.create("file");
        slab = io.allocate(length);
        file.allocate(length);
        file.write(0, slab, 0, length);
        final byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        slab.buffer().putBytes(0, bytes);

        writer = factory.apply(this);
        writer.start();
        assertEquals(0, writer.register(file));
    }

    void writeBlock(final int slot, final int index)
    {
        assertTrue(writer.write(slot, (long)index * BLOCK, index * BLOCK, BLOCK, index));
    }

    /** Submit one write and await its result. */
    int resultOf(final int slot, final long position, final int slabOffset, final int length)
    {
        final int[] results = new int[1];
        assertTrue(writer.write(slot, position, slabOffset, length, Long.MIN_VALUE));
        drain((token, result) ->
        {
            assertEquals(Long.MIN_VALUE, token);
            results[0] = result;
        });
        return results[0];
    }

    /** Submit all that is queued and deliver all outcomes. */
    void drain(final BlockWriter.CompletionHandler handler)
    {
        writer.submit();
        final long startNs = System.nanoTime();
        while (writer.inFlight() > 0)
        {
            writer.awaitCompletion(1_000_000_000L);
            writer.poll(handler);
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "completions are missing: " + writer);
        }
    }

    void assertFileEqualsSlab()
    {
        final UnsafeBuffer expected = slab.buffer();
        try (AlignedMemory memory = io.allocate(expected.capacity()))
        {
            assertEquals(expected.capacity(), file.read(0, memory, 0, expected.capacity()));
            assertEquals(0, expected.compareTo(memory.buffer()));
        }
    }

    @Override
    public void close()
    {
        writer.close();
        slab.close();
        file.close();
        lock.close();
        directory.close();
    }
}
