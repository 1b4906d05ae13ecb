/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.OpenDecoder;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;

import java.util.UUID;

/**
 * Reads the pages of one segment at a time, and checks each. A page after the page before is read ahead in large
 * pieces; any other alone. Blocks on the disk; not thread safe.
 */
final class SegmentReader implements AutoCloseable
{
    private static final int READ_LENGTH = 1024 * 1024;

    private final BlockDirectory directory;
    private final UUID logId;
    private final AlignedMemory memory;
    private final AlignedMemory headerPage;
    private final PageCheck check;
    private final PageHeaderDecoder header = new PageHeaderDecoder();
    private final OpenDecoder open = new OpenDecoder();

    private BlockFile file;
    private boolean isLocked;
    private SegmentHeader segment;
    private long firstPageNumber;
    private long endOfReadAhead;
    private long loadedPage;
    private int loadedPages;
    private int pageOffset;

    SegmentReader(final BlockIo io, final BlockDirectory directory, final UUID logId)
    {
        this.directory = directory;
        this.logId = logId;
        memory = io.allocate(READ_LENGTH);
        headerPage = io.allocate(LogFormat.PAGE_SIZE);
        check = new PageCheck(memory);
    }

    /**
     * Turn to a segment.
     *
     * @param isSynced true to flush the file first: what is read then stays.
     * @throws DamagedLogException if the file is not what a segment of this log must be.
     */
    void open(final long segmentNumber, final boolean isSynced)
    {
        close(file);
        file = directory.open(LogFormat.segmentName(segmentNumber), false);
        isLocked = file.tryLock(false);
        if (isSynced)
        {
            file.sync();
        }

        segment = SegmentHeader.read(file, headerPage);
        checkHeader(segmentNumber);
        firstPageNumber = segmentNumber * segment.pagesPerSegment();
        endOfReadAhead = endPage();
        loadedPages = 0;
        loadedPage = -1;
    }

    boolean isOpen(final long segmentNumber)
    {
        return null != file && segment.segmentNumber() == segmentNumber;
    }

    /**
     * Is the segment kept from being purged while it is open here?
     */
    boolean isLocked()
    {
        return isLocked;
    }

    SegmentHeader segment()
    {
        return segment;
    }

    long openPage()
    {
        return firstPageNumber + LogFormat.SEGMENT_HEADER_PAGES;
    }

    long endPage()
    {
        return firstPageNumber + segment.pagesPerSegment();
    }

    /**
     * Read some pages at once, to be turned to later.
     */
    void loadAhead(final long pageNumber, final int pages)
    {
        loadedPage = pageNumber;
        loadedPages = Math.min(pages, READ_LENGTH / LogFormat.PAGE_SIZE);
        read();
    }

    /**
     * Read no further ahead than before this page: it may not be written yet.
     */
    void endOfReadAhead(final long pageNumber)
    {
        endOfReadAhead = pageNumber;
    }

    /**
     * Turn to a page of the segment and say what it is.
     */
    PageState load(final long pageNumber)
    {
        if (pageNumber < loadedPage || pageNumber >= loadedPage + loadedPages)
        {
            final boolean isNext = pageNumber == loadedPage + loadedPages;
            final long toEnd = Math.max(1, endOfReadAhead - pageNumber);
            loadedPages = isNext ? (int)Math.min(READ_LENGTH / LogFormat.PAGE_SIZE, toEnd) : 1;
            loadedPage = pageNumber;
            read();
        }

        pageOffset = (int)(pageNumber - loadedPage) * LogFormat.PAGE_SIZE;
        return check.check(pageOffset, segment.salt(), pageNumber, pageNumber == openPage());
    }

    /**
     * Header of the page turned to, if that is valid.
     */
    PageHeaderDecoder header()
    {
        return PageCheck.wrap(header, memory.buffer(), pageOffset);
    }

    /**
     * Body of the page turned to, if that is a valid OPEN page.
     */
    OpenDecoder open()
    {
        return open.wrap(
            memory.buffer(),
            pageOffset + LogFormat.PAGE_HEADER_LENGTH,
            OpenDecoder.BLOCK_LENGTH,
            OpenDecoder.SCHEMA_VERSION);
    }

    long checksum()
    {
        return check.checksum(pageOffset);
    }

    int completedMessages()
    {
        return check.completedMessages();
    }

    AlignedMemory memory()
    {
        return memory;
    }

    UnsafeBuffer buffer()
    {
        return memory.buffer();
    }

    int pageOffset()
    {
        return pageOffset;
    }

    long filePosition(final long pageNumber)
    {
        return (pageNumber - firstPageNumber) * LogFormat.PAGE_SIZE;
    }

    String fileName()
    {
        return file.name();
    }

    @Override
    public void close()
    {
        close(file);
        file = null;
        memory.close();
        headerPage.close();
    }

    /**
     * A read error is not an invalid page: once more, and then it is the caller's.
     */
    private void read()
    {
        try
        {
            readOnce();
        }
        catch (final BlockIoException ex)
        {
            readOnce();
        }
    }

    private void readOnce()
    {
        final int length = loadedPages * LogFormat.PAGE_SIZE;
        if (file.read(filePosition(loadedPage), memory, 0, length) < length)
        {
            throw new DamagedLogException(
                file.name() + " in " + directory.path() + " became shorter while it was read");
        }
    }

    private void checkHeader(final long segmentNumber)
    {
        final String what = file.name() + " in " + directory.path();
        if (null == segment)
        {
            throw new DamagedLogException("both copies of the header of " + what + " are unreadable");
        }

        if (!segment.logId().equals(logId))
        {
            throw new DamagedLogException(
                what + " belongs to the log " + segment.logId() + ", this is the log " + logId);
        }

        if (segment.segmentNumber() != segmentNumber)
        {
            throw new DamagedLogException(
                what + " is segment " + segment.segmentNumber() + " by its header: it was renamed or replaced");
        }

        final long expectedSize = (long)segment.pagesPerSegment() * LogFormat.PAGE_SIZE;
        if (file.size() != expectedSize)
        {
            throw new DamagedLogException(
                what + " has " + file.size() + " bytes where " + expectedSize + " are expected");
        }
    }

    private static void close(final BlockFile file)
    {
        if (null != file)
        {
            file.close();
        }
    }
}
