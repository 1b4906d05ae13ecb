/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.codecs.log.RecordType;

import java.nio.ByteOrder;

/**
 * Which messages are in a page that landed, read without the code that is tested.
 */
final class LandedPage
{
    private LandedPage()
    {
    }

    static long firstSequence(final byte[] block)
    {
        return new UnsafeBuffer(block)
            .getLong(PageHeaderDecoder.firstSequenceEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Last message that ends in a page or before it.
     */
    static long lastSequence(final byte[] block, final boolean isOpenPage)
    {
        final UnsafeBuffer page = new UnsafeBuffer(block);
        long next = firstSequence(block);
        final int used = page.getShort(PageHeaderDecoder.usedLengthEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
        int offset = isOpenPage ? used : PageHeaderDecoder.BLOCK_LENGTH;
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
}
