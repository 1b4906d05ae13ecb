/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;

/**
 * What the OPEN page of a segment says of the segments before it.
 *
 * @param number        of the segment.
 * @param firstSequence of the first message that ends in it: those below end before it.
 * @param timestampNs   of its first page: whatever is before it is no younger.
 */
record SegmentStart(long number, long firstSequence, long timestampNs)
{
    /**
     * Read it.
     *
     * @return null if the segment has no valid OPEN page, as one that was never activated.
     */
    static SegmentStart read(
        final BlockIo io, final BlockDirectory directory, final Anchor anchor, final long segmentNumber)
    {
        try (BlockFile file = directory.open(LogFormat.segmentName(segmentNumber), false);
            AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE))
        {
            final SegmentHeader header = SegmentHeader.read(file, page, anchor.logId(), segmentNumber);
            if (null == header || !header.isOf(anchor.logId(), segmentNumber))
            {
                return null;
            }

            final long openPage = anchor.openPage(segmentNumber);
            final int length = RepeatedRead.read(file, anchor.filePosition(openPage), page, 0, LogFormat.PAGE_SIZE);
            if (length < LogFormat.PAGE_SIZE ||
                PageState.VALID != new PageCheck(page).check(0, header.salt(), openPage, true))
            {
                return null;
            }

            final PageHeaderDecoder found = PageCheck.wrap(new PageHeaderDecoder(), page.buffer(), 0);
            return new SegmentStart(segmentNumber, found.firstSequence(), found.timestamp());
        }
    }
}
