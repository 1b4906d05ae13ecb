/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.EpochNanoClock;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.OpenEncoder;
import org.picolog.codecs.log.PageHeaderEncoder;
import org.picolog.codecs.log.RecordType;
import org.picolog.io.AlignedMemory;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

import static org.picolog.log.LogFormat.PAGE_HEADER_LENGTH;
import static org.picolog.log.LogFormat.PAGE_SIZE;
import static org.picolog.log.LogFormat.RECORD_ALIGNMENT;
import static org.picolog.log.LogFormat.RECORD_HEADER_LENGTH;

/**
 * Lays out one page after another in the slab: opened, given records or the body of an OPEN page, sealed. Knows the
 * format of a page, and from the page before only what chains the two. One thread; nothing blocks or allocates.
 */
final class PageComposer extends Padded
{
    private static final int TYPE_SHIFT = 16;
    private static final int CRC_SHIFT = 32;

    private final UnsafeBuffer slab;
    private final ByteBuffer slabBytes;
    private final EpochNanoClock clock;
    private final PageChecksum checksum;
    private final CRC32C messageCrc = new CRC32C();
    private final PageHeaderEncoder pageHeader = new PageHeaderEncoder();
    private final OpenEncoder open = new OpenEncoder();

    private long previousCrc;
    private long lastTimestampNs;
    private boolean isOpen;
    private boolean isOpenPage;
    private int pageStart;
    private int writeOffset = PAGE_SIZE;
    private int firstRecordOffset;
    private long firstSequence;

    PageComposer(final AlignedMemory slab, final EpochNanoClock clock, final LogPosition start)
    {
        this.slab = slab.buffer();
        this.slabBytes = slab.byteBuffer();
        this.clock = clock;
        checksum = new PageChecksum(slab);
        previousCrc = start.lastPageCrc();
        lastTimestampNs = start.lastTimestampNs();
    }

    /**
     * Begin a page.
     *
     * @param slabOffset   of its slot, which still holds an older page.
     * @param nextSequence sequence of the first message that will end in it, or after it.
     */
    void begin(final int slabOffset, final long nextSequence)
    {
        isOpen = true;
        isOpenPage = false;
        pageStart = slabOffset;
        writeOffset = PAGE_HEADER_LENGTH;
        firstRecordOffset = 0;
        firstSequence = nextSequence;
    }

    /**
     * Is a page begun and not sealed?
     */
    boolean isOpen()
    {
        return isOpen;
    }

    /**
     * Longest payload for which there is room in the page begun; negative if there is none, or no page is begun.
     */
    int room()
    {
        return PAGE_SIZE - RECORD_HEADER_LENGTH - writeOffset;
    }

    void putRecord(final RecordType type, final DirectBuffer buffer, final int offset, final int length)
    {
        final int payloadOffset = payloadOffset();
        zeroPadding(length);
        slab.putBytes(payloadOffset, buffer, offset, length);
        putHeader(type, length, RecordType.FULL == type ? 0 : messageCrc(type, payloadOffset, length));
    }

    /**
     * Where in the {@link #buffer()} the payload of the next record goes.
     */
    int payloadOffset()
    {
        return pageStart + writeOffset + RECORD_HEADER_LENGTH;
    }

    UnsafeBuffer buffer()
    {
        return slab;
    }

    /**
     * Make a CONTROL record of a message that was encoded at the {@link #payloadOffset()}, with its header.
     */
    void putControl(final int length)
    {
        slab.setMemory(payloadOffset() + length, LogFormat.align(length) - length, (byte)0);
        putHeader(RecordType.CONTROL, length, 0);
    }

    /**
     * Make the page begun the OPEN page of a segment.
     */
    void putOpen(
        final long epoch,
        final long previousPage,
        final long cutPage,
        final long cutNextSequence,
        final int writeWindow,
        final boolean isEpochStart,
        final Publisher publisher)
    {
        isOpenPage = true;
        slab.setMemory(pageStart + PAGE_HEADER_LENGTH, OpenEncoder.BLOCK_LENGTH, (byte)0);
        open.wrap(slab, pageStart + PAGE_HEADER_LENGTH)
            .epoch(epoch)
            .previousPage(previousPage)
            .cutPage(cutPage)
            .cutNextSequence(cutNextSequence)
            .writeWindow(writeWindow)
            .publisherId(publisher.id())
            .publisherEpoch(publisher.epoch());
        open.flags().epochStart(isEpochStart);
        writeOffset = PAGE_HEADER_LENGTH + OpenEncoder.BLOCK_LENGTH;
    }

    /**
     * Complete the page and tell the segment.
     */
    void seal(
        final Segment segment,
        final long pageNumber,
        final long streamPosition,
        final int sessionId,
        final long commitLag)
    {
        slab.setMemory(pageStart + writeOffset, PAGE_SIZE - writeOffset, (byte)0);
        lastTimestampNs = Math.max(lastTimestampNs, clock.nanoTime());

        pageHeader.wrap(slab, pageStart)
            .magic(LogFormat.PAGE_MAGIC)
            .salt(segment.salt())
            .pageNumber(pageNumber)
            .firstSequence(firstSequence)
            .timestamp(lastTimestampNs)
            .streamPosition(streamPosition)
            .sessionId(sessionId)
            .previousCrc32c(previousCrc)
            .usedLength(writeOffset)
            .firstRecordOffset(firstRecordOffset)
            .commitLag(commitLag);
        pageHeader.flags().clear().open(isOpenPage);

        previousCrc = checksum.compute(pageStart);
        pageHeader.crc32c(previousCrc);
        segment.sealed(pageNumber, firstSequence, previousCrc);
        isOpen = false;
        writeOffset = PAGE_SIZE;
    }

    /**
     * Whole, before the payload is put: the slot still holds an older page.
     */
    private void zeroPadding(final int payloadLength)
    {
        slab.putLong(
            pageStart + writeOffset + LogFormat.align(RECORD_HEADER_LENGTH + payloadLength) - RECORD_ALIGNMENT, 0L);
    }

    private void putHeader(final RecordType type, final int payloadLength, final long crc)
    {
        final int recordLength = RECORD_HEADER_LENGTH + payloadLength;
        slab.putLong(pageStart + writeOffset, recordHeader(recordLength, type, crc), ByteOrder.LITTLE_ENDIAN);

        if (0 == firstRecordOffset && RecordType.MIDDLE != type && RecordType.LAST != type)
        {
            firstRecordOffset = writeOffset;
        }
        writeOffset += LogFormat.align(recordLength);
    }

    /**
     * A record's header as one number, because four stores, each checked, cost as much as copying a small message. As
     * the schema lays it out: length in 16 bits, type in 8, flags in 8, CRC in 32.
     */
    static long recordHeader(final int recordLength, final RecordType type, final long crc)
    {
        return recordLength | (long)type.value() << TYPE_SHIFT | crc << CRC_SHIFT;
    }

    private long messageCrc(final RecordType type, final int payloadOffset, final int length)
    {
        if (RecordType.FIRST == type)
        {
            messageCrc.reset();
        }
        messageCrc.update(slabBytes.limit(payloadOffset + length).position(payloadOffset));

        return RecordType.LAST == type ? messageCrc.getValue() : 0;
    }
}
