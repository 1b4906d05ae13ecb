/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.AnchorDecoder;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.log.LogInternals;

import java.nio.ByteOrder;
import java.util.BitSet;
import java.util.zip.CRC32C;

/**
 * What the drive holds of the anchor, and what the media took of it.
 */
final class AnchorCopies
{
    private static final int COUNT = 2;

    private final MemoryDrive drive;
    private final BitSet lost = new BitSet();

    AnchorCopies(final MemoryDrive drive)
    {
        this.drive = drive;
    }

    void begin()
    {
        lost.clear();
    }

    /**
     * The media do not have a copy, or do not give it.
     */
    void lost(final int copy)
    {
        lost.set(copy);
    }

    void allLost()
    {
        lost.set(0, COUNT);
    }

    /**
     * Did the media take none?
     */
    boolean areThere()
    {
        return lost.isEmpty();
    }

    /**
     * Is it not known any more which segments are of the log?
     */
    boolean areGone()
    {
        return COUNT == lost.cardinality();
    }

    /**
     * Both copies, durably, name a segment before anything in it is acknowledged.
     */
    void checkNamed(final long segmentNumber)
    {
        if (!areThere())
        {
            return;
        }
        final MemoryContent content = drive.durableContent(LogInternals.ANCHOR);
        for (int copy = 0; copy < COUNT; copy++)
        {
            final byte[] block = null == content ? null : content.durableBlock(copy);
            if (null == block || field(block, AnchorDecoder.highestActivatedEncodingOffset()) < segmentNumber)
            {
                throw new Violation(
                    "I10", "segment " + segmentNumber + " is acknowledged, and copy " + copy +
                    " of the anchor does not name it");
            }
        }
    }

    /**
     * Number of the first segment that is not purged, by the newer copy. While none is lost; one may be torn.
     */
    long firstRetained()
    {
        long first = 0;
        for (int copy = 0; copy < COUNT; copy++)
        {
            final byte[] block = drive.content(LogInternals.ANCHOR).block(copy);
            if (isWhole(block))
            {
                first = Math.max(first, field(block, AnchorDecoder.firstRetainedEncodingOffset()));
            }
        }

        return first;
    }

    private static boolean isWhole(final byte[] block)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(block);
        final CRC32C crc = new CRC32C();
        crc.update(block, Integer.BYTES, block.length - Integer.BYTES);
        return LogInternals.ANCHOR_MAGIC ==
            buffer.getInt(AnchorDecoder.magicEncodingOffset(), ByteOrder.LITTLE_ENDIAN) &&
            (int)crc.getValue() == buffer.getInt(AnchorDecoder.crc32cEncodingOffset(), ByteOrder.LITTLE_ENDIAN);
    }

    private static long field(final byte[] block, final int offset)
    {
        return new UnsafeBuffer(block).getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }
}
