/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryFaults;
import org.picolog.log.LogVerification.Verdict;

import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

/**
 * A sector that the device does not read any more takes one page with it and no other.
 */
class UnreadablePageTest
{
    private static final int MESSAGES = 2 * DATA_PAGES + 10;
    private static final long LAST_PAGE = 2 * PAGES + 2 + 10 + 1;

    private final TestLog log = new TestLog();

    @BeforeEach
    void write()
    {
        log.open();
        log.append(MESSAGES).close();
    }

    @Test
    void aReaderDeliversEveryMessageBeforeIt()
    {
        makeUnreadable(20);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (int sequence = 1; sequence <= 20 - 3; sequence++)
            {
                assertTrue(reader.next());
                assertEquals(sequence, reader.sequence());
            }
            assertEquals(Errno.EIO, assertThrows(BlockIoException.class, reader::next).errno());
        }
    }

    @Test
    void verifyGoesOnPastEach()
    {
        makeUnreadable(20, 22, PAGES + 30);

        final LogVerification found = log.verify();
        assertEquals(Verdict.DAMAGED, found.verdict());
        assertEquals(List.of(20L, 22L, PAGES + 30L), found.findings().stream().map(LogFinding::page).toList());
        assertEquals(20 * 4096, found.findings().get(0).filePosition());
        assertTrue(found.detail().contains("I/O error"), found::detail);
        assertEquals(MESSAGES - 3, found.messages());
        assertEquals(MESSAGES, found.lastSequence());
    }

    @Test
    void describeSaysWhereItIs()
    {
        makeUnreadable(PAGES + 2, 2 * PAGES + 5);
        final LogSummary summary = LogInspector.inspect(log.io(), TestLog.PATH);
        assertTrue(summary.isDamaged());
        assertTrue(summary.finding().contains("page " + (2 * PAGES + 5)), summary::finding);
        assertEquals(LogSummary.State.DAMAGED, summary.segments().get(1).state());
    }

    /**
     * Also the header's, where nothing was written yet, and of a segment that is only prepared.
     */
    @Test
    void openingRefusesAndRepairGetsTheLogGoingAgain()
    {
        for (long page = 2; page < 4 * PAGES; page++)
        {
            final int segment = (int)(page / PAGES);
            if (page % PAGES >= 2 && (segment < 3 || page % PAGES == 2))
            {
                checkRepair(log.copy(), page);
            }
        }
    }

    @Test
    void repairSaysWhatTheCopyLacks()
    {
        makeUnreadable(20, 22);
        final LogRepairReport report = log.repair(false);
        final LogRepairReport.KeptFile copy = report.keptFiles().get(0);
        assertTrue(copy.isCopy());
        assertEquals(List.of(20 * 4096L, 22 * 4096L), copy.unreadable());
        assertEquals(20 - 3, report.lastKeptSequence());
        assertEquals(MESSAGES, report.lastGoneSequence());
        final MemoryContent original = log.content(0);
        for (int page = 0; page < PAGES; page++)
        {
            final byte[] expected = 20 == page || 22 == page ? new byte[4096] : original.block(page);
            assertEquals(0, Arrays.compare(expected, log.directory().content(copy.keptAs()).block(page)));
        }
    }

    @Test
    void bothCopiesOfAHeader()
    {
        makeUnreadable(PAGES, PAGES + 1);
        assertEquals(Verdict.DAMAGED, log.verify().verdict());
        assertEquals(DATA_PAGES, log.repair(false).lastKeptSequence());
        assertEquals(DATA_PAGES, log.read());
        assertEquals(Verdict.CLEAN, log.verify().verdict());
    }

    /**
     * Nothing can be written in it: it is as good as not there.
     */
    @Test
    void bothCopiesOfTheHeaderOfASegmentThatIsOnlyPrepared()
    {
        final long prepared = log.inspect().anchor().highestActivated() + 1;
        assertTrue(log.directory().list().contains(LogFormat.segmentName(prepared)));
        makeUnreadable(prepared * PAGES, prepared * PAGES + 1);
        assertEquals(Verdict.CLEAN, log.verify().verdict());
        log.open();
        log.append(1).close();
        assertEquals(Verdict.CLEAN, log.verify().verdict());
    }

    private static void checkRepair(final TestLog log, final long page)
    {
        final String name = "page " + page;
        makeUnreadable(log, page);
        final boolean isOldData = page < 2 * PAGES;
        if (!isOldData)
        {
            assertEquals(Errno.EIO, assertThrows(BlockIoException.class, log::open, name).errno());
        }
        assertEquals(Verdict.DAMAGED, log.verify().verdict(), name);
        assertEquals(1, log.verify().findingCount(), name);

        final LogRepairReport report = log.repair(false);
        assertTrue(report.isDone(), name);
        final long index = page / PAGES * DATA_PAGES + Math.max(0, page % PAGES - 3);
        final long kept = Math.min(index, MESSAGES);
        assertEquals(kept, report.lastKeptSequence(), name);
        assertEquals(page > LAST_PAGE - 1, report.lastGoneSequence() < report.firstGoneSequence(), name);
        assertFalse(page >= LAST_PAGE && report.isEndKnown(), name);
        assertEquals(kept, log.read(), name);
        assertEquals(Verdict.CLEAN, log.verify().verdict(), name);
        log.open();
        log.append(2).close();
        assertEquals(kept + 2, log.read(), name);
        assertEquals(Verdict.CLEAN, log.verify().verdict(), name);
    }

    private void makeUnreadable(final long... pages)
    {
        makeUnreadable(log, pages);
    }

    private static void makeUnreadable(final TestLog log, final long... pages)
    {
        final MemoryContent[] contents = Arrays.stream(pages).mapToObj(log::content).toArray(MemoryContent[]::new);
        log.directory().faults(new MemoryFaults()
        {
            @Override
            public void before(final Operation operation, final String name, final long position)
            {
                // Only reads of blocks fail.
            }

            @Override
            public byte[] read(final MemoryContent content, final int index)
            {
                for (int i = 0; i < pages.length; i++)
                {
                    if (contents[i] == content && pages[i] % PAGES == index)
                    {
                        throw new BlockIoException("cannot read block " + index + ": EIO", Errno.EIO);
                    }
                }
                return content.block(index);
            }
        });
    }
}
