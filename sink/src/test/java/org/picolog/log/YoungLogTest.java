/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.picolog.io.BlockFile;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryDrive;
import org.picolog.io.MemoryFaults;
import org.picolog.io.MemoryFaults.Operation;
import org.picolog.log.LogVerification.Verdict;

import java.util.function.Consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Who looks at a log whose writer has it open and has not published anything.
 */
class YoungLogTest
{
    private final TestLog log = new TestLog();
    private final MemoryBlockIo other = new MemoryBlockIo(log.directory());

    @Test
    void whileTheFirstSegmentIsPreparedTheLogIsEmptyAndWhole()
    {
        whileCreated((name) -> assertEmpty());
    }

    @Test
    void aReaderFromBeforeTheFirstPageGoesOnWithWhatComes()
    {
        final LogReader[] reader = new LogReader[1];
        whileCreated((name) -> reader[0] = null == reader[0] ? LogReader.open(other, TestLog.PATH) : reader[0]);
        log.append(3);
        for (int sequence = 1; sequence <= 3; sequence++)
        {
            assertTrue(reader[0].next());
            assertEquals(sequence, reader[0].sequence());
        }
        reader[0].close();
        log.close();
    }

    @Test
    void noLogIsSaidSoByName()
    {
        assertNotFound();
        final MemoryDrive drive = log.directory();
        try (BlockFile lock = log.opened().lock(LogFormat.LOCK_FILE, 0))
        {
            assertTrue(lock.name().equals(LogFormat.LOCK_FILE) && drive.list().contains(LogFormat.LOCK_FILE));
            assertNotFound();
        }
    }

    @Test
    void soIsOneWhoseWriterHasNotPublishedAnything()
    {
        log.open();
        log.append(1).close();
        // Copied without what is mapped.
        final TestLog copy = log.copy();
        try (BlockFile lock = copy.opened().lock(LogFormat.LOCK_FILE, 0))
        {
            assertEquals(LogFormat.LOCK_FILE, lock.name());
            assertThrows(LogNotFoundException.class, copy::read);
        }
    }

    private void assertNotFound()
    {
        assertThrows(LogNotFoundException.class, () -> LogReader.open(other, TestLog.PATH));
        assertThrows(LogNotFoundException.class, log::verify);
        assertThrows(LogNotFoundException.class, () -> log.repair(true));
        assertThrows(LogNotFoundException.class, () -> LogInspector.inspect(other, TestLog.PATH));
        assertThrows(LogNotFoundException.class, () -> LogIndexer.rebuild(other, TestLog.PATH, (done, total) -> { }));
    }

    private void assertEmpty()
    {
        final LogVerification found = LogVerifier.verify(other, TestLog.PATH, (done, total) -> { });
        assertEquals(Verdict.CLEAN, found.verdict(), found::detail);
        assertTrue(found.isLive());
        assertFalse(LogInspector.inspect(other, TestLog.PATH).isDamaged());
        try (LogReader reader = LogReader.open(other, TestLog.PATH))
        {
            assertFalse(reader.next());
            reader.seekSequence(1);
            assertFalse(reader.next());
            reader.seekTime(1);
            assertFalse(reader.next());
        }
    }

    /**
     * Open the log, and do something before each change of a segment.
     */
    private void whileCreated(final Consumer<String> action)
    {
        final boolean[] isBusy = new boolean[1];
        final int[] count = new int[1];
        log.directory().faults((operation, name, position) ->
        {
            if (operation.isChange() && Operation.CREATE != operation && name.startsWith("segment-") && !isBusy[0])
            {
                isBusy[0] = true;
                action.accept(name);
                isBusy[0] = false;
                count[0]++;
            }
        });
        log.open();
        log.directory().faults(MemoryFaults.NONE);
        assertTrue(count[0] > 3);
    }
}
