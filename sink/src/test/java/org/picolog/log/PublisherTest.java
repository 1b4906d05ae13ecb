/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who may append, and where its stream stands, is found again when the log is opened.
 */
class PublisherTest
{
    private static final int SESSION = 11;
    private static final int STREAM = 7001;
    private static final Publisher FIRST = new Publisher(42, 1);
    private static final Publisher SECOND = new Publisher(42, 2);
    private static final UnsafeBuffer MESSAGE = new UnsafeBuffer(new byte[3_000]);

    private final TestLog test = new TestLog();

    @Test
    void nobodyClaimedANewLog()
    {
        test.open();
        assertEquals(Publisher.NONE, test.log().assembler().publisher());
        test.crash().open();
        assertEquals(StreamEnd.NONE, test.log().streamEnd());
    }

    @Test
    void isFoundAgainFromItsRecord()
    {
        test.open();
        connect(FIRST);
        append(1_000);
        test.crash().open();
        assertEquals(new StreamEnd(FIRST, SESSION, 1_000), test.log().streamEnd());
        assertEquals(FIRST, test.log().assembler().publisher());
    }

    @Test
    void theLastOfSeveralRecordsInOnePageCounts()
    {
        test.open();
        assertTrue(test.log().assembler().publisher(FIRST, SESSION, STREAM, 0));
        assertTrue(test.log().assembler().publisher(SECOND, SESSION + 1, STREAM, 64));
        settle();
        test.crash().open();
        assertEquals(
            new StreamEnd(SECOND, SESSION + 1, LogFormat.NULL_POSITION),
            test.log().streamEnd(),
            "nothing of the second session is in the log");
    }

    @Test
    void isFoundAgainThoughItsRecordIsManySegmentsBack()
    {
        test.open();
        connect(FIRST);
        for (int i = 1; i <= 3 * TestLog.PAGES; i++)
        {
            append(i * 4_096L);
        }
        test.close().open();
        assertEquals(new StreamEnd(FIRST, SESSION, 3 * TestLog.PAGES * 4_096L), test.log().streamEnd());
    }

    @Test
    void staysOverEpochsWithoutRecords()
    {
        test.open();
        connect(SECOND);
        append(640);
        for (int i = 0; i < 3; i++)
        {
            test.crash().open();
            assertEquals(new StreamEnd(SECOND, SESSION, 640), test.log().streamEnd());
        }
    }

    @Test
    void thatDidNotBecomeDurableWasNeverThere()
    {
        test.open();
        connect(FIRST);
        append(64);
        assertTrue(test.log().assembler().publisher(SECOND, SESSION + 1, STREAM, 64));
        test.log().assembler().seal();
        test.crash().open();
        assertEquals(FIRST, test.log().assembler().publisher());
    }

    @Test
    void isWhatTheLogEndsWithAfterARepair()
    {
        test.open();
        connect(FIRST);
        append(64);
        append(128);
        connect(SECOND);
        append(192);
        append(256);
        test.close();
        // Segment header, header copy, OPEN page, record of the first, two messages: then that of the second.
        test.zero(6);
        assertTrue(test.repair(false).isDone());
        test.open();
        assertEquals(FIRST, test.log().assembler().publisher());
        assertEquals(3, test.log().assembler().nextSequence());
    }

    @Test
    void voidsAnUnfinishedMessage()
    {
        test.open();
        connect(FIRST);
        append(64);
        test.log().assembler().append(MESSAGE, 0, 100, PageAssembler.BEGIN, 96);
        connect(SECOND);
        assertFalse(test.log().assembler().inMessage());
        append(64);
        test.close();
        assertEquals(LogVerification.Verdict.CLEAN, test.verify().verdict());
        assertEquals(2, countMessages());
    }

    @Test
    void anAbandonedMessageIsRecordedAndNotRead()
    {
        test.open();
        append(64);
        assertTrue(test.log().assembler().abandonMessage(), "there is none");
        test.log().assembler().append(MESSAGE, 0, 100, PageAssembler.BEGIN, 96);
        assertTrue(test.log().assembler().abandonMessage());
        assertFalse(test.log().assembler().inMessage());
        append(160);
        test.close();
        final LogVerification verification = test.verify();
        assertEquals(LogVerification.Verdict.CLEAN, verification.verdict());
        // The other one is the claim on closing.
        assertEquals(2, verification.controlRecords());
        assertEquals(2, countMessages());
    }

    @Test
    void waitsForRoomInAFullRing()
    {
        test.open();
        while (PageAssembler.NO_ROOM !=
            test.log().assembler().append(MESSAGE, 0, MESSAGE.capacity(), PageAssembler.WHOLE, 0))
        {
            test.log().preparer().doWork();
        }
        while (PageAssembler.NO_ROOM != test.log().assembler().append(MESSAGE, 0, 8, PageAssembler.BEGIN, 0))
        {
            test.log().assembler().append(MESSAGE, 0, 0, PageAssembler.END, 0);
        }
        assertFalse(test.log().assembler().publisher(FIRST, SESSION, STREAM, 0));
        assertEquals(Publisher.NONE, test.log().assembler().publisher());
        settle();
        assertTrue(test.log().assembler().publisher(FIRST, SESSION, STREAM, 0));
    }

    private void connect(final Publisher publisher)
    {
        assertTrue(test.log().assembler().publisher(publisher, SESSION, STREAM, 0));
        settle();
    }

    private void append(final long position)
    {
        while (PageAssembler.NO_ROOM ==
            test.log().assembler().append(MESSAGE, 0, MESSAGE.capacity(), PageAssembler.WHOLE, position))
        {
            test.log().preparer().doWork();
            test.log().flusher().doWork();
        }
        settle();
    }

    private void settle()
    {
        test.log().assembler().seal();
        while (!test.log().flusher().isIdle())
        {
            test.log().preparer().doWork();
            test.log().flusher().doWork();
        }
    }

    private int countMessages()
    {
        int count = 0;
        try (LogReader reader = LogReader.open(test.io(), TestLog.PATH))
        {
            while (reader.next())
            {
                count++;
            }
        }
        return count;
    }
}
