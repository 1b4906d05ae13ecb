/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.OpenDecoder;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.codecs.log.RecordType;

import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Pages as they landed, by number, and what they say, read without the code that is tested. Of a number there is none
 * if it never landed, or is not of the log any more.
 */
final class LandedPages
{
    private byte[][] pages = new byte[256][];
    private int segmentPages;

    void begin(final int newSegmentPages)
    {
        Arrays.fill(pages, null);
        segmentPages = newSegmentPages;
    }

    /**
     * @return null if there is none.
     */
    byte[] get(final long number)
    {
        return number >= 0 && number < pages.length ? pages[(int)number] : null;
    }

    void put(final long number, final byte[] block)
    {
        if (number >= pages.length)
        {
            pages = Arrays.copyOf(pages, (int)number * 2);
        }
        pages[(int)number] = block;
    }

    void remove(final long number)
    {
        if (number < pages.length)
        {
            pages[(int)number] = null;
        }
    }

    long firstSequence(final long number)
    {
        return page(number).getLong(PageHeaderDecoder.firstSequenceEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The page that the writer knew all before to be durable.
     */
    long claim(final long number)
    {
        return number - page(number).getInt(PageHeaderDecoder.commitLagEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Last message that ends in a page or before it.
     */
    long lastSequence(final long number)
    {
        if (null == get(number))
        {
            throw new Violation("I10", "page " + number + " is published as durable, and never landed");
        }

        final UnsafeBuffer page = page(number);
        long next = firstSequence(number);
        final int used = page.getShort(PageHeaderDecoder.usedLengthEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        int offset = Oracle.HEADER_PAGES == number % segmentPages ? used : PageHeaderDecoder.BLOCK_LENGTH;
        while (offset < used)
        {
            final int type = page.getByte(offset + RecordHeaderDecoder.recordTypeEncodingOffset());
            next += RecordType.FULL.value() == type || RecordType.LAST.value() == type ? 1 : 0;
            final int length =
                page.getShort(offset + RecordHeaderDecoder.recordLengthEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
            offset += Math.max(8, (length + 7) & -8);
        }

        return next - 1;
    }

    /**
     * Last message in the pages before one, as far as they are known.
     */
    long lastSequenceBefore(final long number)
    {
        for (long before = Math.min(number, pages.length) - 1; before >= 0; before--)
        {
            if (null != pages[(int)before])
            {
                return lastSequence(before);
            }
        }

        return 0;
    }

    /**
     * Last page of the chain before an OPEN page.
     */
    static long previousPage(final byte[] openPage)
    {
        return new UnsafeBuffer(openPage).getLong(
            PageHeaderDecoder.BLOCK_LENGTH + OpenDecoder.previousPageEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    private UnsafeBuffer page(final long number)
    {
        return new UnsafeBuffer(pages[(int)number]);
    }
}
