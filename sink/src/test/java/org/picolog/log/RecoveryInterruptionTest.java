/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.log.TestLog.InFlight;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Opening a log is broken off before each operation that changes anything on the disk, with and without the loss of
 * what was not durable, three times over: what is recovered is always the same.
 */
class RecoveryInterruptionTest
{
    /**
     * The deeper, the less of it, unless everything is to be tried.
     */
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
        final BrokenOpening opening = new BrokenOpening(log, expected, "opening");
        assertTrue(opening.operations() > 4, "operations: " + opening.operations());
        opening.breakOff(1, STEP, STEP * STEP);
    }
}
