/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.MappedByteBuffer;
import java.nio.file.Path;

/**
 * Memory that a writer shares with whoever kills it: what it has said there is known, whatever becomes of it. A message
 * counts as appended before it is, and as acknowledged after it was, so that both are sound at any instant.
 */
final class Board implements AutoCloseable
{
    private static final int FIRST_OFFSET = 0;
    private static final int APPENDED_OFFSET = 64;
    private static final int ACKNOWLEDGED_OFFSET = 128;
    private static final int LENGTH = 4096;

    private final MappedByteBuffer memory;
    private final UnsafeBuffer buffer;

    private Board(final MappedByteBuffer memory)
    {
        this.memory = memory;
        buffer = new UnsafeBuffer(memory);
    }

    static Board create(final Path file)
    {
        return new Board(IoUtil.mapNewFile(file.toFile(), LENGTH));
    }

    static Board open(final Path file)
    {
        return new Board(IoUtil.mapExistingFile(file.toFile(), "board"));
    }

    /**
     * The log is open.
     *
     * @param sequence that the next message gets.
     */
    void first(final long sequence)
    {
        buffer.putLongRelease(FIRST_OFFSET, sequence);
    }

    /**
     * @return the sequence of the writer's first message, 0 before the log is open.
     */
    long first()
    {
        return buffer.getLongAcquire(FIRST_OFFSET);
    }

    void appended(final long sequence)
    {
        buffer.putLongRelease(APPENDED_OFFSET, sequence);
    }

    long appended()
    {
        return buffer.getLongAcquire(APPENDED_OFFSET);
    }

    void acknowledged(final long sequence)
    {
        buffer.putLongRelease(ACKNOWLEDGED_OFFSET, sequence);
    }

    long acknowledged()
    {
        return buffer.getLongAcquire(ACKNOWLEDGED_OFFSET);
    }

    @Override
    public void close()
    {
        IoUtil.unmap(memory);
    }
}
