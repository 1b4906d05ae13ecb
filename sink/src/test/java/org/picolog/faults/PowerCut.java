/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * What a disk may hold after the power went: all that was written before the last flush, and of what was written since
 * any part, sector by sector. Goes through a journal from its beginning.
 * <p> What a log writes is torn at every 512 bytes. What the file system writes for itself is, too, on ext4, but not
 * the superblock of 1024 bytes: with half of it, ext4 refuses to mount (EFSBADCRC). So does xfs when a block of a
 * directory is torn, so its own blocks are kept or lost whole.
 */
final class PowerCut
{
    private static final int SECTOR = 512;
    private static final int BLOCK = 4096;
    private static final int EXT4_SUPERBLOCK_MIDDLE = 1024 + SECTOR;
    private static final int MAGIC_OFFSET = 4;
    private static final int[] PERCENT_KEPT = { 0, 5, 50, 95, 100 };

    private final boolean isMetadataTorn;
    private final byte[] image;
    private final byte[] durable;
    private final List<JournaledDisk.Entry> cached = new ArrayList<>();
    private final List<JournaledDisk.Entry> changed = new ArrayList<>();

    /**
     * Construct.
     *
     * @param kind  of the file system on the disk.
     * @param base  content before the journal.
     * @param image to put what is left into, as long as the base.
     */
    PowerCut(final FileSystemKind kind, final byte[] base, final byte[] image)
    {
        isMetadataTorn = FileSystemKind.EXT4 == kind;
        this.image = image;
        durable = base.clone();
        System.arraycopy(base, 0, image, 0, base.length);
    }

    /**
     * Go on by one entry.
     */
    void advance(final JournaledDisk.Entry entry)
    {
        if (!entry.isFlush())
        {
            cached.add(entry);
            return;
        }

        for (final JournaledDisk.Entry write : cached)
        {
            put(durable, write);
            put(image, write);
        }
        cached.clear();
    }

    /**
     * Cut the power now: put into the image what is left.
     *
     * @param random decides what that is.
     */
    void cut(final Random random)
    {
        final int percentKept = PERCENT_KEPT[random.nextInt(PERCENT_KEPT.length)];
        final boolean isTearing = random.nextBoolean();
        for (final JournaledDisk.Entry write : cached)
        {
            boolean isKept = random.nextInt(100) < percentKept;
            for (int i = 0; i < write.data().length; i += SECTOR)
            {
                isKept = isTearing && isTornBefore(write, i) ? random.nextInt(100) < percentKept : isKept;
                if (isKept)
                {
                    System.arraycopy(write.data(), i, image, (int)write.position() + i, SECTOR);
                }
            }
        }
        changed.addAll(cached);
    }

    private boolean isTornBefore(final JournaledDisk.Entry write, final int offset)
    {
        final long position = write.position() + offset;
        final int toBlock = (int)(position % BLOCK);
        return 0 == toBlock ||
            isMetadataTorn && EXT4_SUPERBLOCK_MIDDLE != position ||
            isOfLog(write.data(), offset - toBlock);
    }

    /**
     * Every page that a log writes has a magic number there that begins so: PG, PLOG, POGA, POGI.
     */
    private static boolean isOfLog(final byte[] data, final int blockOffset)
    {
        final int offset = blockOffset + MAGIC_OFFSET;
        return blockOffset >= 0 && 'P' == data[offset] && "GLO".indexOf(data[offset + 1]) >= 0;
    }

    /**
     * As if the power had not been cut, and nothing been written to the image since.
     *
     * @param writes that were done to the image since.
     */
    void undo(final List<JournaledDisk.Entry> writes)
    {
        changed.addAll(writes);
        for (final JournaledDisk.Entry write : changed)
        {
            if (!write.isFlush())
            {
                System.arraycopy(
                    durable, (int)write.position(), image, (int)write.position(), write.data().length);
            }
        }
        changed.clear();
    }

    /**
     * How much is in the disk's cache.
     */
    int cached()
    {
        return cached.size();
    }

    private static void put(final byte[] target, final JournaledDisk.Entry write)
    {
        System.arraycopy(write.data(), 0, target, (int)write.position(), write.data().length);
    }
}
