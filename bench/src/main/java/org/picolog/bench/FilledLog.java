/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A long log, filled once and closed, to be read by several measurements.
 */
final class FilledLog
{
    private static final String INDEX_SUFFIX = ".index";
    private static final long MAX_CHUNK_LENGTH = 64L * 1024 * 1024;
    private static final int MIN_CHUNKS = 16;

    private final Path directory;
    private final Path hidingPlace;
    private final long messageCount;
    private final long length;

    /**
     * Fill a log, at full speed. Blocks.
     *
     * @param directory   of the log, empty.
     * @param hidingPlace for index files, an empty directory on the same file system.
     * @param length      of the log in bytes, at least.
     * @param stopSignal  to end early by.
     */
    FilledLog(final Path directory, final Path hidingPlace, final long length, final StopSignal stopSignal)
    {
        this.directory = directory;
        this.hidingPlace = hidingPlace;
        final WriteMeter meter = new WriteMeter();
        try (EmbeddedLog log = EmbeddedLog.open(new LogContext().directory(directory).blockIo(meter)))
        {
            new LogFiller(log, meter, stopSignal).fill(length, Math.min(MAX_CHUNK_LENGTH, length / MIN_CHUNKS));
            messageCount = log.nextSequence() - 1;
        }
        this.length = meter.byteCount();
    }

    Path directory()
    {
        return directory;
    }

    /**
     * Messages in the log: their sequences are from 1 to this.
     */
    long messageCount()
    {
        return messageCount;
    }

    /**
     * Length of all pages in bytes.
     */
    long length()
    {
        return length;
    }

    /**
     * Take the index files away.
     */
    void hideIndexes()
    {
        move(directory, hidingPlace);
    }

    /**
     * Put the index files back.
     */
    void restoreIndexes()
    {
        move(hidingPlace, directory);
    }

    private static void move(final Path from, final Path to)
    {
        final File[] files = from.toFile().listFiles((parent, name) -> name.endsWith(INDEX_SUFFIX));
        if (null == files)
        {
            throw new BenchException("cannot list " + from);
        }
        try
        {
            for (final File file : files)
            {
                Files.move(file.toPath(), to.resolve(file.getName()));
            }
        }
        catch (final IOException ex)
        {
            throw new BenchException("cannot move the index files of " + from + ": " + ex, ex);
        }
    }
}
