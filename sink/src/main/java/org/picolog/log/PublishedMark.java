/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

/**
 * Tells readers in other processes how far the log is durable while a writer has it open: a mapped file with the number
 * of the last durable page. What it says is true for ever, also when it is stale, since a durable page stays.
 */
final class PublishedMark implements AutoCloseable
{
    static final String NAME = "mark";
    private static final int LENGTH = BlockIo.BLOCK_SIZE;
    private static final int LAST_PAGE_OFFSET = 0;

    private final AlignedMemory memory;
    private final UnsafeBuffer buffer;

    private PublishedMark(final AlignedMemory memory)
    {
        this.memory = memory;
        buffer = memory.buffer();
    }

    static PublishedMark openForWriting(final BlockDirectory directory)
    {
        return new PublishedMark(directory.map(NAME, LENGTH, true));
    }

    /**
     * @throws LogNotFoundException if the writer has not come so far as to create it.
     */
    static PublishedMark openForReading(final BlockDirectory directory)
    {
        try
        {
            return new PublishedMark(directory.map(NAME, LENGTH, false));
        }
        catch (final BlockIoException ex)
        {
            if (Errno.ENOENT != ex.errno())
            {
                throw ex;
            }
            throw new LogNotFoundException(
                "the log in " + directory.path() +
                " is being opened by its writer, which has not published anything: try again");
        }
    }

    /**
     * What the writer of a log says now.
     *
     * @return number of the last durable page, {@link LogFormat#NULL_PAGE} if there is none yet.
     */
    static long read(final BlockDirectory directory)
    {
        try (PublishedMark mark = openForReading(directory))
        {
            return mark.lastPage();
        }
    }

    /**
     * Number of the last durable page, {@link LogFormat#NULL_PAGE} if there is none yet. Any thread.
     */
    long lastPage()
    {
        final long page = buffer.getLongAcquire(LAST_PAGE_OFFSET);
        return page < LogFormat.SEGMENT_HEADER_PAGES ? LogFormat.NULL_PAGE : page;
    }

    /**
     * Say that a page, and all before it, is durable; {@link LogFormat#NULL_PAGE} for none. The writer's flusher only.
     */
    void lastPage(final long pageNumber)
    {
        buffer.putLongRelease(LAST_PAGE_OFFSET, Math.max(0, pageNumber));
    }

    @Override
    public void close()
    {
        memory.close();
    }
}
