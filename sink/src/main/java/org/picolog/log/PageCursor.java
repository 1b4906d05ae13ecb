/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;

import java.util.List;

/**
 * Steps through the pages of a log in order, checking each, until the first one that is not valid. Reads ahead in large
 * pieces. Not thread safe; blocks on the disk.
 */
final class PageCursor implements AutoCloseable
{
    private static final int READ_LENGTH = 1024 * 1024;

    private final BlockDirectory directory;
    private final List<String> segmentNames;
    private final AlignedMemory memory;
    private final AlignedMemory headerPage;
    private final PageCheck check;
    private final PageHeaderDecoder header = new PageHeaderDecoder();

    private int nextSegment;
    private BlockFile file;
    private SegmentHeader segment;
    private long filePosition;
    private int loadedLength;
    private int pageOffset;
    private long previousCrc;
    private PageState endState = PageState.NEVER_WRITTEN;

    PageCursor(final BlockIo io, final BlockDirectory directory)
    {
        this.directory = directory;
        segmentNames = directory.list().stream().filter(LogFormat::isSegmentName).toList();
        memory = io.allocate(READ_LENGTH);
        headerPage = io.allocate(LogFormat.PAGE_SIZE);
        check = new PageCheck(memory);
    }

    /**
     * Step to the next page.
     *
     * @return false at the end: see {@link #endState()}.
     */
    boolean next()
    {
        pageOffset += LogFormat.PAGE_SIZE;
        while (pageOffset >= loadedLength)
        {
            if (!load())
            {
                return false;
            }
        }

        final long pageNumber = segment.segmentNumber() * segment.pagesPerSegment() +
            (filePosition - loadedLength + pageOffset) / LogFormat.PAGE_SIZE;
        endState = check.check(pageOffset, segment.salt(), pageNumber);
        if (PageState.VALID == endState && header().previousCrc32c() != previousCrc)
        {
            endState = PageState.STALE;
        }
        previousCrc = check.checksum(pageOffset);

        return PageState.VALID == endState;
    }

    /**
     * Header of the page stepped to.
     */
    PageHeaderDecoder header()
    {
        return PageCheck.wrap(header, memory.buffer(), pageOffset);
    }

    UnsafeBuffer buffer()
    {
        return memory.buffer();
    }

    AlignedMemory memory()
    {
        return memory;
    }

    int pageOffset()
    {
        return pageOffset;
    }

    /**
     * What the page is that ended the log.
     */
    PageState endState()
    {
        return endState;
    }

    @Override
    public void close()
    {
        closeFile();
        memory.close();
        headerPage.close();
    }

    private boolean load()
    {
        if (null == file || filePosition >= file.size())
        {
            if (!openNextSegment())
            {
                return false;
            }
        }

        final int wanted = (int)Math.min(memory.buffer().capacity(), file.size() - filePosition);
        loadedLength = file.read(filePosition, memory, 0, wanted);
        filePosition += loadedLength;
        pageOffset = 0;

        return loadedLength > 0;
    }

    private boolean openNextSegment()
    {
        closeFile();
        if (nextSegment >= segmentNames.size())
        {
            return false;
        }

        file = directory.open(segmentNames.get(nextSegment++), false);
        segment = SegmentHeader.read(file, headerPage);
        if (null == segment)
        {
            throw new DamagedLogException(
                "both copies of the header of " + file.name() + " in " + directory.path() + " are unreadable");
        }
        filePosition = (long)LogFormat.SEGMENT_HEADER_PAGES * LogFormat.PAGE_SIZE;

        return true;
    }

    private void closeFile()
    {
        if (null != file)
        {
            file.close();
            file = null;
        }
    }
}
