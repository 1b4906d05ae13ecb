/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.OpenDecoder;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.PublisherEpochDecoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

import java.util.function.Consumer;

/**
 * Reads the pages of one segment at a time, and checks each. A page after the page before is read ahead in large
 * pieces; any other alone. Where a piece cannot be read, its pages are read alone. Blocks on the disk; not thread safe.
 */
final class SegmentReader implements AutoCloseable
{
    private static final int READ_LENGTH = 1024 * 1024;

    private final BlockDirectory directory;
    private final Anchor anchor;
    private final AlignedMemory memory;
    private final AlignedMemory headerPage;
    private final PageCheck check;
    private final PageHeaderDecoder header = new PageHeaderDecoder();
    private final OpenDecoder open = new OpenDecoder();
    private final PublisherEpochDecoder publisherEpoch = new PublisherEpochDecoder();

    private Consumer<LogFinding> onUnreadable;
    private BlockFile file;
    private boolean isLockRefused;
    private SegmentHeader segment;
    private boolean isUsable;
    private long firstPageNumber;
    private long endOfReadAhead;
    private long endOfReadAlone;
    private long loadedPage;
    private int loadedPages;
    private int pageOffset;

    SegmentReader(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        this(io, directory, anchor, READ_LENGTH);
    }

    /**
     * Construct.
     *
     * @param readLength in bytes, of the largest read: what is read ahead at most.
     */
    SegmentReader(final BlockIo io, final BlockDirectory directory, final Anchor anchor, final int readLength)
    {
        this.directory = directory;
        this.anchor = anchor;
        memory = io.allocate((int)Math.min(readLength, anchor.segmentLength()));
        headerPage = io.allocate(LogFormat.PAGE_SIZE);
        check = new PageCheck(memory);
    }

    /**
     * From now on what the device does not read is a state of the page, and no exception: for who looks at what is
     * left.
     *
     * @param listener told of each such page.
     */
    void passOverUnreadable(final Consumer<LogFinding> listener)
    {
        onUnreadable = listener;
    }

    /**
     * Turn to a segment.
     *
     * @param isSynced true to flush the file first: what is read then stays.
     * @throws DamagedLogException if the file is not what a segment of this log must be.
     */
    void open(final long segmentNumber, final boolean isSynced)
    {
        final LogFinding mismatch = tryOpen(segmentNumber, isSynced);
        if (null != mismatch)
        {
            throw new DamagedLogException("the log in " + directory.path() + " is damaged: " + mismatch.describe());
        }
    }

    /**
     * Turn to a segment. If its file is not what a segment of this log must be, each page of it is {@link
     * PageState#GONE}.
     *
     * @return what is wrong with the file; null for nothing.
     */
    LogFinding tryOpen(final long segmentNumber, final boolean isSynced)
    {
        close(file);
        file = null;
        segment = null;
        isUsable = false;
        isLockRefused = false;
        firstPageNumber = segmentNumber * anchor.pagesPerSegment();
        endOfReadAhead = endPage();
        endOfReadAlone = firstPageNumber;
        unload();

        final LogFinding mismatch = openFile(segmentNumber, isSynced);
        isUsable = null == mismatch;

        return mismatch;
    }

    private LogFinding openFile(final long segmentNumber, final boolean isSynced)
    {
        try
        {
            file = directory.open(LogFormat.segmentName(segmentNumber), false);
        }
        catch (final BlockIoException ex)
        {
            if (Errno.ENOENT != ex.errno())
            {
                throw ex;
            }
            return finding(segmentNumber, "a segment file", "no such file");
        }

        isLockRefused = !file.tryLock(false);
        if (isSynced)
        {
            file.sync();
        }
        try
        {
            segment = SegmentHeader.read(file, headerPage, anchor.logId(), segmentNumber);
        }
        catch (final BlockIoException ex)
        {
            if (null == onUnreadable || !RepeatedRead.isOfPlace(ex))
            {
                throw ex;
            }
            return finding(
                segmentNumber, "a segment header", "none that the device reads: " + Errno.describe(ex.errno()));
        }

        return checkFile(segmentNumber);
    }

    boolean isOpen(final long segmentNumber)
    {
        return isUsable && segment.segmentNumber() == segmentNumber;
    }

    /**
     * Could the segment not be kept from being purged? Then who purges it has it already.
     */
    boolean isLockRefused()
    {
        return isLockRefused;
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
        return firstPageNumber + anchor.pagesPerSegment();
    }

    /**
     * Can the page be turned to without reading?
     */
    boolean isLoaded(final long pageNumber)
    {
        return pageNumber >= loadedPage && pageNumber < loadedPage + loadedPages;
    }

    /**
     * Read some pages at once, to be turned to later.
     */
    void loadAhead(final long pageNumber, final int pages)
    {
        unload();
        int count = Math.min(pages, memory.buffer().capacity() / LogFormat.PAGE_SIZE);
        if (count > 1 && !readTogether(pageNumber, count))
        {
            endOfReadAlone = pageNumber + count;
            count = 1;
        }
        if (1 == count)
        {
            final long position = filePosition(pageNumber);
            final int length = null == onUnreadable ?
                RepeatedRead.read(file, position, memory, 0, LogFormat.PAGE_SIZE) :
                RepeatedRead.readPersistently(file, position, memory, 0, LogFormat.PAGE_SIZE);
            checkLength(length, LogFormat.PAGE_SIZE);
        }
        loadedPage = pageNumber;
        loadedPages = count;
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
     *
     * @throws BlockIoException if the device does not read it, unless {@link #passOverUnreadable} was called.
     */
    PageState load(final long pageNumber)
    {
        if (!isUsable)
        {
            return PageState.GONE;
        }

        if (!isLoaded(pageNumber))
        {
            final boolean isNext = pageNumber == loadedPage + loadedPages && pageNumber >= endOfReadAlone;
            try
            {
                loadAhead(pageNumber, isNext ? (int)Math.max(1, endOfReadAhead - pageNumber) : 1);
            }
            catch (final BlockIoException ex)
            {
                if (null == onUnreadable || !RepeatedRead.isOfPlace(ex))
                {
                    throw ex;
                }
                onUnreadable.accept(unreadable(pageNumber, ex));
                return PageState.UNREADABLE;
            }
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

    /**
     * Where the stream stands at the end of the page turned to, if that is valid.
     *
     * @param before where it stood before the page.
     */
    StreamEnd streamEnd(final StreamEnd before)
    {
        final PageHeaderDecoder page = header();
        return new StreamEnd(publisher(before.publisher(), page), page.sessionId(), page.streamPosition());
    }

    private Publisher publisher(final Publisher before, final PageHeaderDecoder page)
    {
        if (page.flags().open())
        {
            final OpenDecoder body = open();
            return new Publisher(body.publisherId(), body.publisherEpoch());
        }

        final int offset = check.publisherOffset();
        if (PageCheck.NO_RECORD == offset)
        {
            return before;
        }

        publisherEpoch.wrap(
            memory.buffer(), offset, PublisherEpochDecoder.BLOCK_LENGTH, PublisherEpochDecoder.SCHEMA_VERSION);
        return new Publisher(publisherEpoch.publisherId(), publisherEpoch.publisherEpoch());
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

    private void unload()
    {
        loadedPages = 0;
        loadedPage = -1;
    }

    private boolean readTogether(final long pageNumber, final int pages)
    {
        final int length = pages * LogFormat.PAGE_SIZE;
        try
        {
            checkLength(file.read(filePosition(pageNumber), memory, 0, length), length);
            return true;
        }
        catch (final BlockIoException ex)
        {
            // Some page of them; reading each alone tells which.
            return false;
        }
    }

    private void checkLength(final int readLength, final int length)
    {
        if (readLength < length)
        {
            throw new DamagedLogException(
                file.name() + " in " + directory.path() + " became shorter while it was read",
                finding(
                    segment.segmentNumber(),
                    anchor.segmentLength() + " bytes",
                    file.size() + " bytes: it became shorter while it was read"));
        }
    }

    private LogFinding unreadable(final long pageNumber, final BlockIoException ex)
    {
        return new LogFinding(
            file.name(),
            anchor.segmentOf(pageNumber),
            pageNumber,
            filePosition(pageNumber),
            "a page that the device reads",
            Errno.describe(ex.errno()));
    }

    private LogFinding checkFile(final long segmentNumber)
    {
        if (null == segment)
        {
            return finding(segmentNumber, "a segment header", "no copy of the header that is whole");
        }

        if (!segment.logId().equals(anchor.logId()))
        {
            return finding(segmentNumber, "a segment of log " + anchor.logId(), "one of log " + segment.logId());
        }

        if (segment.segmentNumber() != segmentNumber)
        {
            return finding(segmentNumber, "segment " + segmentNumber, "segment " + segment.segmentNumber());
        }

        if (segment.pagesPerSegment() != anchor.pagesPerSegment())
        {
            return finding(
                segmentNumber,
                anchor.pagesPerSegment() + " pages per segment",
                segment.pagesPerSegment() + " pages per segment");
        }

        return file.size() == anchor.segmentLength() ?
            null :
            finding(segmentNumber, anchor.segmentLength() + " bytes", file.size() + " bytes");
    }

    private LogFinding finding(final long segmentNumber, final String expected, final String found)
    {
        return new LogFinding(
            LogFormat.segmentName(segmentNumber),
            segmentNumber,
            LogFormat.NULL_PAGE,
            LogFormat.NULL_POSITION,
            expected,
            found);
    }

    private static void close(final BlockFile file)
    {
        if (null != file)
        {
            file.close();
        }
    }
}
