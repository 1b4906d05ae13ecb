/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.PageAssembler;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A small file system that is filled to its last block before one step of opening, preparing, rolling, writing, purging
 * or closing, for each step. Nothing fails but the opening of a new log, which opens when there is space: what is
 * prepared is used up, then there is no room, and when there is space again the log goes on. A log that exists opens on
 * a full disk, too: it has a segment in reserve. One thread drives the log, so that a step is always the same.
 */
@Tag("faults")
class FullDiskTest
{
    private static final long DISK_LENGTH = 48L << 20;
    private static final int SEGMENT_PAGES = 16;
    private static final int MESSAGE_COUNT = 120;
    private static final int REFUSALS_UNTIL_SPACE = 30;
    private static final int MAX_TURNS = 10_000;
    private static final int[] FILLER_CHUNKS = { 1 << 20, 1 << 12 };

    private final Messages messages = new Messages(3_000);
    private final UnsafeBuffer message = messages.newBuffer();
    private final TreeMap<String, Integer> outcomes = new TreeMap<>();

    @TempDir
    private Path tempDir;

    private MountedDisk disk;
    private History history;
    private int refusedNewLogs;
    private long nowNs;

    @ParameterizedTest
    @EnumSource
    void goesOnWhenThereIsSpace(final FileSystemKind kind)
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        final int stride = Faults.count("fill.stride", 60);
        final int offset = new Random(Faults.seed("full disk, " + kind)).nextInt(stride);
        int tried = 0;
        try (MountedDisk mounted = MountedDisk.create(kind, tempDir, DISK_LENGTH))
        {
            disk = mounted;
            final int steps = run(0);
            for (int step = 1 + offset; step <= steps; step += stride)
            {
                run(step);
                tried++;
            }
            System.out.printf(
                "full disk, %s: filled before %d of %d steps, nothing lost, %d new logs not opened before there was " +
                "space: %s%n",
                kind, tried, steps, refusedNewLogs, outcomes);
        }
    }

    /**
     * Two lives of a log.
     *
     * @return how many steps they have.
     */
    private int run(final int step)
    {
        final SteppedIo io = new SteppedIo(step, this::fill);
        history = new History(messages, true);
        try
        {
            for (int life = 1; life <= 2; life++)
            {
                live(io, life);
                assertEquals((long)life * MESSAGE_COUNT, history.check(disk.logDirectory()));
            }
            if (step > 0)
            {
                outcomes.merge(io.stepped().replaceAll("\\d+", "#"), 1, Integer::sum);
            }
        }
        catch (final RuntimeException | AssertionError ex)
        {
            throw new AssertionError("disk full before step " + step + ", " + io.stepped(), ex);
        }
        finally
        {
            makeSpace();
            deleteLog();
        }

        return io.steps();
    }

    private void live(final SteppedIo io, final int life)
    {
        try (DurableLog log = open(io, life))
        {
            log.flusher().start();
            history.begin(life, log.assembler().nextSequence());
            append(log, life);
            history.advance(log.flusher().committedSequence(), log.assembler().nextSequence() - 1);
            assertEquals(log.assembler().nextSequence() - 1, history.acknowledged());
        }
    }

    private DurableLog open(final SteppedIo io, final int life)
    {
        try
        {
            return DurableLog.open(context(io));
        }
        catch (final BlockIoException ex)
        {
            assertEquals(1, life, () -> "a log that exists does not open: " + ex.getMessage());
            assertEquals(Errno.ENOSPC, ex.errno(), ex.getMessage());
            assertTrue(ex.getMessage().contains("no space left on the device"), ex.getMessage());
            assertEquals(0, history.check(disk.logDirectory()), "a log that did not open holds something");
            refusedNewLogs++;
            makeSpace();
            return DurableLog.open(context(io));
        }
    }

    private void append(final DurableLog log, final int life)
    {
        final long end = (long)life * MESSAGE_COUNT;
        int refusals = 0;
        for (int turn = 0; log.assembler().nextSequence() <= end; turn++)
        {
            final long sequence = log.assembler().nextSequence();
            final int length = messages.fill(message, life, sequence);
            if (log.assembler().append(message, 0, length, PageAssembler.WHOLE, -1) < 0 &&
                ++refusals == REFUSALS_UNTIL_SPACE)
            {
                assertTrue(log.preparer().isSpaceLow(), "there is no room, and space is not low");
                makeSpace();
            }
            work(log);
            if (sequence == MESSAGE_COUNT + MESSAGE_COUNT / 2)
            {
                // What was read already.
                log.purgeBelow(2);
            }
            assertTrue(turn < MAX_TURNS, "the log does not go on");
        }
    }

    private void work(final DurableLog log)
    {
        log.assembler().seal();
        for (int i = 0; i < 4; i++)
        {
            nowNs += 1_000_000_000L;
            log.preparer().doWork();
        }
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
        }
    }

    private LogContext context(final SteppedIo io)
    {
        return new LogContext()
            .directory(disk.logDirectory())
            .segmentLength(SEGMENT_PAGES * 4096)
            .slabLength(SEGMENT_PAGES * 4096)
            .maxWriteLength(4 * 4096)
            .preparedSegments(1)
            .nanoClock(() -> nowNs += 1_000)
            .blockIo(io);
    }

    private void fill()
    {
        final ByteBuffer chunk = ByteBuffer.allocateDirect(FILLER_CHUNKS[0]);
        for (final int length : FILLER_CHUNKS)
        {
            try (FileChannel filler = FileChannel.open(
                filler(), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND))
            {
                // Until the device, not only the page cache, says that it is full.
                while (filler.write(chunk.clear().limit(length)) == length)
                {
                    filler.force(length < FILLER_CHUNKS[0]);
                }
            }
            catch (final IOException ex)
            {
                assertTrue(ex.getMessage().contains("No space left"), ex.getMessage());
            }
        }
    }

    private void makeSpace()
    {
        try
        {
            Files.deleteIfExists(filler());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private Path filler()
    {
        return disk.root().resolve("filler");
    }

    private void deleteLog()
    {
        try (Stream<Path> files = Files.list(disk.logDirectory()))
        {
            for (final Path file : List.copyOf(files.toList()))
            {
                Files.delete(file);
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
