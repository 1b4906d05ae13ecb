/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.picolog.io.BlockFile;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.MemoryFaults.Operation;

import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A purge of a log that nobody writes: what each rule lets go, and that the log is whole wherever the purge is broken
 * off.
 */
class LogPurgeTest
{
    private static final long SEGMENT = (long)TestLog.PAGES * LogFormat.PAGE_SIZE;
    private static final int LAST = 4 * TestLog.DATA_PAGES + 5;
    private static final RetentionPolicy NONE = RetentionPolicy.KEEP_ALL;

    private final TestLog log = new TestLog();

    @BeforeEach
    void writeFiveSegments()
    {
        log.open();
        log.append(LAST).close();
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), live(log));
    }

    @Test
    void bytesKeepTheNewestSegmentsThatFit()
    {
        assertKept(5, NONE.bytes(5 * SEGMENT), Long.MAX_VALUE);
        assertKept(4, NONE.bytes(5 * SEGMENT - 1), Long.MAX_VALUE);
        assertKept(2, NONE.bytes(3 * SEGMENT - 1), Long.MAX_VALUE);
        assertKept(1, NONE.bytes(1), Long.MAX_VALUE);
    }

    @Test
    void ageIsThatOfTheNewestMessageOfASegment()
    {
        final long second = SegmentStart.read(log.io(), log.opened(), anchor(log), 2).timestampNs();
        assertKept(5, NONE.ageNs(Long.MAX_VALUE), Long.MAX_VALUE);
        assertEquals(1, run(log.copy(), NONE.ageNs(10), Long.MAX_VALUE, false, second + 9).firstKept());
        assertEquals(2, run(log.copy(), NONE.ageNs(10), Long.MAX_VALUE, false, second + 10).firstKept());
        assertKept(1, NONE.ageNs(1), Long.MAX_VALUE);
    }

    @Test
    void nothingGoesThatIsNotDoneWith()
    {
        final long startOfThird = SegmentStart.read(log.io(), log.opened(), anchor(log), 2).firstSequence();
        assertKept(5, NONE, 0);
        // The message that the next segment begins with may begin in the one before.
        assertKept(4, NONE, startOfThird - 1);
        assertKept(3, NONE, startOfThird);
        assertKept(3, NONE.bytes(1), startOfThird);
        assertKept(4, NONE.bytes(4 * SEGMENT), startOfThird);
        assertKept(3, NONE.ageNs(1), startOfThird);
        assertKept(1, NONE, LAST);
        assertKept(5, NONE, Long.MAX_VALUE);
    }

    @Test
    void aMessageOverTwoSegmentsIsKeptWhole()
    {
        final TestLog large = new TestLog().messageLength(10_000);
        large.open();
        large.append(100).close();
        for (long consumed = 1; consumed <= 100; consumed++)
        {
            final TestLog copy = large.copy();
            run(copy, NONE, consumed, false, 0);
            final long first = firstSequence(copy);
            assertTrue(first <= consumed + 1, "done with " + consumed + ", begins with " + first);
        }
    }

    @Test
    void aDryRunChangesNothing()
    {
        final LogPurge.Report report = run(log, NONE.bytes(2 * SEGMENT), Long.MAX_VALUE, true, 0);
        assertFalse(report.isDone());
        assertEquals(3, report.firstKept());
        assertEquals(3 * SEGMENT, report.bytes());
        assertEquals(List.of(LogFormat.segmentName(0), LogFormat.segmentName(1), LogFormat.segmentName(2)),
            report.fileNames());
        assertEquals(List.of(0L, 1L, 2L, 3L, 4L), live(log));
        assertEquals(LAST, log.read());
    }

    @Test
    void stopsAtASegmentThatIsRead()
    {
        try (BlockFile file = log.opened().open(LogFormat.segmentName(2), false))
        {
            assertTrue(file.tryLock(false));
            for (final boolean isDryRun : new boolean[] {true, false})
            {
                final LogPurge.Report report = run(log, NONE.bytes(1), Long.MAX_VALUE, isDryRun, 0);
                assertEquals(2, report.heldSegment());
                assertEquals(2, report.firstKept());
            }
            assertEquals(List.of(2L, 3L, 4L), live(log));
        }
        assertEquals(4, run(log, NONE.bytes(1), Long.MAX_VALUE, false, 0).firstKept());
    }

    @Test
    void aLogThatIsOpenIsRefused()
    {
        log.open();
        assertThrows(DirectoryLockedException.class, () -> run(log, NONE.bytes(1), Long.MAX_VALUE, false, 0));
        log.close();
    }

    @Test
    void aLogOfSeveralEpochsAndOrphansIsPurgedToo()
    {
        for (int i = 0; i < 3; i++)
        {
            log.open();
            log.append(2).close();
            log.open();
            log.crash();
        }
        assertEquals(LAST + 6, log.read());
        run(log, NONE.bytes(2 * SEGMENT), Long.MAX_VALUE, false, 0);
        assertEquals(LAST + 6, readToEnd(log));
        assertEquals(LogVerification.Verdict.CLEAN, log.verify().verdict());
        run(log, NONE, LAST + 6, false, 0);
        assertEquals(LAST + 6, readToEnd(log));
    }

    @Test
    void brokenOffAnywhereTheLogIsWholeAndTheNextPurgeEndsIt()
    {
        final RetentionPolicy policy = NONE.bytes(2 * SEGMENT);
        final int[] count = new int[1];
        final TestLog whole = log.copy();
        failAt(whole, count, Integer.MAX_VALUE);
        run(whole, policy, Long.MAX_VALUE, false, 0);
        final int operations = count[0];
        assertEquals(List.of(3L, 4L), live(whole));
        // Of each segment both copies of the anchor, the name of its index and its own.
        assertTrue(operations >= 3 * 6, "operations: " + operations);

        for (int operation = 1; operation <= operations; operation++)
        {
            for (final boolean isPowerLost : new boolean[] {false, true})
            {
                final String name = "operation " + operation + (isPowerLost ? ", power lost" : "");
                final TestLog broken = log.copy();
                failAt(broken, new int[1], operation);
                assertThrows(TestLog.CutOff.class, () -> run(broken, policy, Long.MAX_VALUE, false, 0), name);
                if (isPowerLost)
                {
                    broken.directory().losePower();
                }

                // The copy's faults are none.
                assertWhole(broken.copy(), name);
                final TestLog again = broken.copy();
                run(again, policy, Long.MAX_VALUE, false, 0);
                assertEquals(List.of(3L, 4L), live(again), name);
                assertWhole(again, name + ", then again");
            }
        }
    }

    @Test
    void aWriterBrokenOffWhileItPurgesLeavesTheLogWhole()
    {
        final int[] count = new int[1];
        purgeWhileWriting(log.copy(), count, Integer.MAX_VALUE);
        // Of each segment the anchor, the index and the name.
        assertTrue(count[0] >= 3 * 7, "operations: " + count[0]);

        for (int operation = 1; operation <= count[0]; operation++)
        {
            for (final boolean isPowerLost : new boolean[] {false, true})
            {
                final TestLog broken = log.copy();
                assertTrue(purgeWhileWriting(broken, new int[1], operation));
                if (isPowerLost)
                {
                    broken.directory().losePower();
                }
                assertWhole(broken.copy(), "operation " + operation + (isPowerLost ? ", power lost" : ""));
            }
        }
    }

    /**
     * Open, purge three segments, and prepare what there is to prepare.
     *
     * @return true if it was broken off at this operation.
     */
    private static boolean purgeWhileWriting(final TestLog log, final int[] count, final int operation)
    {
        // Files keep the faults that they are opened with.
        count[0] = Integer.MIN_VALUE;
        failAt(log, count, operation);
        log.open();
        log.log().purgeBelow(3);
        count[0] = 0;
        try
        {
            for (int i = 0; i < 30; i++)
            {
                log.log().preparer().doWork();
            }
            return false;
        }
        catch (final TestLog.CutOff ex)
        {
            return true;
        }
    }

    private static void assertWhole(final TestLog log, final String name)
    {
        assertFalse(log.inspect().isDamaged(), () -> name + ": " + log.inspect());
        assertEquals(LAST, readToEnd(log), name);
        assertEquals(LogVerification.Verdict.CLEAN, log.verify().verdict(), name);
        final TestLog opened = log.copy();
        opened.open();
        opened.append(1).close();
        assertEquals(LAST + 1, readToEnd(opened), name);
    }

    private void assertKept(final int segments, final RetentionPolicy policy, final long consumed)
    {
        final TestLog copy = log.copy();
        final LogPurge.Report report = run(copy, policy, consumed, false, Long.MAX_VALUE / 2);
        assertEquals(5 - segments, report.firstKept());
        assertEquals(segments, live(copy).size());
        assertEquals(LAST, readToEnd(copy));
        assertEquals(report.firstSequence(), firstSequence(copy));
        assertTrue(consumed == Long.MAX_VALUE || report.firstSequence() <= consumed + 1);
    }

    private static LogPurge.Report run(
        final TestLog log,
        final RetentionPolicy policy,
        final long consumed,
        final boolean isDryRun,
        final long nowNs)
    {
        return LogPurge.run(log.io(), TestLog.PATH, policy, consumed, isDryRun, () -> nowNs);
    }

    private static Anchor anchor(final TestLog log)
    {
        return AnchorFile.read(log.io(), log.opened());
    }

    private static List<Long> live(final TestLog log)
    {
        final long last = log.inspect().lastTouched();
        return log.directory().list().stream()
            .filter(LogFormat::isSegmentName).map(LogFormat::segmentNumber).filter((number) -> number <= last)
            .collect(Collectors.toList());
    }

    private static long firstSequence(final TestLog log)
    {
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            assertTrue(reader.next());
            return reader.sequence();
        }
    }

    private static long readToEnd(final TestLog log)
    {
        long last = 0;
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            while (reader.next())
            {
                assertTrue(0 == last || last + 1 == reader.sequence());
                last = reader.sequence();
            }
        }
        return last;
    }

    private static void failAt(final TestLog log, final int[] count, final int operation)
    {
        log.directory().faults((what, name, position) ->
        {
            if (what.isChange() && Operation.ALLOCATE != what && ++count[0] == operation)
            {
                throw new TestLog.CutOff();
            }
        });
    }
}
