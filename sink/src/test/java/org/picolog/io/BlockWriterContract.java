/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.picolog.io.WriterFixture.BLOCK;

/**
 * What holds for each back end that writes to a real disk.
 */
@Timeout(120)
abstract class BlockWriterContract
{
    @TempDir
    private Path tempDir;

    private final IoBackend backend;

    BlockWriterContract(final IoBackend backend)
    {
        this.backend = backend;
    }

    Path tempDir()
    {
        return tempDir;
    }

    WriterFixture open(final int length, final int maxInFlight)
    {
        return new WriterFixture(tempDir, length, maxInFlight, backend);
    }

    @Test
    void whatTheKernelRefusesIsAResult()
    {
        try (WriterFixture fixture = open(2 * BLOCK, 2);
            BlockFile readOnly = fixture.directory.open("file", false))
        {
            assertEquals(-Errno.EINVAL, fixture.resultOf(0, 1, 0, BLOCK));
            assertEquals(-Errno.EINVAL, fixture.resultOf(0, 0, 0, BLOCK - 1));
            assertEquals(-Errno.EINVAL, fixture.resultOf(0, 0, 1, BLOCK));
            assertEquals(-Errno.EINVAL, fixture.resultOf(0, -BLOCK, 0, BLOCK));
            assertEquals(-Errno.EFBIG, fixture.resultOf(0, 1L << 60, 0, BLOCK));
            assertEquals(-Errno.EBADF, fixture.resultOf(17, 0, 0, BLOCK));
            assertEquals(-Errno.EBADF, fixture.resultOf(fixture.writer.register(readOnly), 0, 0, BLOCK));
            assertEquals(BLOCK, fixture.resultOf(0, 0, 0, BLOCK));
        }
    }

    @Test
    void whatIsNotInTheSlabIsRefusedAtOnce()
    {
        try (WriterFixture fixture = open(2 * BLOCK, 2))
        {
            final BlockWriter writer = fixture.writer;
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, 0, -BLOCK, BLOCK, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, 0, BLOCK, 2 * BLOCK, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, 0, Integer.MAX_VALUE, BLOCK, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> writer.write(0, 0, 0, -1, 0));
            assertEquals(0, writer.inFlight());
        }
    }

    @Test
    void aFullQueueTakesNoMoreUntilOutcomesAreDelivered()
    {
        try (WriterFixture fixture = open(5 * BLOCK, 4))
        {
            for (int i = 0; i < 4; i++)
            {
                fixture.writeBlock(0, i);
            }
            assertFalse(fixture.writer.write(0, 0, 0, BLOCK, 0));
            fixture.writer.submit();
            assertFalse(fixture.writer.write(0, 0, 0, BLOCK, 0), "submitted is not delivered");
            assertEquals(4, fixture.writer.inFlight());

            fixture.drain((token, result) -> assertEquals(BLOCK, result));
            fixture.writeBlock(0, 4);
            fixture.drain((token, result) -> assertEquals(4, token));
            fixture.assertFileEqualsSlab();
        }
    }

    /** The queue's indexes wrap many times, with as many outcomes unreaped as there can be. */
    @Test
    void completionsWaitUntilTheyAreReaped()
    {
        try (WriterFixture fixture = open(4 * BLOCK, 4))
        {
            final long[] sum = new long[1];
            for (int round = 0; round < 200; round++)
            {
                sum[0] = 0;
                for (int i = 0; i < 4; i++)
                {
                    fixture.writeBlock(0, i);
                }
                fixture.writer.submit();
                for (int i = 0; i < 8; i++)
                {
                    fixture.writer.awaitCompletion(TimeUnit.MILLISECONDS.toNanos(1));
                }
                fixture.drain((token, result) -> sum[0] += 1L << token);
                assertEquals(0b1111, sum[0]);
            }
        }
    }

    @Test
    void aHandlerMayWriteAgainAndMayThrow()
    {
        try (WriterFixture fixture = open(2 * BLOCK, 1))
        {
            fixture.writeBlock(0, 0);
            final int[] outcomes = new int[2];
            fixture.drain((token, result) ->
            {
                if (1 == ++outcomes[(int)token] && 0 == token)
                {
                    fixture.writeBlock(0, 1);
                }
            });
            assertEquals(1, outcomes[0]);
            assertEquals(1, outcomes[1]);

            fixture.writeBlock(0, 0);
            assertThrows(IllegalStateException.class, () -> fixture.drain((token, result) ->
            {
                throw new IllegalStateException("on purpose");
            }));
            assertEquals(0, fixture.writer.inFlight());
            assertEquals(BLOCK, fixture.resultOf(0, 0, 0, BLOCK));
        }
    }

    @Test
    void slotsRunOutAndAreReused()
    {
        try (WriterFixture fixture = open(BLOCK, 1))
        {
            for (int slot = 1; slot < IoUringBlockWriter.SLOTS; slot++)
            {
                assertEquals(slot, fixture.writer.register(fixture.file));
            }
            assertThrows(IllegalStateException.class, () -> fixture.writer.register(fixture.file));

            fixture.writer.unregister(5);
            assertEquals(-Errno.EBADF, fixture.resultOf(5, 0, 0, BLOCK));
            assertThrows(IllegalArgumentException.class, () -> fixture.writer.unregister(5));
            assertThrows(IllegalArgumentException.class, () -> fixture.writer.unregister(IoUringBlockWriter.SLOTS));

            try (BlockFile other = fixture.directory.create("other"))
            {
                assertEquals(5, fixture.writer.register(other));
                assertEquals(BLOCK, fixture.resultOf(5, 0, 0, BLOCK));
                assertEquals(BLOCK, other.size());
                fixture.writer.unregister(5);
            }
        }
    }

    @Test
    void wrongUseIsRefused()
    {
        try (WriterFixture fixture = open(BLOCK, 1);
            BlockFile lock = fixture.directory.lock("other-lock", 0))
        {
            for (final int maxInFlight : new int[]{ 0, -1, 3, Integer.MIN_VALUE, 8192 })
            {
                assertThrows(
                    IllegalArgumentException.class,
                    () -> fixture.io.newWriter(fixture.slab, lock, maxInFlight, WriteDurability.POWER_LOSS));
            }

            final BlockWriter writer = fixture.io.newWriter(fixture.slab, lock, 1, WriteDurability.POWER_LOSS);
            assertThrows(IllegalStateException.class, () -> writer.write(0, 0, 0, BLOCK, 0));
            assertThrows(IllegalStateException.class, () -> writer.register(fixture.file));
            writer.start();
            assertThrows(IllegalStateException.class, writer::start);
            writer.close();
            writer.close();
            assertThrows(IllegalStateException.class, writer::start);
            assertThrows(IllegalStateException.class, () -> writer.write(0, 0, 0, BLOCK, 0));
            writer.submit();
            writer.awaitCompletion(1);
            assertEquals(0, writer.poll((token, result) -> fail()));
        }
    }
}
