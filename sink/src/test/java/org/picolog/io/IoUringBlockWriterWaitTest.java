/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.picolog.io.WriterFixture.BLOCK;

/**
 * Waiting for a write that ends when the test says so: into a pipe that is full.
 */
@Timeout(60)
class IoUringBlockWriterWaitTest
{
    private static final int PIPE_CAPACITY = 64 * 1024;
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(30);

    @TempDir
    private Path tempDir;

    private int pipeFd;

    @BeforeEach
    void createPipe()
    {
        final String path = tempDir.resolve("pipe").toString();
        assertEquals(0, NativeLibrary.getInstance("c").getFunction("mkfifo").invokeInt(new Object[]{ path, 0600 }));
        pipeFd = Libc.openat(Libc.AT_FDCWD, Native.toByteArray(path), Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        assertTrue(pipeFd >= 0);
    }

    @Test
    void awaitTimesOutAndWakes() throws Exception
    {
        try (WriterFixture fixture = new WriterFixture(tempDir, PIPE_CAPACITY, 4);
            BlockFile pipe = new LinuxBlockFile("test", "pipe", pipeFd))
        {
            fixture.writer.awaitCompletion(TimeUnit.HOURS.toNanos(1));

            final int slot = fill(fixture, pipe);
            final long startNs = System.nanoTime();
            fixture.writer.awaitCompletion(PAUSE_NS);
            assertTrue(System.nanoTime() - startNs >= PAUSE_NS, "woke too early");
            assertEquals(0, fixture.writer.poll((token, result) -> fail()));
            fixture.writer.awaitCompletion(0);
            fixture.writer.awaitCompletion(-1);
            assertEquals(1, fixture.writer.inFlight());

            final Thread reader = readSoon();
            final long[] tokens = new long[1];
            fixture.writer.awaitCompletion(TimeUnit.HOURS.toNanos(1));
            assertEquals(1, fixture.writer.poll((token, result) -> tokens[0] = token + result));
            assertEquals(77 + BLOCK, tokens[0]);
            reader.join();

            // An outcome that is there already is not waited for.
            assertTrue(fixture.writer.write(0, 0, 0, BLOCK, 1));
            fixture.writer.awaitCompletion(TimeUnit.HOURS.toNanos(1));
            fixture.writer.awaitCompletion(TimeUnit.HOURS.toNanos(1));
            fixture.drain((token, result) -> assertEquals(1, token));
            fixture.writer.unregister(slot);
        }
    }

    @Test
    void closeWaitsForWhatIsInFlight() throws Exception
    {
        final WriterFixture fixture = new WriterFixture(tempDir, PIPE_CAPACITY, 4);
        try (fixture; BlockFile pipe = new LinuxBlockFile("test", "pipe", pipeFd))
        {
            fill(fixture, pipe);
            fixture.writeBlock(0, 0);
            final long startNs = System.nanoTime();
            final Thread reader = readSoon();
            fixture.writer.close();
            assertTrue(System.nanoTime() - startNs >= PAUSE_NS, "closed with a write in flight");
            assertEquals(0, fixture.writer.inFlight());
            reader.join();
        }
    }

    /** Fills the pipe, and leaves one more write in flight. */
    private static int fill(final WriterFixture fixture, final BlockFile pipe)
    {
        final int slot = fixture.writer.register(pipe);
        assertEquals(PIPE_CAPACITY, fixture.resultOf(slot, 0, 0, PIPE_CAPACITY));
        assertTrue(fixture.writer.write(slot, 0, 0, BLOCK, 77));
        fixture.writer.submit();
        return slot;
    }

    private Thread readSoon()
    {
        final long startNs = System.nanoTime();
        final Thread thread = new Thread(() ->
        {
            while (System.nanoTime() - startNs < PAUSE_NS)
            {
                Thread.onSpinWait();
            }
            try (MappedMemory memory = new MappedMemory(PIPE_CAPACITY))
            {
                final Object[] arguments = { pipeFd, memory.address(), (long)PIPE_CAPACITY };
                assertEquals(
                    PIPE_CAPACITY, NativeLibrary.getInstance("c").getFunction("read").invokeLong(arguments));
            }
        });
        thread.start();
        return thread;
    }
}
