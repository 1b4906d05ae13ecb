/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A message of the greatest length that Aeron allows, in the parts that Aeron makes of it: it goes over some sixty
 * segments.
 */
class LargestMessageTest
{
    private static final int LENGTH = 16 * 1024 * 1024;
    private static final int PART_LENGTH = 1_376;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private final TestLog test = new TestLog();

    LargestMessageTest()
    {
        new Random(1).nextBytes(message.byteArray());
    }

    @Test
    void isReadBackAsOne()
    {
        test.open();
        append(100, 100);
        append(LENGTH, LENGTH);
        append(200, 200);
        assertEquals(3, test.log().flusher().committedSequence());
        test.close();

        assertEquals(LogVerification.Verdict.CLEAN, test.verify().verdict());
        try (LogReader reader = LogReader.open(test.io(), TestLog.PATH))
        {
            for (final int length : new int[]{100, LENGTH, 200})
            {
                assertTrue(reader.next());
                assertEquals(length, reader.length());
                assertEquals(0, new UnsafeBuffer(message, 0, length).compareTo(
                    new UnsafeBuffer(reader.buffer(), reader.offset(), length)));
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void showsNothingOfItselfWhenTheLogIsCutInside()
    {
        for (final int length : new int[]{PART_LENGTH, LENGTH / 2, LENGTH - PART_LENGTH})
        {
            final TestLog cut = test.copy();
            cut.open();
            append(cut, 100, 100);
            append(cut, LENGTH, length);
            assertEquals(1, cut.log().flusher().committedSequence());
            cut.crash().open();
            append(cut, 200, 200);
            cut.close();

            assertEquals(LogVerification.Verdict.CLEAN, cut.verify().verdict());
            try (LogReader reader = LogReader.open(cut.io(), TestLog.PATH))
            {
                assertTrue(reader.next());
                assertEquals(100, reader.length());
                assertTrue(reader.next());
                assertEquals(2, reader.sequence());
                assertEquals(200, reader.length());
                assertFalse(reader.next());
            }
        }
    }

    private void append(final int length, final int appended)
    {
        append(test, length, appended);
    }

    /**
     * A message of a length, of which so much arrives; and wait until that is durable.
     */
    private void append(final TestLog log, final int length, final int appended)
    {
        for (int offset = 0; offset < appended; offset += PART_LENGTH)
        {
            final int partLength = Math.min(PART_LENGTH, length - offset);
            final int flags = (0 == offset ? PageAssembler.BEGIN : 0) |
                (offset + partLength == length ? PageAssembler.END : 0);
            while (PageAssembler.NO_ROOM ==
                log.log().assembler().append(message, offset, partLength, (byte)flags, offset + partLength))
            {
                work(log);
            }
        }
        log.log().assembler().seal();
        while (!log.log().flusher().isIdle())
        {
            work(log);
        }
    }

    private static void work(final TestLog log)
    {
        log.log().preparer().doWork();
        log.log().flusher().doWork();
    }
}
