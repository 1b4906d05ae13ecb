/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.SegmentHeaderDecoder;
import org.picolog.codecs.log.SegmentHeaderEncoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIoException;

import java.util.UUID;

/**
 * The identity of a segment: what both header pages say.
 *
 * @param logId               of the log.
 * @param segmentNumber       of the segment.
 * @param salt                of this use of the file.
 * @param pagesPerSegment     header pages included.
 * @param preparedTimestampNs since the epoch.
 */
record SegmentHeader(UUID logId, long segmentNumber, long salt, int pagesPerSegment, long preparedTimestampNs)
{
    private static final int KNOWN_INCOMPATIBLE_FEATURES = 0;

    void encode(final AlignedMemory page)
    {
        final UnsafeBuffer buffer = page.buffer();
        buffer.setMemory(0, LogFormat.PAGE_SIZE, (byte)0);
        final SegmentHeaderEncoder encoder = new SegmentHeaderEncoder().wrap(buffer, 0)
            .magic(LogFormat.SEGMENT_MAGIC)
            .majorVersion(LogFormat.MAJOR_VERSION)
            .minorVersion(LogFormat.MINOR_VERSION)
            .pageSize(LogFormat.PAGE_SIZE)
            .incompatibleFeatures(0)
            .compatibleFeatures(0)
            .pagesPerSegment(pagesPerSegment)
            .reserved(0)
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .segmentNumber(segmentNumber)
            .salt(salt)
            .preparedTimestamp(preparedTimestampNs);
        encoder.crc32c(new PageChecksum(page).compute(0));
    }

    /**
     * Read the header from whichever copy is whole: both say the same. One of another segment is taken only if no copy
     * is of the segment that is expected: a read that goes to the wrong place finds such a one.
     *
     * @return the header, or null if neither copy is whole.
     * @throws BlockIoException if a copy cannot be read, and no other is whole.
     */
    static SegmentHeader read(
        final BlockFile file, final AlignedMemory page, final UUID expectedLogId, final long expectedNumber)
    {
        SegmentHeader other = null;
        BlockIoException failure = null;
        for (int copy = 0; copy < LogFormat.SEGMENT_HEADER_PAGES; copy++)
        {
            try
            {
                final SegmentHeader header = read(file, page, copy);
                if (null != header && header.isOf(expectedLogId, expectedNumber))
                {
                    return header;
                }
                other = null == other ? header : other;
            }
            catch (final BlockIoException ex)
            {
                failure = ex;
            }
        }

        if (null == other && null != failure)
        {
            throw failure;
        }

        return other;
    }

    /**
     * Is it of this segment of this log?
     */
    boolean isOf(final UUID expectedLogId, final long expectedNumber)
    {
        return logId.equals(expectedLogId) && segmentNumber == expectedNumber;
    }

    private static SegmentHeader read(final BlockFile file, final AlignedMemory page, final int copy)
    {
        final long position = (long)copy * LogFormat.PAGE_SIZE;
        if (RepeatedRead.read(file, position, page, 0, LogFormat.PAGE_SIZE) < LogFormat.PAGE_SIZE)
        {
            return null;
        }

        final SegmentHeaderDecoder decoder = decoder(page.buffer());
        return LogFormat.SEGMENT_MAGIC == (int)decoder.magic() && new PageChecksum(page).matches(0) ?
            decode(decoder, file.name()) : null;
    }

    private static SegmentHeader decode(final SegmentHeaderDecoder decoder, final String name)
    {
        LogFormat.checkVersion(decoder.majorVersion(), decoder.minorVersion(), name);

        final long unknown = decoder.incompatibleFeatures() & ~KNOWN_INCOMPATIBLE_FEATURES;
        if (0 != unknown)
        {
            throw new UnsupportedLogException(
                name + " was written with features that this program does not know (incompatible feature bits 0x" +
                Long.toHexString(unknown) + "): use a newer Picolog");
        }

        if (decoder.pageSize() != LogFormat.PAGE_SIZE)
        {
            throw new UnsupportedLogException(
                name + " has pages of " + decoder.pageSize() + " bytes, this program reads " + LogFormat.PAGE_SIZE);
        }

        return new SegmentHeader(
            new UUID(decoder.logIdHigh(), decoder.logIdLow()),
            decoder.segmentNumber(),
            decoder.salt(),
            (int)decoder.pagesPerSegment(),
            decoder.preparedTimestamp());
    }

    private static SegmentHeaderDecoder decoder(final UnsafeBuffer buffer)
    {
        return new SegmentHeaderDecoder().wrap(
            buffer, 0, SegmentHeaderDecoder.BLOCK_LENGTH, SegmentHeaderDecoder.SCHEMA_VERSION);
    }
}
