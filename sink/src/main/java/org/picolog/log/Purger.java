/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;

/**
 * Takes the oldest segment out of a log: first the anchor lets go of it, durably; then it loses its name, durably; and
 * only then may its file be written again, or its space. Broken off anywhere, the log is whole, and who opens it next
 * deletes what is left over. Blocks on the disk; not thread safe.
 */
final class Purger
{
    private final BlockDirectory directory;
    private final AnchorFile anchorFile;
    private final SegmentPreparation recycler;

    /**
     * Construct.
     *
     * @param recycler given the files of purged segments that it wants, null to delete all.
     */
    Purger(final BlockDirectory directory, final AnchorFile anchorFile, final SegmentPreparation recycler)
    {
        this.directory = directory;
        this.anchorFile = anchorFile;
        this.recycler = recycler;
    }

    /**
     * Number of the segment that is the next to go.
     */
    long oldest()
    {
        return anchorFile.anchor().firstRetained();
    }

    /**
     * Purge the oldest segment, or a number that the chain skips.
     *
     * @return false if somebody reads it: nothing was done.
     */
    boolean purgeOldest()
    {
        final long number = oldest();
        final String name = LogFormat.segmentName(number);
        if (!directory.list().contains(name))
        {
            anchorFile.write(anchorFile.anchor().retainedFrom(number + 1));
            return true;
        }

        // A reader locks what it opens, and then looks whether the anchor still retains it.
        try (BlockFile file = directory.open(name, false))
        {
            if (!file.tryLock(true))
            {
                return false;
            }
            anchorFile.write(anchorFile.anchor().retainedFrom(number + 1));
            retire(name, file);
        }

        return true;
    }

    private void retire(final String name, final BlockFile file)
    {
        final String index = LogIndex.fileName(LogFormat.segmentNumber(name));
        if (directory.list().contains(index))
        {
            directory.delete(index);
        }

        if (null != recycler && recycler.isWanted(file))
        {
            final String temporaryName = name + LogFormat.TEMPORARY_SUFFIX;
            directory.rename(name, temporaryName);
            directory.sync();
            recycler.recycle(temporaryName);
        }
        else
        {
            directory.delete(name);
            directory.sync();
        }
    }
}
