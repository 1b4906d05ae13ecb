/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.codecs.log.RecordType;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * Puts the records of valid pages, page after page, together to messages, and counts both. Keeps no payload.
 */
final class MessageScan
{
    private enum Unfinished
    {
        /**
         * No message is begun.
         */
        NONE,

        /**
         * A message is begun, and all of it so far was there.
         */
        WHOLE,

        /**
         * A message may be begun, but its beginning was not there.
         */
        UNKNOWN
    }

    private final UnsafeBuffer buffer;
    private final ByteBuffer bytes;
    private final RecordHeaderDecoder record = new RecordHeaderDecoder();
    private final CRC32C crc = new CRC32C();
    private Unfinished unfinished = Unfinished.UNKNOWN;
    private long records;
    private long messages;
    private long controlRecords;
    private long firstSequence;
    private long lastSequence;

    MessageScan(final SegmentReader reader)
    {
        buffer = reader.buffer();
        bytes = reader.memory().byteBuffer();
    }

    /**
     * Nothing that was begun before goes on after: a new epoch, or the beginning of a log.
     */
    void beginAnew()
    {
        unfinished = Unfinished.NONE;
    }

    /**
     * A page is missing.
     */
    void skip()
    {
        unfinished = Unfinished.UNKNOWN;
    }

    /**
     * Take the records of a valid page that is no OPEN page.
     *
     * @param recordsOffset of the first record in the reader's buffer.
     * @param recordsEnd    in the reader's buffer.
     * @param sequence      that the first message which ends in the page has.
     * @return what is wrong with them, null for nothing.
     */
    String take(final int recordsOffset, final int recordsEnd, final long sequence)
    {
        String problem = null;
        long next = sequence;
        int offset = recordsOffset;
        while (offset < recordsEnd)
        {
            PageCheck.wrap(record, buffer, offset);
            final String found = takeRecord(offset, next);
            problem = null == problem ? found : problem;
            switch (record.recordType())
            {
                case FULL, LAST -> next++;
                default ->
                {
                }
            }
            offset += LogFormat.align(record.recordLength());
        }

        return problem;
    }

    long records()
    {
        return records;
    }

    long messages()
    {
        return messages;
    }

    long controlRecords()
    {
        return controlRecords;
    }

    long firstSequence()
    {
        return firstSequence;
    }

    long lastSequence()
    {
        return lastSequence;
    }

    private String takeRecord(final int offset, final long sequence)
    {
        records++;
        final int payloadOffset = offset + LogFormat.RECORD_HEADER_LENGTH;
        final int payloadEnd = offset + record.recordLength();
        switch (record.recordType())
        {
            case FULL:
                unfinished = Unfinished.NONE;
                count(sequence);
                return null;

            case FIRST:
                unfinished = Unfinished.WHOLE;
                crc.reset();
                crc.update(bytes.limit(payloadEnd).position(payloadOffset));
                return null;

            case MIDDLE:
            case LAST:
                return takePart(payloadOffset, payloadEnd, sequence);

            default:
                unfinished = Unfinished.NONE;
                controlRecords++;
                return null;
        }
    }

    private String takePart(final int payloadOffset, final int payloadEnd, final long sequence)
    {
        final Unfinished before = unfinished;
        final boolean isLast = RecordType.LAST == record.recordType();
        unfinished = isLast ? Unfinished.NONE : before;

        if (Unfinished.NONE == before)
        {
            return "a part of message " + sequence + " without its beginning";
        }

        if (Unfinished.WHOLE == before)
        {
            crc.update(bytes.limit(payloadEnd).position(payloadOffset));
            if (isLast)
            {
                if (record.messageCrc32c() != crc.getValue())
                {
                    return "parts of message " + sequence + " that do not belong together: CRC-32C " +
                        Long.toHexString(crc.getValue()) + " instead of " + Long.toHexString(record.messageCrc32c());
                }
                count(sequence);
            }
        }

        return null;
    }

    private void count(final long sequence)
    {
        messages++;
        firstSequence = 0 == firstSequence ? sequence : firstSequence;
        lastSequence = sequence;
    }
}
