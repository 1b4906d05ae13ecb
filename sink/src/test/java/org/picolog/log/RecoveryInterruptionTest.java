/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.io.MemoryFaults;
import org.picolog.io.MemoryFaults.Operation;
import org.picolog.log.TestLog.InFlight;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Opening a log is broken off before each operation that changes anything on the disk, with and without the loss of
 * what was not durable, three times over: what is recovered is always the same.
 */
class RecoveryInterruptionTest
{
    private static final int DEPTH = 3;
    private static final int STEP = Boolean.getBoolean("picolog.test.exhaustive") ? 1 : 7;

    @Test
    void openingANewLog()
    {
        breakOffEverywhere(new TestLog(), 0);
    }

    @Test
    void openingALogWithATornTailAndAnOrphan()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(TestLog.DATA_PAGES - 2);
        final List<InFlight> pages = log.appendInFlight(8);
        log.crash();
        pages.stream().skip(1).forEach((page) -> log.put(page.page(), page.content()));
        log.tear(pages.get(0));

        breakOffEverywhere(log, TestLog.DATA_PAGES - 2);
    }

    @Test
    void openingALogWithSeveralOrphans()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(5);
        final List<InFlight> pages = log.appendInFlight(2);
        log.crash();
        log.put(pages.get(1).page(), pages.get(1).content());
        // Epochs that did not come to anything but torn OPEN pages.
        for (int i = 1; i <= 3; i++)
        {
            log.openUpToOpenPage(true);
        }

        breakOffEverywhere(log, 5);
    }

    @Test
    void openingALogWhoseLastSegmentIsFull()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(TestLog.DATA_PAGES).crash();

        breakOffEverywhere(log, TestLog.DATA_PAGES);
    }

    @Test
    void openingALogWhoseNewestEpochHasNoRecords()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(3).close();
        log.open();
        log.crash();

        breakOffEverywhere(log, 3);
    }

    /**
     * A backup can share the blocks of every file: none of the prepared segments can be used then.
     */
    @Test
    void openingALogOfWhichACopySharesTheBlocks()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(TestLog.DATA_PAGES - 2);
        log.appendInFlight(8);
        log.crash();
        log.directory().list().forEach((name) -> log.directory().content(name).share());

        breakOffEverywhere(log, TestLog.DATA_PAGES - 2);
    }

    private static void breakOffEverywhere(final TestLog log, final long expected)
    {
        final int operations = countOperations(log);
        assertTrue(operations > 4, "operations: " + operations);
        for (int first = 1; first <= operations; first++)
        {
            for (final boolean isPowerLost : new boolean[] {false, true})
            {
                final TestLog broken = breakOff(log, first, isPowerLost);
                final String name = "operation " + first + (isPowerLost ? ", power lost" : "");
                check(broken.copy(), expected, name);

                breakOffAgain(broken, isPowerLost, DEPTH - 1, STEP, expected, name);
            }
        }
    }

    /**
     * The deeper, the less of it, unless everything is to be tried.
     */
    private static void breakOffAgain(
        final TestLog log,
        final boolean isPowerLost,
        final int depth,
        final int step,
        final long expected,
        final String before)
    {
        final int operations = countOperations(log);
        for (int next = 1; next <= operations; next += step)
        {
            final TestLog broken = breakOff(log, next, isPowerLost);
            final String name = before + ", then operation " + next;
            check(broken.copy(), expected, name);
            if (depth > 1)
            {
                breakOffAgain(broken, isPowerLost, depth - 1, step * STEP, expected, name);
            }
        }
    }

    private static TestLog breakOff(final TestLog log, final int operation, final boolean isPowerLost)
    {
        final TestLog copy = log.copy();
        copy.directory().faults(failingAt(new int[1], operation));
        assertThrows(TestLog.CutOff.class, copy::open);
        if (isPowerLost)
        {
            copy.directory().losePower();
        }
        // The copy's faults are none.
        return copy.copy();
    }

    private static int countOperations(final TestLog log)
    {
        final TestLog copy = log.copy();
        final int[] count = new int[1];
        copy.directory().faults(failingAt(count, Integer.MAX_VALUE));
        copy.open();
        copy.crash();
        return count[0];
    }

    private static void check(final TestLog log, final long expected, final String name)
    {
        if (log.directory().list().contains(AnchorFile.NAME))
        {
            assertFalse(log.inspect().isDamaged(), () -> name + ": " + log.inspect());
            assertEquals(expected, log.read(), name);
        }
        log.open();
        assertEquals(expected + 1, log.log().assembler().nextSequence(), name);
        log.append(1).crash();
        assertEquals(expected + 1, log.read(), name);
    }

    private static MemoryFaults failingAt(final int[] count, final int operation)
    {
        return (what, name, position) ->
        {
            if (what.isChange() && Operation.ALLOCATE != what && ++count[0] == operation)
            {
                throw new TestLog.CutOff();
            }
        };
    }
}
