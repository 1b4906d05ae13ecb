/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.LinuxBlockIo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * The files of a log's segments, as the documented format has them: what a rig knows of a log without asking the log.
 */
final class SegmentFiles
{
    /**
     * No segment, or nothing of a log in it.
     */
    static final long NONE = -1;

    private static final int PAGE = 4096;
    private static final int PAGE_MAGIC = 0x4750;
    private static final int OPEN_PAGE = 2;
    private static final int FIRST_PAGE = 3;
    private static final String PREFIX = "segment-";

    private final Path directory;
    private final ByteBuffer bytes = ByteBuffer.allocate(PAGE);
    private final PageHeaderDecoder header = new PageHeaderDecoder();

    /**
     * Construct.
     *
     * @param directory of the log.
     */
    SegmentFiles(final Path directory)
    {
        this.directory = directory;
    }

    /**
     * Number of the newest segment, in use or not; 0 if there is none.
     */
    long newest()
    {
        return numbers().max().orElse(0);
    }

    /**
     * The first message that begins in a segment, or in the first that is left after it.
     *
     * @param number of the segment.
     * @return its sequence; {@link #NONE} if the segment was never in use.
     */
    long firstSequence(final long number)
    {
        final long there = numbers().filter((candidate) -> candidate >= number).min().orElse(NONE);
        if (there < 0 || !readPage(there, OPEN_PAGE))
        {
            return NONE;
        }

        final long firstToEnd = header.firstSequence();
        // A page that does not begin with the beginning of a message begins with the rest of one.
        final boolean isRest =
            readPage(there, FIRST_PAGE) && PageHeaderDecoder.BLOCK_LENGTH != header.firstRecordOffset();

        return isRest ? firstToEnd + 1 : firstToEnd;
    }

    /**
     * Segments with blocks that were allocated and never written, and with messages all the same.
     *
     * @param acknowledged the last message that counts.
     * @return their number.
     */
    long unwrittenWithMessages(final long acknowledged)
    {
        try (BlockDirectory files = new LinuxBlockIo().openDirectoryForReading(directory))
        {
            return numbers()
                .filter((number) -> readPage(number, FIRST_PAGE) && header.firstSequence() <= acknowledged)
                .filter((number) -> hasUnwrittenBlocks(files, name(number)))
                .count();
        }
    }

    private static boolean hasUnwrittenBlocks(final BlockDirectory files, final String name)
    {
        try (BlockFile file = files.open(name, false))
        {
            return file.hasUnwrittenBlocks();
        }
    }

    /**
     * @return false if the place holds no page of this use of the file.
     */
    private boolean readPage(final long number, final int index)
    {
        try (FileChannel file = FileChannel.open(directory.resolve(name(number))))
        {
            bytes.clear();
            if (PAGE != file.read(bytes, (long)index * PAGE))
            {
                return false;
            }
            header.wrap(
                new UnsafeBuffer(bytes), 0, PageHeaderDecoder.BLOCK_LENGTH, PageHeaderDecoder.SCHEMA_VERSION);
            return PAGE_MAGIC == header.magic() && number * (file.size() / PAGE) + index == header.pageNumber();
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private static String name(final long number)
    {
        return PREFIX + String.format("%016d", number) + ".plog";
    }

    private LongStream numbers()
    {
        try (Stream<Path> files = Files.list(directory))
        {
            return LongStream.of(files
                .map((file) -> file.getFileName().toString())
                .filter((name) -> name.matches("segment-\\d+\\.plog"))
                .mapToLong((name) -> Long.parseLong(name.substring(PREFIX.length(), name.indexOf('.'))))
                .toArray());
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }
}
