/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.BlockDirectory;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryBlockWriter;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.io.MemoryFaults;
import org.picolog.io.MemoryFaults.Operation;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A log in memory, written by the real writer with small segments and one message in each page, whose pages and files a
 * test can get at. What message n holds is known from n alone.
 */
final class TestLog
{
    static final int PAGES = 64;
    static final int DATA_PAGES = PAGES - 3;
    static final Path PATH = Path.of("/memory");
    private static final int PAGE = LogFormat.PAGE_SIZE;

    /**
     * A page in flight: where it goes and what it holds.
     */
    record InFlight(long page, byte[] content)
    {
    }

    /**
     * Thrown by a test in the middle of an operation on the disk.
     */
    static final class CutOff extends RuntimeException
    {
        private static final long serialVersionUID = 1L;
    }

    private final MemoryBlockIo io;
    private final long seed;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[64 * 1024]);
    private int maxWritesInFlight = 8;
    private int messageLength = 3_000;
    private long clock;
    private long salt;
    private DurableLog log;

    TestLog()
    {
        this(new MemoryDrive(), 1);
    }

    TestLog(final MemoryDrive directory, final long seed)
    {
        io = new MemoryBlockIo(directory);
        this.seed = seed;
    }

    /**
     * A log on a file system holds these messages and no more, and each begins with its sequence.
     */
    static void assertCounts(final Path directory, final long last)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            for (long sequence = 1; sequence <= last; sequence++)
            {
                assertTrue(reader.next());
                assertEquals(sequence, reader.sequence());
                assertEquals(sequence, reader.buffer().getLong(reader.offset()));
            }
            assertFalse(reader.next());
        }
    }

    /**
     * The same log as it is on the disk now; the copy is not open.
     */
    TestLog copy()
    {
        final TestLog copy = new TestLog(directory().copy(), seed + 1);
        copy.clock = clock;
        copy.messageLength = messageLength;
        copy.maxWritesInFlight = maxWritesInFlight;
        return copy;
    }

    MemoryBlockIo io()
    {
        return io;
    }

    MemoryDrive directory()
    {
        return io.drive();
    }

    /**
     * Its directory, as production code sees it; nothing needs to be closed.
     */
    BlockDirectory opened()
    {
        return io.openDirectory(PATH);
    }

    TestLog maxWritesInFlight(final int newMaximum)
    {
        maxWritesInFlight = newMaximum;
        return this;
    }

    TestLog messageLength(final int newLength)
    {
        messageLength = newLength;
        return this;
    }

    LogContext context()
    {
        return new LogContext()
            .directory(PATH)
            .blockIo(io)
            .segmentLength(PAGES * PAGE)
            .slabLength(256 * PAGE)
            .maxWriteLength(PAGE)
            .maxWritesInFlight(maxWritesInFlight)
            .preparedSegments(1)
            .epochNanoClock(() -> ++clock)
            .nanoClock(() -> clock += 1_000_000_000L)
            .saltSupplier(() -> new Random(31 * seed + ++salt).nextLong());
    }

    DurableLog open()
    {
        log = DurableLog.open(context());
        log.flusher().start();
        return log;
    }

    /**
     * Open, and be cut off while the first OPEN page is written.
     *
     * @param isTorn true if a part of the page is written, false if nothing of it is.
     */
    TestLog openUpToOpenPage(final boolean isTorn)
    {
        directory().faults((operation, name, position) ->
        {
            if (Operation.WRITE == operation && LogFormat.isSegmentName(name) &&
                LogFormat.SEGMENT_HEADER_PAGES * PAGE == position)
            {
                if (isTorn)
                {
                    final byte[] torn = new byte[PAGE];
                    torn[7] = 1;
                    directory().content(name).put(LogFormat.SEGMENT_HEADER_PAGES, torn);
                }
                throw new CutOff();
            }
        });
        assertThrows(CutOff.class, this::open);
        directory().faults(MemoryFaults.NONE);
        return this;
    }

    /**
     * Append messages, each in a page of its own, and make them durable one by one.
     */
    TestLog append(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            seal();
            settle();
        }
        return this;
    }

    /**
     * Append messages, each in a page of its own, and make them durable when all are sealed: none claims another.
     */
    TestLog appendAtOnce(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            seal();
        }
        settle();
        return this;
    }

    /**
     * Append messages whose pages go into flight and stay there.
     */
    List<InFlight> appendInFlight(final int pages)
    {
        io.writer().hold(true);
        while (io.writer().writes().size() < pages)
        {
            final int before = io.writer().writes().size();
            seal();
            for (int i = 0; i < 8; i++)
            {
                log.preparer().doWork();
                log.flusher().doWork();
            }
            assertTrue(io.writer().writes().size() > before, "the window is full");
        }

        final List<InFlight> inFlight = new ArrayList<>();
        for (final MemoryBlockWriter.Write write : io.writer().writes())
        {
            inFlight.add(new InFlight(
                LogFormat.segmentNumber(write.name()) * PAGES + write.position() / PAGE, io.writer().block(write, 0)));
        }
        return inFlight;
    }

    private void seal()
    {
        final long sequence = log.assembler().nextSequence();
        final int length = fill(message, sequence, messageLength);
        while (PageAssembler.NO_ROOM == log.assembler().append(message, 0, length, PageAssembler.WHOLE, -1))
        {
            log.preparer().doWork();
            log.flusher().doWork();
        }
        log.assembler().seal();
    }

    private void settle()
    {
        while (!log.flusher().isIdle())
        {
            log.preparer().doWork();
            log.flusher().doWork();
        }
    }

    TestLog close()
    {
        log.close();
        return this;
    }

    TestLog crash()
    {
        log.abandon();
        return this;
    }

    DurableLog log()
    {
        return log;
    }

    byte[] page(final long page)
    {
        return content(page).block((int)(page % PAGES));
    }

    TestLog put(final long page, final byte[] content)
    {
        content(page).put((int)(page % PAGES), content);
        return this;
    }

    TestLog corrupt(final long page, final UnaryOperator<byte[]> change)
    {
        return put(page, change.apply(page(page).clone()));
    }

    TestLog zero(final long page)
    {
        return put(page, new byte[PAGE]);
    }

    /**
     * A page as it is when the power goes while it is written: the first bytes are new.
     */
    TestLog tear(final InFlight page)
    {
        final byte[] torn = page(page.page()).clone();
        System.arraycopy(page.content(), 0, torn, 0, 0 == page.page() % 2 ? 40 : 512);
        return put(page.page(), torn);
    }

    MemoryContent content(final long page)
    {
        return directory().content(LogFormat.segmentName(page / PAGES));
    }

    RecoveredLog inspect()
    {
        try (BlockDirectory opened = io.openDirectory(PATH))
        {
            return Recovery.inspect(io, opened, AnchorFile.read(io, opened));
        }
    }

    LogVerification verify()
    {
        return LogVerifier.verify(io, PATH, (done, total) -> assertTrue(done <= total));
    }

    LogRepairReport repair(final boolean isDryRun)
    {
        final LogContext ctx = new LogContext().blockIo(io).directory(PATH).epochNanoClock(() -> ++clock);
        return LogRepair.run(ctx, (done, total) -> assertTrue(done <= total), isDryRun);
    }

    /**
     * Read the log, checking each message.
     *
     * @return the last sequence, 0 for none.
     */
    long read()
    {
        return readAfter(0);
    }

    /**
     * As {@link #read()}, of a log whose messages up to one were purged.
     */
    long readAfter(final long purged)
    {
        long last = purged;
        try (LogReader reader = LogReader.open(io, PATH))
        {
            while (reader.next())
            {
                assertEquals(++last, reader.sequence());
                final int length = fill(message, last, messageLength);
                assertEquals(length, reader.length(), "length of " + last);
                assertEquals(
                    0,
                    new UnsafeBuffer(message, 0, length).compareTo(
                        new UnsafeBuffer(reader.buffer(), reader.offset(), length)),
                    "content of " + last);
            }
        }
        return last;
    }

    /**
     * What the first messages hold.
     */
    byte[][] messages(final int count)
    {
        final byte[][] messages = new byte[count][];
        for (int i = 0; i < count; i++)
        {
            messages[i] = new byte[fill(message, i + 1L, messageLength)];
            message.getBytes(0, messages[i]);
        }
        return messages;
    }

    static int fill(final UnsafeBuffer buffer, final long sequence, final int maxLength)
    {
        long value = sequence * 0x9E3779B97F4A7C15L + 1;
        final int length = maxLength - (int)(sequence % 17);
        for (int i = 0; i < length; i += Long.BYTES)
        {
            value ^= value << 13;
            value ^= value >>> 7;
            value ^= value << 17;
            buffer.putLong(i, value);
        }
        return length;
    }
}
