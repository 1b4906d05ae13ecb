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
     * Is it known what each copy says?
     */
    boolean areWhole()
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
        if (!areWhole())
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
     * Number of the first segment that is not purged, by the newer copy. While they are whole.
     */
    long firstRetained()
    {
        long first = 0;
        for (int copy = 0; copy < COUNT; copy++)
        {
            first = Math.max(first, field(
                drive.content(LogInternals.ANCHOR).block(copy), AnchorDecoder.firstRetainedEncodingOffset()));
        }

        return first;
    }

    private static long field(final byte[] block, final int offset)
    {
        return new UnsafeBuffer(block).getLong(offset, ByteOrder.LITTLE_ENDIAN);
    }
}
