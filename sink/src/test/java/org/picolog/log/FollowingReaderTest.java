/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A reader that was opened while a writer was at work, and outlives what it knew of the log.
 */
class FollowingReaderTest
{
    @Test
    void goesOnWhenTheNextSegmentWasSkippedByANewWriterAndDeleted()
    {
        final TestLog log = new TestLog();
        log.open();
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            // The epoch that this reader knows held nothing: its segment is no part of the log any more.
            log.close();
            log.open();
            log.append(3);
            assertFalse(log.directory().list().contains(LogFormat.segmentName(0)));
            assertEquals(3, readToEnd(reader, 0));
        }

        log.close();
        log.open();
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            assertTrue(reader.next());
            log.close();
            log.open();
            log.append(2);
            assertEquals(5, readToEnd(reader, 1));
        }
        log.close();
    }

    @Test
    void saysThatWhatItWasToReadWasPurgedAndNotThatItIsDamaged()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(1);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            log.append(3 * TestLog.DATA_PAGES);
            log.log().purgeBelow(2);
            for (int i = 0; i < 10; i++)
            {
                log.log().preparer().doWork();
            }
            assertFalse(log.directory().list().contains(LogFormat.segmentName(1)));
            assertThrows(LogPurgedException.class, reader::next);
        }
        log.close();
    }

    /**
     * The epoch that the reader was in had no message, and its segment is gone though the reader holds it.
     */
    @Test
    void saysSoWhenTheFirstSegmentsOfTheNextEpochWerePurged()
    {
        final TestLog log = new TestLog();
        log.open();
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            assertFalse(reader.next());
            log.crash();
            log.open();
            log.append(3 * TestLog.DATA_PAGES);
            log.log().purgeBelow(2);
            for (int i = 0; i < 10; i++)
            {
                log.log().preparer().doWork();
            }
            assertFalse(log.directory().list().contains(LogFormat.segmentName(1)));
            final LogPurgedException ex = assertThrows(LogPurgedException.class, reader::next);
            assertTrue(ex.getMessage().contains("begin again"), ex::getMessage);
            reader.seekSequence(0);
            assertTrue(reader.next());
            assertEquals(TestLog.DATA_PAGES + 1, reader.sequence());
        }
        log.close();
    }

    @Test
    void doesNotBeginAgainWhenTheLogWasRepairedAndLostWhatItRead()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(8);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            assertEquals(8, readToEnd(reader, 0));
            log.crash();
            log.zero(LogFormat.SEGMENT_HEADER_PAGES);
            assertEquals(0, log.repair(false).lastKeptSequence());
            log.open();
            log.append(2);
            final DamagedLogException ex = assertThrows(DamagedLogException.class, reader::next);
            assertTrue(ex.getMessage().contains("begins at sequence 1 and not at 9"), ex::getMessage);
        }
        log.close();
    }

    @Test
    void findsWhatIsRetainedAfterAPurge()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(4 * TestLog.DATA_PAGES + 5);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            reader.seekSequence(4 * TestLog.DATA_PAGES + 2);
            log.log().purgeBelow(3);
            for (int i = 0; i < 20; i++)
            {
                log.log().preparer().doWork();
            }
            assertFalse(log.directory().list().contains(LogFormat.segmentName(2)));

            final long first = 3 * TestLog.DATA_PAGES + 1;
            for (final long wanted : new long[] {first, first + 1, first + 30, 0, 5})
            {
                reader.seekSequence(wanted);
                assertTrue(reader.next());
                assertEquals(Math.max(first, wanted), reader.sequence());
            }
            reader.seekTime(0);
            assertTrue(reader.next());
            assertEquals(first, reader.sequence());
            assertEquals(4 * TestLog.DATA_PAGES + 5, readToEnd(reader, first));
        }
        log.close();
    }

    private static long readToEnd(final LogReader reader, final long before)
    {
        long last = before;
        while (reader.next())
        {
            assertEquals(++last, reader.sequence());
        }
        return last;
    }
}
