/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.MessageHeaderDecoder;
import org.picolog.codecs.log.OpenDecoder;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.PublisherEpochDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.codecs.log.RecordType;
import org.picolog.io.AlignedMemory;

import java.nio.ByteBuffer;

import static org.picolog.log.LogFormat.PAGE_HEADER_LENGTH;
import static org.picolog.log.LogFormat.PAGE_SIZE;
import static org.picolog.log.LogFormat.RECORD_HEADER_LENGTH;

/**
 * Tells what a page in memory is. Trusts nothing that was read before the CRC-32C matched, and no length even then. Not
 * thread safe; does not allocate once made.
 */
final class PageCheck
{
    static final int NO_RECORD = -1;

    private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(PAGE_SIZE).asReadOnlyBuffer();

    private final UnsafeBuffer buffer;
    private final ByteBuffer bytes;
    private final PageChecksum checksum;
    private final PageHeaderDecoder header = new PageHeaderDecoder();
    private final RecordHeaderDecoder record = new RecordHeaderDecoder();
    private final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
    private int completedMessages;
    private int publisherOffset;

    PageCheck(final AlignedMemory memory)
    {
        buffer = memory.buffer();
        bytes = memory.byteBuffer();
        checksum = new PageChecksum(memory);
    }

    /**
     * The page's own word for what it is, given the segment and the place it was read from.
     */
    PageState check(final int pageOffset, final long salt, final long pageNumber, final boolean isOpenPage)
    {
        completedMessages = 0;
        publisherOffset = NO_RECORD;
        wrap(header, buffer, pageOffset);
        if (LogFormat.PAGE_MAGIC != header.magic())
        {
            return isZero(pageOffset) ? PageState.NEVER_WRITTEN : PageState.FOREIGN;
        }

        if (!checksum.matches(pageOffset))
        {
            return PageState.TORN;
        }

        if (header.salt() != salt)
        {
            return PageState.STALE;
        }

        if (header.pageNumber() != pageNumber)
        {
            return PageState.MISDIRECTED;
        }

        return isWellFormed(pageOffset, isOpenPage) ? PageState.VALID : PageState.MALFORMED;
    }

    /**
     * Messages that end in the page checked last, if it is valid.
     */
    int completedMessages()
    {
        return completedMessages;
    }

    /**
     * Where in the buffer the body of the last PublisherEpoch is that the page checked last holds, if it is valid;
     * {@link #NO_RECORD} for none.
     */
    int publisherOffset()
    {
        return publisherOffset;
    }

    long checksum(final int pageOffset)
    {
        return checksum.stored(pageOffset);
    }

    static PageHeaderDecoder wrap(final PageHeaderDecoder decoder, final UnsafeBuffer buffer, final int pageOffset)
    {
        return decoder.wrap(
            buffer, pageOffset, PageHeaderDecoder.BLOCK_LENGTH, PageHeaderDecoder.SCHEMA_VERSION);
    }

    static RecordHeaderDecoder wrap(final RecordHeaderDecoder decoder, final UnsafeBuffer buffer, final int offset)
    {
        return decoder.wrap(
            buffer, offset, RecordHeaderDecoder.BLOCK_LENGTH, RecordHeaderDecoder.SCHEMA_VERSION);
    }

    private boolean isWellFormed(final int pageOffset, final boolean isOpenPage)
    {
        final int usedLength = header.usedLength();
        if (usedLength < PAGE_HEADER_LENGTH || usedLength > PAGE_SIZE)
        {
            return false;
        }

        if (header.flags().open() != isOpenPage)
        {
            return false;
        }

        if (isOpenPage)
        {
            return PAGE_HEADER_LENGTH + OpenDecoder.BLOCK_LENGTH == usedLength;
        }

        return hasWellFormedRecords(pageOffset, usedLength, header.firstRecordOffset());
    }

    private boolean hasWellFormedRecords(final int pageOffset, final int usedLength, final int firstRecordOffset)
    {
        int firstBegin = 0;
        int offset = PAGE_HEADER_LENGTH;
        while (offset < usedLength)
        {
            wrap(record, buffer, pageOffset + offset);
            final int length = record.recordLength();
            if (length < RECORD_HEADER_LENGTH || offset + LogFormat.align(length) > usedLength)
            {
                return false;
            }

            final short type = record.recordTypeRaw();
            if (type < RecordType.FULL.value() || type > RecordType.CONTROL.value())
            {
                return false;
            }

            if (0 == firstBegin && RecordType.MIDDLE.value() != type && RecordType.LAST.value() != type)
            {
                firstBegin = offset;
            }
            if (RecordType.FULL.value() == type || RecordType.LAST.value() == type)
            {
                completedMessages++;
            }
            else if (RecordType.CONTROL.value() == type)
            {
                notePublisher(pageOffset + offset + RECORD_HEADER_LENGTH, length - RECORD_HEADER_LENGTH);
            }
            offset += LogFormat.align(length);
        }

        return offset == usedLength && firstBegin == firstRecordOffset;
    }

    private void notePublisher(final int payloadOffset, final int payloadLength)
    {
        if (payloadLength >= MessageHeaderDecoder.ENCODED_LENGTH + PublisherEpochDecoder.BLOCK_LENGTH)
        {
            messageHeader.wrap(buffer, payloadOffset);
            if (PublisherEpochDecoder.SCHEMA_ID == messageHeader.schemaId() &&
                PublisherEpochDecoder.TEMPLATE_ID == messageHeader.templateId())
            {
                publisherOffset = payloadOffset + MessageHeaderDecoder.ENCODED_LENGTH;
            }
        }
    }

    private boolean isZero(final int pageOffset)
    {
        return bytes.limit(pageOffset + PAGE_SIZE).position(pageOffset).mismatch(ZEROS) < 0;
    }
}
