/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryFaults.Operation;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;

/**
 * A reader goes on after a read that failed as if it had not, and does not go on after damage.
 */
class ReaderAfterFailureTest
{
    private static final int MESSAGES = 3 * DATA_PAGES + 5;

    private final TestLog log = new TestLog();
    private final Random random = new Random(1);
    private boolean isFailing;

    @Test
    void noMessageIsPassedOverOrRepeatedWhenReadsFail()
    {
        log.open();
        log.append(MESSAGES).close();
        checkEachMessage();
    }

    @Test
    void norWhileTheLogIsWritten()
    {
        log.open();
        log.append(MESSAGES);
        checkEachMessage();
        log.close();
    }

    @Test
    void aSeekThatFailedIsDoneAgain()
    {
        log.open();
        log.append(MESSAGES).close();
        failReads();
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (long sequence = 1; sequence <= MESSAGES; sequence += 7)
            {
                final long wanted = sequence;
                isFailing = true;
                if (isFailed(() -> reader.seekSequence(wanted)))
                {
                    isFailing = false;
                    reader.seekSequence(wanted);
                }
                isFailing = true;
                assertTrue(next(reader));
                assertEquals(wanted, reader.sequence());
            }
        }
    }

    @Test
    void whatIsDamagedStaysSo()
    {
        log.messageLength(9_000).open();
        log.append(5).crash();
        // The last page, which no page follows.
        log.corrupt(log.inspect().cutPage() - 1, ReaderAfterFailureTest::otherContent);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (int i = 0; i < 4; i++)
            {
                assertTrue(reader.next());
            }
            final String message = assertThrows(DamagedLogException.class, reader::next).getMessage();
            for (int i = 0; i < 3; i++)
            {
                assertEquals(message, assertThrows(DamagedLogException.class, reader::next).getMessage());
            }
            reader.seekSequence(2);
            assertTrue(reader.next());
            assertEquals(2, reader.sequence());
        }
    }

    private void checkEachMessage()
    {
        failReads();
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (int sequence = 1; sequence <= MESSAGES; sequence++)
            {
                isFailing = true;
                assertTrue(next(reader));
                assertEquals(sequence, reader.sequence());
            }
            isFailing = false;
            assertFalse(reader.next());
        }
    }

    private boolean next(final LogReader reader)
    {
        final boolean[] isThere = new boolean[1];
        for (int attempt = 0; attempt < 1_000; attempt++)
        {
            if (!isFailed(() -> isThere[0] = reader.next()))
            {
                return isThere[0];
            }
        }
        throw new AssertionError("never read");
    }

    private void failReads()
    {
        log.directory().faults((operation, name, position) ->
        {
            if (Operation.READ == operation && LogFormat.isSegmentName(name) &&
                isFailing && random.nextInt(10) < 7)
            {
                throw new BlockIoException("cannot read " + name, Errno.EIO);
            }
        });
    }

    private static boolean isFailed(final Runnable action)
    {
        try
        {
            action.run();
            return false;
        }
        catch (final BlockIoException ex)
        {
            return true;
        }
    }

    private static byte[] otherContent(final byte[] page)
    {
        page[200] ^= 1;
        final CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.wrap(page, 4, page.length - 4));
        ByteBuffer.wrap(page).order(ByteOrder.LITTLE_ENDIAN).putInt(0, (int)crc.getValue());
        return page;
    }
}
