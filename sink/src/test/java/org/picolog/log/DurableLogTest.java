/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DurableLogTest
{
    private static final int SMALL_SEGMENT_LENGTH = 64 * 4096;

    @TempDir
    private Path directory;

    @Test
    void readsBackWhatWasCommittedAcrossManySegments()
    {
        writeAndReadBack(20_000, 100, 100);
    }

    @Test
    void readsBackMessagesOfEveryLength()
    {
        writeAndReadBack(3_000, 0, 3_000);
    }

    @Test
    void readsBackMessagesLongerThanPages()
    {
        writeAndReadBack(200, 4_000, 30_000);
    }

    @Test
    void goesOnWhereTheLogEndedInAnEpochOfItsOwn()
    {
        int count = 0;
        for (int epoch = 1; epoch <= 5; epoch++)
        {
            try (DurableLog log = DurableLog.open(context()))
            {
                assertEquals(epoch, log.epoch());
                assertEquals(1 == epoch ? RecoveryVerdict.EMPTY : RecoveryVerdict.CLEAN, log.recoveryVerdict());
                assertEquals(count + 1, log.assembler().nextSequence());
                write(log, count, 1_000 * epoch, 10, 500);
                count += 1_000 * epoch;
            }
            readBack(count, 10, 500);
        }
    }

    @Test
    void recoversWhatWasCommittedWithoutACleanClose()
    {
        final DurableLog log = DurableLog.open(context());
        write(log, 0, 5_000, 10, 500);
        log.abandon();

        readBack(5_000, 10, 500);
    }

    private void writeAndReadBack(final int count, final int minLength, final int maxLength)
    {
        try (DurableLog log = DurableLog.open(context()))
        {
            write(log, 0, count, minLength, maxLength);
        }
        readBack(count, minLength, maxLength);
    }

    private LogContext context()
    {
        return new LogContext().directory(directory).segmentLength(SMALL_SEGMENT_LENGTH);
    }

    private static void write(
        final DurableLog log, final int sequenceBefore, final int count, final int minLength, final int maxLength)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[maxLength]);
        log.flusher().start();
        for (long sequence = sequenceBefore + 1; sequence <= sequenceBefore + count; sequence++)
        {
            final int length = fill(message, sequence, minLength, maxLength);
            while (PageAssembler.NO_ROOM == log.assembler().append(message, 0, length, PageAssembler.WHOLE, -1))
            {
                work(log);
            }
            assertEquals(sequence + 1, log.assembler().nextSequence());
        }
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            work(log);
        }
        assertEquals(sequenceBefore + count, log.flusher().committedSequence());
    }

    private void readBack(final int count, final int minLength, final int maxLength)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[maxLength]);
        try (LogReader reader = LogReader.open(directory))
        {
            for (long sequence = 1; sequence <= count; sequence++)
            {
                final int length = fill(message, sequence, minLength, maxLength);
                assertTrue(reader.next(), () -> "log ends at " + reader.sequence());
                assertEquals(sequence, reader.sequence());
                assertEquals(length, reader.length());
                for (int i = 0; i < length; i++)
                {
                    assertEquals(message.getByte(i), reader.buffer().getByte(reader.offset() + i));
                }
            }
            assertFalse(reader.next());
        }
    }

    private static void work(final DurableLog log)
    {
        log.preparer().doWork();
        log.flusher().doWork();
    }

    private static int fill(
        final UnsafeBuffer message, final long sequence, final int minLength, final int maxLength)
    {
        final Random random = new Random(sequence);
        final int length = minLength + random.nextInt(maxLength - minLength + 1);
        for (int i = 0; i < length; i++)
        {
            message.putByte(i, (byte)random.nextInt());
        }

        return length;
    }
}
