/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.io.MemoryFaults;
import org.picolog.log.LogVerification.Verdict;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

class LogRepairTest
{
    private static final int MESSAGES = 2 * DATA_PAGES + 10;

    @Test
    void endsTheLogBeforeAnyPageThatIsGone()
    {
        final TestLog log = written();
        for (long page = 0; page < 4 * PAGES; page++)
        {
            if (page % PAGES < 2 || isUnwritten(log, page))
            {
                continue;
            }
            final long firstSequence = ByteBuffer.wrap(log.page(page)).order(ByteOrder.LITTLE_ENDIAN).getLong(
                PageHeaderDecoder.firstSequenceEncodingOffset());
            final TestLog damaged = log.copy().zero(page);
            if (Verdict.DAMAGED == damaged.verify().verdict())
            {
                checkRepair(damaged, firstSequence - 1, "page " + page);
            }
        }
    }

    @Test
    void endsTheLogBeforeAFileThatIsGone()
    {
        final TestLog log = written();
        final long[] kept = {0, DATA_PAGES - 10, 2 * DATA_PAGES - 10};
        for (int segment = 0; segment < 3; segment++)
        {
            final TestLog missing = log.copy();
            missing.directory().remove(LogFormat.segmentName(segment));
            checkRepair(missing, kept[segment], "without segment " + segment);

            final TestLog headless = log.copy();
            headless.zero((long)segment * PAGES).zero((long)segment * PAGES + 1);
            checkRepair(headless, kept[segment], "without header " + segment);

            final TestLog shorter = log.copy();
            shorter.content((long)segment * PAGES).resize(20 * 4096);
            checkRepair(shorter, kept[segment], "segment shorter " + segment);
        }
    }

    @Test
    void saysWhichSequencesAreGone()
    {
        final TestLog log = written().zero(PAGES + 20);
        final LogRepairReport report = log.repair(false);

        final long first = DATA_PAGES - 10 + 20 - 2;
        assertEquals(first, report.firstGoneSequence());
        assertEquals(MESSAGES, report.lastGoneSequence());
        assertTrue(report.isEndKnown());
        assertEquals("sequences " + first + " to " + MESSAGES, report.describeGone());
        assertEquals(PAGES + 20, report.firstGone().page());
        assertEquals(
            List.of(true, false), report.keptFiles().stream().limit(2).map(LogRepairReport.KeptFile::isCopy).toList());
    }

    @Test
    void goesOnWithTheFirstKnownSequenceWhenNothingIsLeftOfAPurgedLog()
    {
        final TestLog log = new TestLog().messageLength(9_000);
        log.open();
        log.append(60);
        log.log().purgeBelow(2);
        log.append(20).close();
        final LogVerification found = log.verify();
        assertEquals(Verdict.CLEAN, found.verdict());
        // The first message that is left is whole, whatever ended in its page.
        assertTrue(found.firstSequence() > 30, "" + found);
        assertEquals(80, found.lastSequence());

        log.zero(2 * PAGES + 2);
        final LogRepairReport report = log.repair(false);
        assertTrue(Math.abs(report.firstGoneSequence() - found.firstSequence()) <= 1, "" + report);
        assertEquals(80, report.lastGoneSequence());
        assertEquals(Verdict.CLEAN, log.verify().verdict());
        log.open();
        assertEquals(report.firstGoneSequence(), log.log().assembler().nextSequence());
        log.append(3).close();
        assertEquals(report.firstGoneSequence() + 2, log.verify().lastSequence());
    }

    @Test
    void saysThatTheEndIsUnknown()
    {
        final TestLog log = written();
        log.directory().remove(LogFormat.segmentName(2));
        final LogRepairReport report = log.repair(true);

        assertFalse(report.isEndKnown());
        assertTrue(report.describeGone().contains("unknown"), report::describeGone);
    }

    @Test
    void isDoneThoughNothingIsLeftToKeep()
    {
        final TestLog log = written();
        log.directory().list().stream().filter((name) -> LogFormat.isSegmentName(name) &&
            LogFormat.segmentNumber(name) > 0).forEach(log.directory()::remove);
        final LogRepairReport report = log.repair(false);

        assertEquals(List.of(), report.keptFiles());
        assertTrue(report.isNeeded());
        assertTrue(report.isDone());
        assertEquals(DATA_PAGES - 10, log.read());
    }

    @Test
    void keepsNoSegmentThatWasPreparedAndNeverUsed()
    {
        final TestLog log = written().zero(PAGES + 20);
        final long named = AnchorFile.read(log.io(), log.opened()).highestActivated();
        final long prepared = log.directory().list().stream()
            .filter(LogFormat::isSegmentName).mapToLong(LogFormat::segmentNumber).max().orElseThrow();
        assertTrue(prepared > named, "segment " + prepared + " is in use");
        final byte[] torn = log.page(PAGES + 30).clone();
        torn[100] ^= 1;
        final TestLog touched = log.copy().put(prepared * PAGES + 30, torn);

        final LogRepairReport report = log.repair(false);
        assertEquals(
            LongStream.rangeClosed(1, named).mapToObj(LogFormat::segmentName).toList(),
            report.keptFiles().stream().map(LogRepairReport.KeptFile::name).toList());
        assertEquals(List.of(), log.directory().list().stream()
            .filter((name) -> name.startsWith(LogFormat.segmentName(prepared) + LogRepair.KEPT_SUFFIX)).toList());
        assertFalse(log.repair(false).isDone());

        final List<LogRepairReport.KeptFile> kept = touched.repair(false).keptFiles();
        assertEquals(LogFormat.segmentName(prepared), kept.get(kept.size() - 1).name());
    }

    @Test
    void brokenOffItLeavesNoMarkOfAPageThatIsGone()
    {
        final TestLog damaged = written().zero(PAGES + 20);
        for (int operation = 1; operation <= repairUpTo(damaged.copy(), Integer.MAX_VALUE); operation++)
        {
            final TestLog log = damaged.copy();
            try (PublishedMark mark = PublishedMark.openForWriting(log.opened()))
            {
                mark.lastPage(2 * PAGES + 5);
                final int at = operation;
                assertThrows(TestLog.CutOff.class, () -> repairUpTo(log, at));
                log.directory().faults(MemoryFaults.NONE);
                final boolean isRepaired = Verdict.DAMAGED != log.verify().verdict();
                assertTrue(!isRepaired || mark.lastPage() != 2 * PAGES + 5, "operation " + operation);
            }
        }
    }

    @Test
    void doesNothingToALogThatIsNotDamaged()
    {
        final TestLog log = written();
        final List<String> before = log.directory().list();
        final LogRepairReport report = log.repair(false);

        assertFalse(report.isNeeded());
        assertFalse(report.isDone());
        assertEquals(before, log.directory().list());
    }

    @Test
    void endsTheSameWhereverItIsBrokenOff()
    {
        final TestLog damaged = written().zero(PAGES + 20);
        final long kept = damaged.repair(true).lastKeptSequence();
        final int operations = repairUpTo(damaged.copy(), Integer.MAX_VALUE);
        assertTrue(operations > 15, "operations: " + operations);
        for (int operation = 1; operation <= operations; operation++)
        {
            for (final boolean isPowerLost : new boolean[] {false, true})
            {
                final String name = "operation " + operation + (isPowerLost ? ", power lost" : "");
                final TestLog broken = damaged.copy();
                final int at = operation;
                assertThrows(TestLog.CutOff.class, () -> repairUpTo(broken, at), name);
                if (isPowerLost)
                {
                    broken.directory().losePower();
                }
                final TestLog log = broken.copy();
                if (Verdict.DAMAGED == log.verify().verdict())
                {
                    assertThrows(DamagedLogException.class, log::read, name);
                    // Until the log is repaired it is known what is gone.
                    assertEquals(MESSAGES, log.repair(true).lastGoneSequence(), name);
                }
                else
                {
                    // Opening the log does not delete what the repair has not come to.
                    assertEquals(kept, log.read(), name);
                    log.open();
                    log.crash();
                }
                log.repair(false);
                log.directory().losePower();
                assertOriginalsKept(written().zero(PAGES + 20).directory(), log.directory(), 1, 3, name);
                assertEquals(kept, log.read(), name);
                assertEquals(Verdict.CLEAN, log.verify().verdict(), name);
                log.open();
                log.append(1).close();
                assertEquals(kept + 1, log.read(), name);
            }
        }
    }

    @Test
    void worksOnARealDisk(@TempDir final Path directory) throws IOException
    {
        final LogContext ctx = new LogContext().directory(directory).segmentLength(PAGES * 4096);
        try (DurableLog log = DurableLog.open(ctx.clone()))
        {
            log.flusher().start();
            final UnsafeBuffer message = new UnsafeBuffer(new byte[1000]);
            for (int i = 0; i < 400; i++)
            {
                while (PageAssembler.NO_ROOM ==
                    log.assembler().append(message, 0, 1000, PageAssembler.WHOLE, -1))
                {
                    log.preparer().doWork();
                    log.flusher().doWork();
                }
                log.assembler().sealIfFlusherIdle();
                log.flusher().doWork();
            }
            log.assembler().seal();
            while (!log.flusher().isIdle())
            {
                log.flusher().doWork();
            }
            final LogVerification live = LogVerifier.verify(directory, (done, total) -> { });
            assertTrue(live.isLive());
            assertEquals(Verdict.CLEAN, live.verdict());
        }

        try (RandomAccessFile file = new RandomAccessFile(
            directory.resolve(LogFormat.segmentName(0)).toFile(), "rw"))
        {
            file.seek(20 * 4096);
            file.write(1);
        }
        assertEquals(Verdict.DAMAGED, LogVerifier.verify(directory, (done, total) -> { }).verdict());
        final LogRepairReport plan = LogRepair.dryRun(directory, (done, total) -> { });
        final LogRepairReport report = LogRepair.repair(directory, (done, total) -> { });
        assertEquals(plan.lastKeptSequence(), report.lastKeptSequence());
        assertEquals(400, report.lastGoneSequence());
        assertEquals(Verdict.CLEAN, LogVerifier.verify(directory, (done, total) -> { }).verdict());
        final BlockIo io = new LinuxBlockIo();
        try (LogReader reader = LogReader.open(io, directory))
        {
            long last = 0;
            while (reader.next())
            {
                last = reader.sequence();
            }
            assertEquals(report.lastKeptSequence(), last);
        }
    }

    private static void checkRepair(final TestLog log, final long kept, final String name)
    {
        final MemoryDrive before = log.directory().copy();
        final LogRepairReport plan = log.repair(true);
        assertEquals(before.list(), log.directory().list(), name);
        assertTrue(plan.isNeeded(), name);
        assertEquals(kept, plan.lastKeptSequence(), name);

        final LogRepairReport report = log.repair(false);
        assertTrue(report.isDone(), name);
        assertEquals(plan.describeGone(), report.describeGone(), name);
        assertEquals(plan.keptFiles().size(), report.keptFiles().size(), name);
        for (final LogRepairReport.KeptFile file : report.keptFiles())
        {
            assertSame(before.content(file.name()), log.directory().content(file.keptAs()), name);
        }

        assertEquals(kept, log.read(), name);
        assertEquals(Verdict.CLEAN, log.verify().verdict(), name);
        log.open();
        assertTrue(log.log().epoch() > report.epoch(), name);
        log.append(2).close();
        assertEquals(kept + 2, log.read(), name);
        assertEquals(Verdict.CLEAN, log.verify().verdict(), name);
    }

    private static void assertOriginalsKept(
        final MemoryDrive before, final MemoryDrive after, final int from, final int to, final String name)
    {
        for (int segment = from; segment < to; segment++)
        {
            final String original = LogFormat.segmentName(segment);
            final String kept = after.list().stream()
                .filter((file) -> file.startsWith(original + LogRepair.KEPT_SUFFIX) && !file.endsWith(".tmp"))
                .findFirst().orElseThrow(() -> new AssertionError(name + ": " + original + " of " + after.list()));
            assertSame(before.content(original), after.content(kept), name);
        }
    }

    private static void assertSame(final MemoryContent expected, final MemoryContent found, final String name)
    {
        assertEquals(expected.size(), found.size(), name);
        for (int i = 0; i < expected.size() / 4096; i++)
        {
            assertArrayEquals(expected.block(i), found.block(i), name);
        }
    }

    private static int repairUpTo(final TestLog log, final int operation)
    {
        final int[] count = new int[1];
        log.directory().faults((what, name, position) ->
        {
            if (what.isChange() && ++count[0] == operation)
            {
                throw new TestLog.CutOff();
            }
        });
        log.repair(false);
        return count[0];
    }

    private static boolean isUnwritten(final TestLog log, final long page)
    {
        return !log.directory().list().contains(LogFormat.segmentName(page / PAGES)) ||
            ByteBuffer.wrap(log.page(page)).equals(ByteBuffer.allocate(4096));
    }

    /**
     * Two epochs, four segments, the last two prepared or hardly used.
     */
    private static TestLog written()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(DATA_PAGES - 10).close();
        log.open();
        log.append(MESSAGES - DATA_PAGES + 10).close();
        return log;
    }
}
