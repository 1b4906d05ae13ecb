/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.PageAssembler;
import org.picolog.log.Publisher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A real log of small segments that is open for writing, on one thread.
 */
final class TestLog implements AutoCloseable
{
    static final int PAGE_SIZE = 4096;
    static final int SEGMENT_LENGTH = 64 * PAGE_SIZE;
    static final long START_NS = 1_767_225_600_000_000_000L;

    private final DurableLog log;
    private long timeNs = START_NS;
    private long position;

    TestLog(final Path directory)
    {
        final LogContext ctx = new LogContext()
            .directory(directory)
            .segmentLength(SEGMENT_LENGTH)
            .slabLength(2 * SEGMENT_LENGTH)
            .maxWriteLength(4 * PAGE_SIZE)
            .preparedSegments(1)
            .epochNanoClock(() -> timeNs);
        log = DurableLog.open(ctx);
        log.flusher().start();
    }

    static void write(final Path directory, final int count, final int length)
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(count, length);
        }
    }

    DurableLog log()
    {
        return log;
    }

    TestLog time(final long newTimeNs)
    {
        timeNs = newTimeNs;
        return this;
    }

    TestLog session(final int sessionId)
    {
        log.assembler().session(sessionId, 0);
        return this;
    }

    /**
     * Append what a sink does when a publisher claims the log inside another one's message.
     */
    TestLog claimed(final long publisherId, final long publisherEpoch)
    {
        final UnsafeBuffer part = new UnsafeBuffer(new byte[16]);
        log.assembler().append(part, 0, part.capacity(), PageAssembler.BEGIN, position);
        log.assembler().abandonMessage();
        log.assembler().append(part, 0, part.capacity(), PageAssembler.BEGIN, position);
        log.assembler().publisher(new Publisher(publisherId, publisherEpoch), 9, 7001, 0);

        return this;
    }

    /**
     * Append messages that hold their own sequence as text, and make them durable.
     */
    TestLog append(final int count, final int length)
    {
        for (int i = 0; i < count; i++)
        {
            final byte[] text = ("message " + log.assembler().nextSequence()).getBytes(StandardCharsets.US_ASCII);
            final byte[] message = new byte[length];
            System.arraycopy(text, 0, message, 0, Math.min(text.length, length));
            add(message);
        }

        return flush();
    }

    /**
     * Append a message, not durable yet.
     */
    TestLog add(final byte[] message)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(message);
        position += message.length;
        while (PageAssembler.NO_ROOM ==
            log.assembler().append(buffer, 0, message.length, PageAssembler.WHOLE, position))
        {
            work();
        }

        return this;
    }

    /**
     * Append messages while nothing becomes durable, so that no page claims another.
     */
    TestLog addUnclaimed(final int count, final int length)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[length]);
        for (int i = 0; i < count; i++)
        {
            while (PageAssembler.NO_ROOM == log.assembler().append(buffer, 0, length, PageAssembler.WHOLE, -1))
            {
                log.preparer().doWork();
            }
        }

        return this;
    }

    TestLog flush()
    {
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            work();
        }

        return this;
    }

    @Override
    public void close()
    {
        flush();
        log.close();
    }

    /**
     * The files as they are: of an open log, what a process that is killed leaves behind.
     */
    static void copy(final Path from, final Path to)
    {
        try (Stream<Path> files = Files.list(from))
        {
            for (final Path file : files.collect(Collectors.toList()))
            {
                Files.copy(file, to.resolve(file.getFileName()));
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    static Path segment(final Path directory, final int index)
    {
        try (Stream<Path> files = Files.list(directory))
        {
            final List<Path> segments = files
                .filter((file) -> file.toString().endsWith(".plog")).sorted().collect(Collectors.toList());
            return segments.get(index);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    /**
     * Flip a bit in the middle of a page.
     */
    static void damage(final Path segment, final int pageIndex)
    {
        damageAt(segment, (long)pageIndex * PAGE_SIZE + PAGE_SIZE / 2);
    }

    static void damageAt(final Path file, final long position)
    {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE))
        {
            final ByteBuffer one = ByteBuffer.allocate(1);
            channel.read(one, position);
            one.put(0, (byte)(one.get(0) ^ 1)).rewind();
            channel.write(one, position);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private void work()
    {
        log.preparer().doWork();
        log.flusher().doWork();
    }
}
