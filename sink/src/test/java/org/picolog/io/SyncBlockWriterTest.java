/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.io.WriterFixture.BLOCK;

class SyncBlockWriterTest extends BlockWriterContract
{
    private static final int WARM_UP_WRITES = 8_000;
    private static final int MEASURED_WRITES = 5_000;

    private long delivered;

    SyncBlockWriterTest()
    {
        super(IoBackend.SYNC);
    }

    @Test
    void writesOneWithEachSubmitInTheirOrder()
    {
        try (WriterFixture fixture = open(4 * BLOCK, 4))
        {
            final List<Long> tokens = new ArrayList<>();
            for (int i = 0; i < 4; i++)
            {
                fixture.writeBlock(0, i);
            }
            assertEquals(0, fixture.writer.poll((token, result) -> tokens.add(token)), "nothing is written unasked");
            for (long i = 0; i < 4; i++)
            {
                fixture.writer.submit();
                assertEquals(1, fixture.writer.poll((token, result) -> tokens.add(token)));
                assertEquals(i, tokens.get((int)i));
                assertEquals(3 - i, fixture.writer.inFlight());
            }
            fixture.writer.submit();
            fixture.assertFileEqualsSlab();
        }
    }

    @Test
    void writesWhatIsQueuedWhenItIsClosed()
    {
        try (WriterFixture fixture = open(4 * BLOCK, 4))
        {
            for (int i = 0; i < 4; i++)
            {
                fixture.writeBlock(0, i);
            }
            fixture.writer.close();
            assertEquals(0, fixture.writer.inFlight());
            fixture.assertFileEqualsSlab();
        }
    }

    @Test
    void aFileThatIsClosedIsNotRegistered()
    {
        try (WriterFixture fixture = open(BLOCK, 1))
        {
            fixture.file.close();
            assertThrows(IllegalStateException.class, () -> fixture.writer.register(fixture.file));
        }
    }

    @Test
    void writingAllocatesNothing()
    {
        final ThreadMXBean threads = (ThreadMXBean)ManagementFactory.getThreadMXBean();
        final BlockWriter.CompletionHandler handler = (token, result) -> delivered += result == BLOCK ? 1 : 0;
        try (WriterFixture fixture = open(BLOCK, 1))
        {
            write(fixture.writer, handler, WARM_UP_WRITES);
            threads.getCurrentThreadAllocatedBytes();
            final long before = threads.getCurrentThreadAllocatedBytes();
            write(fixture.writer, handler, MEASURED_WRITES);
            final long allocated = threads.getCurrentThreadAllocatedBytes() - before;
            assertEquals(WARM_UP_WRITES + MEASURED_WRITES, delivered);
            // Less than a byte each: the virtual machine allocates a little now and then, an object has 16.
            assertTrue(allocated < MEASURED_WRITES, MEASURED_WRITES + " writes allocated " + allocated + " bytes");
        }
    }

    private static void write(
        final BlockWriter writer, final BlockWriter.CompletionHandler handler, final int writes)
    {
        for (int i = 0; i < writes; i++)
        {
            writer.write(0, 0, 0, BLOCK, i);
            writer.submit();
            writer.poll(handler);
        }
    }
}
