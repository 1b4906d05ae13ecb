/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.AnchorDecoder;
import org.picolog.codecs.log.AnchorEncoder;
import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;

import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * The file that holds the {@link Anchor}: two copies, each flushed before the other is touched, so that one is whole
 * whatever happens. Blocks; not thread safe.
 */
final class AnchorFile implements AutoCloseable
{
    static final String NAME = "anchor";
    private static final int COPIES = 2;
    static final int MAGIC = 0x41474F50;

    private final BlockFile file;
    private final AlignedMemory page;
    private Anchor anchor;
    private int firstCopy;

    private AnchorFile(final BlockFile file, final AlignedMemory page)
    {
        this.file = file;
        this.page = page;
    }

    /**
     * Open the file, or create it for a new log.
     *
     * @throws DamagedLogException if the file is missing from a log, or neither copy is whole.
     */
    static AnchorFile openOrCreate(final BlockIo io, final BlockDirectory directory, final Supplier<Anchor> initial)
    {
        if (!exists(directory))
        {
            create(io, directory, initial.get());
        }

        return open(io, directory);
    }

    /**
     * Open the file of an existing log.
     *
     * @throws LogNotFoundException if there is none.
     * @throws DamagedLogException  if neither copy is whole, or the file is missing.
     */
    static AnchorFile open(final BlockIo io, final BlockDirectory directory)
    {
        checkExists(directory);
        final AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE);
        BlockFile file = null;
        try
        {
            file = directory.open(NAME, true);
            file.sync();
            final AnchorFile anchorFile = new AnchorFile(file, page);
            anchorFile.read(directory.path());
            return anchorFile;
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.closeAll(page, file);
            throw ex;
        }
    }

    /**
     * Is there a log? Where there is one, there is this file.
     *
     * @throws LogNotFoundException if there is none.
     * @throws DamagedLogException  if the file is missing from one.
     */
    static void checkExists(final BlockDirectory directory)
    {
        if (!exists(directory))
        {
            throw new LogNotFoundException(directory.path() + " holds no log: it has no file " + NAME);
        }
    }

    private static boolean exists(final BlockDirectory directory)
    {
        final List<String> names = directory.list();
        if (names.contains(NAME))
        {
            return true;
        }

        if (names.stream().anyMatch(LogFormat::isSegmentName))
        {
            throw new DamagedLogException(
                "the file " + NAME + " is missing from " + directory.path() + ", which holds segments: it is not " +
                "known which of them are of the log. Nothing was changed. Put the file back; a new log needs an " +
                "empty directory",
                finding("a file, because there are segments", "none"));
        }

        return false;
    }

    /**
     * Read the file of an existing log.
     *
     * @throws LogNotFoundException if there is none.
     * @throws DamagedLogException  if neither copy is whole, or the file is missing.
     */
    static Anchor read(final BlockIo io, final BlockDirectory directory)
    {
        checkExists(directory);
        return read(io, directory, true);
    }

    /**
     * As {@link #read(BlockIo, BlockDirectory)}, of a log that is being written: its writer has made it durable.
     */
    static Anchor readLive(final BlockIo io, final BlockDirectory directory)
    {
        return read(io, directory, false);
    }

    private static Anchor read(final BlockIo io, final BlockDirectory directory, final boolean isSynced)
    {
        try (BlockFile file = directory.open(NAME, false); AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE))
        {
            if (isSynced)
            {
                file.sync();
            }
            final AnchorFile anchorFile = new AnchorFile(file, page);
            anchorFile.read(directory.path());
            return anchorFile.anchor();
        }
    }

    /**
     * The file itself, to be looked at.
     */
    BlockFile file()
    {
        return file;
    }

    Anchor anchor()
    {
        return anchor;
    }

    /**
     * Replace the anchor. Durable on return. The copy that the present anchor was read from is the last to be touched:
     * the other one may be torn.
     */
    void write(final Anchor next)
    {
        encode(page, next);
        for (int i = 0; i < COPIES; i++)
        {
            final int copy = (firstCopy + i) % COPIES;
            file.write((long)copy * LogFormat.PAGE_SIZE, page, 0, LogFormat.PAGE_SIZE);
            file.sync();
        }
        anchor = next;
    }

    @Override
    public void close()
    {
        file.close();
        page.close();
    }

    private static void create(final BlockIo io, final BlockDirectory directory, final Anchor anchor)
    {
        final String temporary = NAME + LogFormat.TEMPORARY_SUFFIX;
        if (directory.list().contains(temporary))
        {
            directory.delete(temporary);
        }

        try (BlockFile file = directory.create(temporary); AlignedMemory page = io.allocate(LogFormat.PAGE_SIZE))
        {
            file.allocate((long)COPIES * LogFormat.PAGE_SIZE);
            new AnchorFile(file, page).write(anchor);
        }
        directory.rename(temporary, NAME);
        directory.sync();
    }

    private static void encode(final AlignedMemory page, final Anchor anchor)
    {
        page.buffer().setMemory(0, LogFormat.PAGE_SIZE, (byte)0);
        final AnchorEncoder encoder = new AnchorEncoder().wrap(page.buffer(), 0)
            .magic(MAGIC)
            .majorVersion(LogFormat.MAJOR_VERSION)
            .minorVersion(LogFormat.MINOR_VERSION)
            .pagesPerSegment(anchor.pagesPerSegment())
            .logIdHigh(anchor.logId().getMostSignificantBits())
            .logIdLow(anchor.logId().getLeastSignificantBits())
            .highestActivated(anchor.highestActivated())
            .firstRetained(anchor.firstRetained())
            .epoch(anchor.epoch())
            .generation(anchor.generation());
        encoder.crc32c(new PageChecksum(page).compute(0));
    }

    /**
     * The newest copy that is whole counts. Nothing relies on an anchor before both of its copies are durable, so that
     * one that is lost does not matter.
     */
    private void read(final String path)
    {
        BlockIoException failure = null;
        for (int copy = 0; copy < COPIES; copy++)
        {
            try
            {
                final Anchor found = read(copy);
                if (null != found && (null == anchor || found.generation() > anchor.generation()))
                {
                    anchor = found;
                    firstCopy = (copy + 1) % COPIES;
                }
            }
            catch (final BlockIoException ex)
            {
                failure = ex;
            }
        }

        if (null == anchor)
        {
            if (null != failure)
            {
                throw failure;
            }
            throw new DamagedLogException(
                "both copies in the file " + NAME + " of " + path +
                " are unreadable, so that it is not known which segments must exist",
                finding("a file with at least one whole copy", "none"));
        }
    }

    private static LogFinding finding(final String expected, final String found)
    {
        return new LogFinding(
            NAME, Anchor.NO_SEGMENT, LogFormat.NULL_PAGE, LogFormat.NULL_POSITION, expected, found);
    }

    private Anchor read(final int copy)
    {
        final long position = (long)copy * LogFormat.PAGE_SIZE;
        return RepeatedRead.read(file, position, page, 0, LogFormat.PAGE_SIZE) < LogFormat.PAGE_SIZE ?
            null : decode(page);
    }

    private static Anchor decode(final AlignedMemory page)
    {
        final UnsafeBuffer buffer = page.buffer();
        final AnchorDecoder decoder = new AnchorDecoder().wrap(
            buffer, 0, AnchorDecoder.BLOCK_LENGTH, AnchorDecoder.SCHEMA_VERSION);
        if (MAGIC != (int)decoder.magic() || !new PageChecksum(page).matches(0))
        {
            return null;
        }

        LogFormat.checkVersion(decoder.majorVersion(), decoder.minorVersion(), NAME);
        return new Anchor(
            new UUID(decoder.logIdHigh(), decoder.logIdLow()),
            (int)decoder.pagesPerSegment(),
            decoder.highestActivated(),
            decoder.firstRetained(),
            decoder.epoch(),
            decoder.generation());
    }
}
