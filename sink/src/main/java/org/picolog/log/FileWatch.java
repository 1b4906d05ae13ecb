/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;

/**
 * Looks whether the files of a log that is being written are still where the next to open it will look for them. An
 * open file can be written after it lost its name: what goes into it is on stable media, and lost all the same.
 * <p> Asks the file system, so it is for a thread that may block; not thread safe.
 */
final class FileWatch
{
    private final BlockDirectory directory;
    private final BlockFile lock;
    private final AnchorFile anchorFile;
    private final Queue<Segment> inUse = new ArrayDeque<>();
    private final Set<Long> complete = new TreeSet<>();

    FileWatch(final BlockDirectory directory, final BlockFile lock, final AnchorFile anchorFile)
    {
        this.directory = directory;
        this.lock = lock;
        this.anchorFile = anchorFile;
    }

    /**
     * The segments below one that are there now belong to the log, and are to stay.
     */
    void retain(final long endNumber)
    {
        directory.list().stream()
            .filter(LogFormat::isSegmentName)
            .map(LogFormat::segmentNumber)
            .filter((number) -> number < endNumber)
            .forEach(complete::add);
    }

    /**
     * A segment is handed over to be written.
     *
     * @throws LogReplacedException if it is not in its place.
     */
    void use(final Segment segment)
    {
        requireInPlace(segment.file());
        inUse.add(segment);
    }

    /**
     * A segment is full, and its file about to be closed.
     *
     * @throws LogReplacedException if it is not in its place.
     */
    void fill(final Segment segment, final BlockFile file)
    {
        requireInPlace(file);
        inUse.remove(segment);
        complete.add(segment.number());
    }

    /**
     * Number of the oldest segment that is handed over and not full.
     *
     * @return the number, {@link Long#MAX_VALUE} for none.
     */
    long oldestInUse()
    {
        return inUse.isEmpty() ? Long.MAX_VALUE : inUse.peek().number();
    }

    /**
     * A segment is no part of the log any more.
     */
    void purge(final long number)
    {
        complete.remove(number);
    }

    /**
     * Look at everything.
     *
     * @throws LogReplacedException if anything is not in its place.
     */
    void check()
    {
        if (!directory.isInPlace())
        {
            throw new LogReplacedException(
                "the directory " + directory.path() + " was deleted, moved, replaced or mounted over",
                directory.path());
        }
        requireInPlace(lock);
        requireInPlace(anchorFile.file());
        for (final Segment segment : inUse)
        {
            requireInPlace(segment.file());
        }
        requireComplete();
    }

    private void requireComplete()
    {
        final Set<String> names = new HashSet<>(directory.list());
        for (final long number : complete)
        {
            final String name = LogFormat.segmentName(number);
            if (!names.contains(name))
            {
                throw new LogReplacedException(
                    name + " was deleted from " + directory.path() + ", or moved", directory.path());
            }
        }
    }

    private void requireInPlace(final BlockFile file)
    {
        if (!directory.isInPlace(file))
        {
            throw new LogReplacedException(
                file.name() + " in " + directory.path() + " was deleted, moved or replaced", directory.path());
        }
    }
}
