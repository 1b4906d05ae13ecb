/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.IndexHeaderDecoder;
import org.picolog.codecs.log.IndexHeaderEncoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;

import java.nio.ByteOrder;
import java.util.UUID;
import java.util.zip.CRC32C;

/**
 * Which sequences begin where in a segment: the first sequence of every sixteenth page. Derived from the segment,
 * written when that is filled, and only ever a hint: a reader checks that it is of this segment and then what the pages
 * say.
 *
 * @param logId         of the log.
 * @param segmentNumber of the segment.
 * @param salt          of the segment.
 * @param endPage       first page after the last one that is indexed.
 * @param lastPageCrc   CRC of the last page that is indexed.
 * @param sequences     first sequence of every sixteenth page, from the OPEN page on.
 */
record LogIndex(UUID logId, long segmentNumber, long salt, long endPage, long lastPageCrc, long[] sequences)
{
    static final int PAGES_PER_ENTRY = 16;
    private static final int MAGIC = 0x49474F50;
    private static final String SUFFIX = ".index";
    private static final int MAX_ENTRIES = 1 << 20;

    static LogIndex of(final UUID logId, final Segment segment)
    {
        return new LogIndex(
            logId,
            segment.number(),
            segment.salt(),
            segment.endPage(),
            segment.lastPageCrc(),
            segment.indexedSequences());
    }

    static String fileName(final long segmentNumber)
    {
        return LogFormat.segmentName(segmentNumber) + SUFFIX;
    }

    static boolean isIndexName(final String name)
    {
        return name.endsWith(SUFFIX) && LogFormat.isSegmentName(name.substring(0, name.length() - SUFFIX.length()));
    }

    static int entryCount(final long pageCount)
    {
        return (int)((pageCount + PAGES_PER_ENTRY - 1) / PAGES_PER_ENTRY);
    }

    /**
     * Entry of the last indexed page whose first sequence is less than a value.
     *
     * @return the entry, or 0 if there is none.
     */
    int lastEntryBelow(final long sequence)
    {
        int low = 0;
        int high = sequences.length - 1;
        while (low < high)
        {
            final int middle = (low + high + 1) >>> 1;
            if (sequences[middle] < sequence)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return low;
    }

    /**
     * Is it of the pages of a segment, from its OPEN page on?
     */
    boolean isOf(
        final UUID expectedLogId,
        final long number,
        final long expectedSalt,
        final long firstPage,
        final long end,
        final long crc)
    {
        return logId.equals(expectedLogId) && segmentNumber == number && salt == expectedSalt && endPage == end &&
            lastPageCrc == crc && sequences.length == entryCount(end - firstPage);
    }

    /**
     * Write the file anew. Blocks; not durable on return, since it is only derived.
     */
    void write(final BlockIo io, final BlockDirectory directory)
    {
        final String name = fileName(segmentNumber);
        final String temporary = name + LogFormat.TEMPORARY_SUFFIX;
        try (AlignedMemory memory = io.allocate(fileLength()); BlockFile file = directory.create(temporary))
        {
            encode(memory);
            file.write(0, memory, 0, fileLength());
        }
        catch (final BlockIoException ex)
        {
            if (directory.list().contains(temporary))
            {
                directory.delete(temporary);
            }
            throw ex;
        }

        if (directory.list().contains(name))
        {
            directory.delete(name);
        }
        directory.rename(temporary, name);
    }

    /**
     * Read the index of a segment.
     *
     * @return the index, or null if there is none that is whole.
     */
    static LogIndex read(final BlockIo io, final BlockDirectory directory, final long segmentNumber)
    {
        final String name = fileName(segmentNumber);
        if (!directory.list().contains(name))
        {
            return null;
        }

        try (BlockFile file = directory.open(name, false))
        {
            final long size = file.size();
            if (size < LogFormat.PAGE_SIZE || size % LogFormat.PAGE_SIZE != 0 || size > (long)MAX_ENTRIES * Long.BYTES)
            {
                return null;
            }

            try (AlignedMemory memory = io.allocate((int)size))
            {
                return file.read(0, memory, 0, (int)size) == size ? decode(memory) : null;
            }
        }
        catch (final BlockIoException ex)
        {
            // Only a hint: one that cannot be read is none.
            return null;
        }
    }

    private int fileLength()
    {
        final int length = IndexHeaderEncoder.BLOCK_LENGTH + sequences.length * Long.BYTES;
        return (length + LogFormat.PAGE_SIZE - 1) & -LogFormat.PAGE_SIZE;
    }

    private void encode(final AlignedMemory memory)
    {
        final UnsafeBuffer buffer = memory.buffer();
        final IndexHeaderEncoder encoder = new IndexHeaderEncoder().wrap(buffer, 0)
            .magic(MAGIC)
            .majorVersion(LogFormat.MAJOR_VERSION)
            .minorVersion(LogFormat.MINOR_VERSION)
            .pagesPerEntry(PAGES_PER_ENTRY)
            .logIdHigh(logId.getMostSignificantBits())
            .logIdLow(logId.getLeastSignificantBits())
            .segmentNumber(segmentNumber)
            .salt(salt)
            .endPage(endPage)
            .lastPageCrc32c(lastPageCrc)
            .entryCount(sequences.length);
        for (int i = 0; i < sequences.length; i++)
        {
            buffer.putLong(offsetOf(i), sequences[i], ByteOrder.LITTLE_ENDIAN);
        }
        encoder.crc32c(checksum(memory));
    }

    private static LogIndex decode(final AlignedMemory memory)
    {
        final UnsafeBuffer buffer = memory.buffer();
        final IndexHeaderDecoder decoder = new IndexHeaderDecoder().wrap(
            buffer, 0, IndexHeaderDecoder.BLOCK_LENGTH, IndexHeaderDecoder.SCHEMA_VERSION);
        if (MAGIC != (int)decoder.magic() ||
            LogFormat.MAJOR_VERSION != decoder.majorVersion() ||
            PAGES_PER_ENTRY != decoder.pagesPerEntry() ||
            decoder.crc32c() != checksum(memory) ||
            decoder.entryCount() > (buffer.capacity() - IndexHeaderDecoder.BLOCK_LENGTH) / Long.BYTES)
        {
            return null;
        }

        final long[] sequences = new long[(int)decoder.entryCount()];
        for (int i = 0; i < sequences.length; i++)
        {
            sequences[i] = buffer.getLong(offsetOf(i), ByteOrder.LITTLE_ENDIAN);
        }

        return new LogIndex(
            new UUID(decoder.logIdHigh(), decoder.logIdLow()),
            decoder.segmentNumber(),
            decoder.salt(),
            decoder.endPage(),
            decoder.lastPageCrc32c(),
            sequences);
    }

    private static int offsetOf(final int entry)
    {
        return IndexHeaderEncoder.BLOCK_LENGTH + entry * Long.BYTES;
    }

    private static long checksum(final AlignedMemory memory)
    {
        final CRC32C crc = new CRC32C();
        crc.update(memory.byteBuffer().position(Integer.BYTES));
        return crc.getValue();
    }
}
