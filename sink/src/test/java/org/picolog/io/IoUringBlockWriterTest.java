/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.io.WriterFixture.BLOCK;

class IoUringBlockWriterTest extends BlockWriterContract
{
    private static final int BIG = 4 << 20;

    IoUringBlockWriterTest()
    {
        super(IoBackend.IO_URING);
    }

    /** Each way to set up the ring, with and without a registered buffer. Small writes overtake large ones. */
    @ParameterizedTest
    @CsvSource({ "true,0", "false,0", "true,1", "false,1", "true,2", "false,2" })
    void deliversEachTokenOnceAndTheData(final boolean isSlabRegistered, final int firstSetup)
    {
        final int smallWrites = 500;
        final int length = 2 * BIG + smallWrites * BLOCK;
        try (WriterFixture fixture = new WriterFixture(tempDir(), length, 8, isSlabRegistered, firstSetup))
        {
            assertEquals(isSlabRegistered, null == ((IoUringBlockWriter)fixture.writer).unregisteredSlabCause());
            final int[] deliveries = new int[smallWrites + 2];
            final int[] reordered = new int[1];
            final long[] last = { -1 };
            final BlockWriter.CompletionHandler handler = (token, result) ->
            {
                assertEquals(token < 2 ? BIG : BLOCK, result);
                reordered[0] += token < last[0] ? 1 : 0;
                last[0] = token;
                deliveries[(int)token]++;
            };

            int position = 0;
            for (int i = 0; i < deliveries.length; i++)
            {
                final int size = i < 2 ? BIG : BLOCK;
                while (!fixture.writer.write(0, position, position, size, i))
                {
                    fixture.writer.submit();
                    fixture.writer.poll(handler);
                }
                position += size;
            }
            fixture.drain(handler);

            for (final int count : deliveries)
            {
                assertEquals(1, count);
            }
            assertTrue(reordered[0] > 0, "the large writes should have been overtaken");
            assertEquals(0, fixture.writer.poll(handler));
            fixture.assertFileEqualsSlab();
        }
    }

    @Test
    void aRegisteredFileOutlivesItsDescriptor()
    {
        try (WriterFixture fixture = open(BLOCK, 1))
        {
            fixture.file.close();
            assertEquals(BLOCK, fixture.resultOf(0, 0, 0, BLOCK));
            assertThrows(IllegalStateException.class, () -> fixture.writer.register(fixture.file));
        }
    }

    @Test
    void isUsedByTheThreadThatStartsItAndByNoOther() throws Exception
    {
        try (WriterFixture fixture = open(BLOCK, 1);
            BlockFile otherLock = fixture.directory.lock("other-lock", 0))
        {
            final BlockWriter writer =
                fixture.io.newWriter(fixture.slab, otherLock, 1, WriteDurability.DEVICE_ACCEPTED);
            final AtomicReference<Throwable> failure = new AtomicReference<>();
            final Thread thread = new Thread(() ->
            {
                writer.start();
                final int slot = writer.register(fixture.file);
                assertTrue(writer.write(slot, 0, 0, BLOCK, 1));
                writer.submit();
                writer.close();
            });
            thread.setUncaughtExceptionHandler((ignored, ex) -> failure.set(ex));
            thread.start();
            thread.join();
            assertNull(failure.get());
            fixture.assertFileEqualsSlab();

            final Thread stranger = new Thread(() -> fixture.writer.register(fixture.file));
            stranger.setUncaughtExceptionHandler((ignored, ex) -> failure.set(ex));
            stranger.start();
            stranger.join();
            assertNotNull(failure.get());
            assertEquals(Errno.EEXIST, ((BlockIoException)failure.get()).errno());
        }
    }

}
