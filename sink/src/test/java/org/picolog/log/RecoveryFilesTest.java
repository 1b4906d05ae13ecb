/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryFaults;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

/**
 * Files that are missing, foreign, of another size, unreadable, or prepared and not used.
 */
class RecoveryFilesTest
{
    private final TestLog log = new TestLog();

    @Test
    void replacesAPreparedSegmentThatIsNotWhole()
    {
        written(5).crash();
        final String last = lastSegment();
        assertTrue(LogFormat.segmentNumber(last) > log.inspect().anchor().highestActivated());
        log.directory().content(last).put(0, new byte[4096]);
        log.directory().content(last).put(1, new byte[4096]);

        log.open();
        log.append(3 * DATA_PAGES).close();
        assertEquals(5 + 3 * DATA_PAGES, log.read());
    }

    /**
     * A read that goes to the wrong place.
     */
    @Test
    void usesTheSecondHeaderCopyWhenTheFirstIsOfAnotherSegment()
    {
        written(2 * DATA_PAGES).close();
        log.directory().content(LogFormat.segmentName(0)).put(0, log.content(PAGES).block(0));

        assertEquals(2 * DATA_PAGES, log.read());
        assertEquals(LogVerification.Verdict.CLEAN, log.verify().verdict());
        log.open();
        log.close();
    }

    @Test
    void deletesWhatWasHalfPrepared()
    {
        written(5).crash();
        log.directory().put("segment-0000000000000009.plog.tmp", log.content(0));
        log.open();
        log.close();
        assertFalse(log.directory().list().contains("segment-0000000000000009.plog.tmp"));
        assertEquals(5, log.read());
    }

    @Test
    void refusesWhenTheAnchorIsOlderThanTheLog()
    {
        written(5);
        final TestLog old = log.copy();
        log.append(3 * DATA_PAGES).crash();
        log.directory().put(AnchorFile.NAME, old.directory().content(AnchorFile.NAME));

        refuses("the anchor is older than the log");
    }

    @Test
    void refusesMissingFiles()
    {
        written(3 * DATA_PAGES).crash();
        for (int segment = 0; segment <= 2; segment++)
        {
            final TestLog copy = log.copy();
            copy.directory().remove(LogFormat.segmentName(segment));
            final String name = LogFormat.segmentName(segment);
            assertTrue(assertThrows(DamagedLogException.class, copy::read).getMessage().contains(name));
            assertThrows(DamagedLogException.class, copy::open);
        }
        log.directory().remove(AnchorFile.NAME);
        assertThrows(DamagedLogException.class, log::open);
    }

    @Test
    void aCopyWithoutALockHasNoWriterForWhoeverLooksAtIt()
    {
        written(2 * DATA_PAGES).close();
        log.directory().remove(LogFormat.LOCK_FILE);

        assertEquals(2 * DATA_PAGES, log.read());
        assertFalse(LogInspector.inspect(log.io(), TestLog.PATH).isLive());
        assertFalse(log.verify().isLive());
        assertTrue(LogIndexer.rebuild(log.io(), TestLog.PATH, (done, total) -> { }).size() >= 2);
        assertFalse(log.directory().list().contains(LogFormat.LOCK_FILE));
    }

    @Test
    void refusesRenamedAndForeignFiles()
    {
        written(2 * DATA_PAGES).crash();
        final MemoryContent first = log.content(0);
        log.directory().put(LogFormat.segmentName(0), log.content(PAGES));
        log.directory().put(LogFormat.segmentName(1), first);
        refuses("expected segment ");

        final TestLog other = new TestLog(new TestLog().directory(), 99);
        other.open();
        other.append(3);
        other.crash();
        final TestLog mine = log.copy();
        mine.directory().put(LogFormat.segmentName(1), other.content(0));
        assertThrows(DamagedLogException.class, mine::open);
    }

    @Test
    void doesNotDeleteASegmentOfAnotherLog()
    {
        written(5).crash();
        final TestLog other = new TestLog(new TestLog().directory(), 99);
        other.open();
        other.append(3);
        other.crash();
        log.directory().put(LogFormat.segmentName(9), other.content(0));

        refuses("one of log");
        assertTrue(log.directory().list().contains(LogFormat.segmentName(9)));
    }

    @Test
    void refusesShorterAndLongerFiles()
    {
        written(2 * DATA_PAGES).crash();
        for (final int segment : new int[] {0, 1})
        {
            for (final long size : new long[] {0, 4096, 8192, 63 * 4096L, 64 * 4096L - 1, 64 * 4096L + 1, 65 * 4096L})
            {
                final TestLog copy = log.copy();
                copy.content(segment * PAGES).resize(size);
                assertThrows(DamagedLogException.class, copy::read, () -> segment + " of " + size);
            }
        }
    }

    @Test
    void readsAgainAfterAReadErrorAndRefusesAfterThree()
    {
        written(DATA_PAGES + 5).crash();
        final long[] reads = new long[1];
        log.directory().faults(failingReads(reads, Long.MAX_VALUE, 1));
        log.read();
        final long total = reads[0];
        for (long read = 1; read <= total; read++)
        {
            log.directory().faults(failingReads(new long[1], read, 1));
            assertEquals(DATA_PAGES + 5, log.read(), "read " + read);
        }
        int refused = 0;
        for (long read = 1; read <= total; read++)
        {
            // Of many pages, of the one that is wanted, and of that again.
            log.directory().faults(failingReads(new long[1], read, 3));
            try
            {
                // Where there is a second copy it serves.
                assertEquals(DATA_PAGES + 5, log.read(), "read " + read);
            }
            catch (final BlockIoException ex)
            {
                assertEquals(Errno.EIO, ex.errno());
                refused++;
            }
        }
        assertTrue(refused > total / 2, refused + " of " + total);
    }

    @Test
    void usesTheSecondHeaderCopyWhenTheFirstIsTorn()
    {
        written(5).crash().corrupt(0, (page) -> flip(page, 20));
        assertEquals(5, log.read());
        log.put(0, log.page(1)).zero(1);
        assertEquals(5, log.read());
        log.zero(0);
        refuses("no copy of the header");
    }

    @Test
    void ignoresASegmentThatWasPreparedAndNeverActivated()
    {
        written(5);
        log.crash();
        final long untouched = log.directory().list().stream().filter(LogFormat::isSegmentName).count() - 1;
        assertTrue(untouched >= 1, "nothing was prepared");

        assertEquals(0, log.inspect().lastTouched());
        assertEquals(RecoveryVerdict.CLEAN, log.inspect().verdict());
        log.open();
        log.append(1).close();
        assertEquals(6, log.read());
    }

    @Test
    void restartsOfAnEmptyLogDoNotFillTheDisk()
    {
        long files = 0;
        for (int epoch = 1; epoch <= 20; epoch++)
        {
            log.open();
            assertEquals(epoch, log.log().epoch());
            assertEquals(1, log.log().assembler().nextSequence());
            if (0 == epoch % 3)
            {
                log.crash();
            }
            else
            {
                log.close();
            }
            assertEquals(0, log.read());
            files = Math.max(files, log.directory().list().size());
        }
        assertTrue(files <= 6, files + " files: " + log.directory().list());

        log.open();
        log.append(3).close();
        for (int i = 0; i < 10; i++)
        {
            log.open();
            log.crash();
        }
        assertEquals(3, log.read());
        assertTrue(log.directory().list().size() <= 7, () -> "" + log.directory().list());
    }

    private TestLog written(final int count)
    {
        log.open();
        return log.append(count);
    }

    private void refuses(final String text)
    {
        final DamagedLogException refusal = assertThrows(DamagedLogException.class, log::read);
        assertTrue(refusal.getMessage().contains(text), refusal::getMessage);
        assertThrows(DamagedLogException.class, log::open);
        assertEquals(LogVerification.Verdict.DAMAGED, log.verify().verdict());
    }

    private String lastSegment()
    {
        final List<String> names = log.directory().list().stream().filter(LogFormat::isSegmentName).toList();
        return names.get(names.size() - 1);
    }

    private static MemoryFaults failingReads(final long[] count, final long from, final int times)
    {
        return (operation, name, position) ->
        {
            if (MemoryFaults.Operation.READ == operation)
            {
                final long read = ++count[0];
                if (from <= read && read < from + times)
                {
                    throw new BlockIoException("cannot read " + name, Errno.EIO);
                }
            }
        };
    }

    private static byte[] flip(final byte[] page, final int index)
    {
        page[index] ^= 1;
        return page;
    }
}
