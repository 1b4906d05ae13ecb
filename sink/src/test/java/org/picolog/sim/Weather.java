/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.codecs.log.IndexHeaderDecoder;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryBlockWriter;
import org.picolog.io.MemoryContent;
import org.picolog.io.MemoryDrive;
import org.picolog.io.MemoryFaults;
import org.picolog.log.LogInternals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * How the drive behaves: which operation fails, when a write lands and what comes of it, what a power cut leaves. Every
 * decision is drawn.
 */
final class Weather implements MemoryFaults, MemoryDrive.PowerLoss, MemoryBlockWriter.Schedule
{
    private static final int SECTOR = 512;
    private static final int MAX_OPERATIONS = 1_000_000;
    private static final int HEADER_LENGTH = 64;
    private static final int[] WRITE_ERRORS = {Errno.EIO, Errno.EIO, Errno.ENOSPC, Errno.EROFS, Errno.EREMOTEIO};

    private final MemoryDrive drive;
    private final Tally tally;
    private final Misreads misread = new Misreads();
    private Climate climate;
    private Oracle oracle;
    private SplittableRandom dice;
    private Runnable cut;
    private int operations;
    private int operationsToCut;
    private Operation kindToCut;
    private boolean isOrderKept;
    private boolean isChangeLost;
    private boolean isSpaceGone;
    private boolean isCalm;
    private int mediaFaults;
    private long failures;
    private boolean hasWriteFailed;
    private byte[] earlierBlock;

    Weather(final MemoryDrive drive, final Tally tally)
    {
        this.drive = drive;
        this.tally = tally;
    }

    void begin(final Climate newClimate, final Oracle newOracle, final boolean isOrderKeptNow)
    {
        climate = newClimate;
        oracle = newOracle;
        isOrderKept = isOrderKeptNow;
        misread.clear();
        operationsToCut = 0;
        isSpaceGone = false;
        isCalm = false;
        mediaFaults = 0;
        failures = 0;
        hasWriteFailed = false;
        earlierBlock = MemoryContent.ZEROS;
        drive.faults(this);
    }

    /**
     * Another step begins.
     */
    void dice(final SplittableRandom newDice)
    {
        dice = newDice;
        operations = 0;
        if (!misread.isEmpty() && 0 == dice.nextInt(8))
        {
            misread.findAgain();
        }
    }

    /**
     * From now on nothing fails that did not fail before.
     */
    void calm()
    {
        isCalm = true;
        if (dice.nextBoolean())
        {
            misread.findAgain();
        }
        isSpaceGone = false;
        operationsToCut = 0;
    }

    void spaceGone(final boolean isGone)
    {
        isSpaceGone = isGone;
    }

    boolean isSpaceGone()
    {
        return isSpaceGone;
    }

    /**
     * Cut everything off before one of the next operations.
     *
     * @param kind of the operations that count, null for any.
     */
    void cutBefore(final int operations, final Operation kind, final Runnable action)
    {
        operationsToCut = operations;
        kindToCut = kind;
        cut = action;
    }

    void cutNoMore()
    {
        operationsToCut = 0;
    }

    /**
     * Operations that failed so far.
     */
    long failures()
    {
        return failures;
    }

    /**
     * Did a write of the queue complete with an error since the last call of {@link #newQueue()}?
     */
    boolean hasWriteFailed()
    {
        return hasWriteFailed;
    }

    void newQueue()
    {
        hasWriteFailed = false;
    }

    /**
     * Does reading a block give something else than it holds, or an error?
     */
    boolean isMisread(final MemoryContent content, final int index)
    {
        return null != misread.of(content, index);
    }

    boolean isAnythingUnreadable()
    {
        return misread.isAnyOfTheLog(drive);
    }

    @Override
    public void before(final Operation operation, final String name, final long position)
    {
        if (++operations > MAX_OPERATIONS)
        {
            throw new Violation("I9", "it does not end: " + operation + " of " + name);
        }
        if (operationsToCut > 0 && (null == kindToCut ? operation.isChange() : kindToCut == operation) &&
            0 == --operationsToCut)
        {
            cut.run();
            throw new MemoryBlockIo.KilledException();
        }

        if (isCalm)
        {
            return;
        }

        if (isSpaceGone && (Operation.CREATE == operation || Operation.ALLOCATE == operation))
        {
            throw failure(Errno.ENOSPC, name);
        }

        final int rate = Operation.READ == operation ? climate.failedReads : climate.failedOperations;
        if (rate > 0 && dice.nextInt(1000) < rate)
        {
            if (Operation.SYNC == operation && dice.nextBoolean() && null != drive.content(name))
            {
                drive.content(name).dropCache();
            }
            throw failure(Errno.EIO, name);
        }
    }

    private BlockIoException failure(final int errno, final String name)
    {
        failures++;
        tally.failedOperations++;
        return new BlockIoException(name + ": " + Errno.describe(errno), errno);
    }

    @Override
    public byte[] read(final MemoryContent content, final int index)
    {
        final Misreads.Misread bad = misread.of(content, index);
        if (null == bad)
        {
            return content.block(index);
        }
        if (null == bad.instead())
        {
            throw failure(Errno.EIO, "block " + index);
        }
        return bad.instead();
    }

    @Override
    public void onPoll(final MemoryBlockWriter writer)
    {
        // Writes complete in steps of their own.
    }

    @Override
    public void onClose(final MemoryBlockWriter writer)
    {
        while (!writer.writes().isEmpty())
        {
            final MemoryBlockWriter.Write write = writer.writes().get(0);
            landWhole(writer, write);
            writer.complete(write, write.length());
        }
    }

    /**
     * Let some of the writes in flight land or fail.
     */
    void progress(final MemoryBlockWriter writer, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final MemoryBlockWriter.Write write = next(writer.writes());
            if (null == write)
            {
                return;
            }
            complete(writer, write);
        }
    }

    /**
     * The writes of a dead process land, or do not.
     */
    void progressOfTheDead(final MemoryBlockWriter writer)
    {
        final MemoryBlockWriter.Write write = next(writer.writes());
        if (null != write)
        {
            final int length = dice.nextInt(3) > 0 ? write.length() : dice.nextInt(write.length());
            writer.land(write, length & -BlockIo.BLOCK_SIZE, dice.nextBoolean());
            writer.complete(write, 0);
        }
    }

    private MemoryBlockWriter.Write next(final List<MemoryBlockWriter.Write> writes)
    {
        int submitted = 0;
        while (submitted < writes.size() && writes.get(submitted).isSubmitted())
        {
            submitted++;
        }
        if (0 == submitted)
        {
            return null;
        }
        return writes.get(dice.nextInt(1000) < climate.reorder ? dice.nextInt(submitted) : 0);
    }

    private void complete(final MemoryBlockWriter writer, final MemoryBlockWriter.Write write)
    {
        final int roll = isCalm ? 1000 : dice.nextInt(1000);
        final int pages = write.length() / BlockIo.BLOCK_SIZE;
        int bound = climate.shortWrites;
        if (roll < bound)
        {
            // What the caller is told of is there, and no more than that: perhaps not durably.
            final int sectors = dice.nextInt(write.length() / SECTOR);
            writer.land(write, sectors * SECTOR & -BlockIo.BLOCK_SIZE, false);
            writer.complete(write, sectors * SECTOR);
            return;
        }
        bound += climate.interruptions;
        if (roll < bound)
        {
            writer.land(write, dice.nextInt(pages + 1) * BlockIo.BLOCK_SIZE, false);
            writer.complete(write, dice.nextBoolean() ? -Errno.EINTR : -Errno.EAGAIN);
            return;
        }
        bound += climate.failedWrites;
        if (roll < bound)
        {
            failures++;
            tally.failedOperations++;
            hasWriteFailed = true;
            writer.land(write, dice.nextInt(pages + 1) * BlockIo.BLOCK_SIZE, false);
            if (dice.nextBoolean())
            {
                write.content().dropCache();
            }
            writer.complete(write, -WRITE_ERRORS[dice.nextInt(WRITE_ERRORS.length)]);
            return;
        }
        if (climate.isMediaBad && !isCalm && dice.nextInt(300) == 0 && mediaFaults < climate.mediaFaults)
        {
            mediaFaults++;
            misdirect(writer, write);
        }
        else
        {
            landWhole(writer, write);
        }
        writer.complete(write, write.length());
    }

    private void landWhole(final MemoryBlockWriter writer, final MemoryBlockWriter.Write write)
    {
        writer.land(write, write.length(), true);
        final int first = (int)(write.position() / BlockIo.BLOCK_SIZE);
        for (int i = 0; i < write.length() / BlockIo.BLOCK_SIZE; i++)
        {
            earlierBlock = write.content().block(first + i);
            oracle.landed(write.name(), first + i, earlierBlock);
        }
    }

    /**
     * The drive says that it wrote, and wrote nothing, or elsewhere.
     */
    private void misdirect(final MemoryBlockWriter writer, final MemoryBlockWriter.Write write)
    {
        tally.mediaFaults++;
        final int first = (int)(write.position() / BlockIo.BLOCK_SIZE);
        final List<String> names = drive.list();
        final String victim = names.get(dice.nextInt(names.size()));
        final MemoryContent content = drive.content(victim);
        final int blocks = (int)(content.size() / BlockIo.BLOCK_SIZE);
        final boolean isElsewhere = blocks > 0 && dice.nextBoolean();
        for (int i = 0; i < write.length() / BlockIo.BLOCK_SIZE; i++)
        {
            final byte[] block = writer.block(write, i);
            oracle.landed(write.name(), first + i, block);
            oracle.lost(write.name(), first + i);
            if (isElsewhere)
            {
                final int index = dice.nextInt(blocks);
                oracle.damage(victim, index, block);
            }
        }
    }

    @Override
    public byte[] page(final byte[] durable, final byte[] written)
    {
        final int roll = dice.nextInt(1000);
        if (roll < climate.wholePages)
        {
            return written;
        }
        if (roll < climate.wholePages + climate.absentPages)
        {
            return durable;
        }

        final byte[] mixed = drive.newBlock();
        if (climate.isMisplacing && dice.nextBoolean())
        {
            System.arraycopy(earlierBlock, 0, mixed, 0, mixed.length);
            return mixed;
        }
        System.arraycopy(durable, 0, mixed, 0, mixed.length);
        for (int at = 0; at < mixed.length; at += SECTOR)
        {
            if (dice.nextInt(1000) < climate.oddSectors)
            {
                oddSector(mixed, at);
            }
            else if (dice.nextBoolean())
            {
                System.arraycopy(written, at, mixed, at, SECTOR);
            }
        }
        return mixed;
    }

    private void oddSector(final byte[] page, final int at)
    {
        switch (dice.nextInt(3))
        {
            case 0 -> System.arraycopy(MemoryContent.ZEROS, 0, page, at, SECTOR);
            case 1 -> System.arraycopy(earlierBlock, at, page, at, SECTOR);
            default ->
            {
                for (int i = at; i < at + SECTOR; i++)
                {
                    page[i] = (byte)dice.nextInt();
                }
            }
        }
    }

    /**
     * A power cut begins: some file systems keep the order of changes of the directory, some do not.
     */
    void cutPower()
    {
        isChangeLost = false;
    }

    @Override
    public boolean keepsChange()
    {
        final boolean isKept = !(isOrderKept && isChangeLost) && dice.nextInt(1000) < climate.keptChanges;
        isChangeLost |= !isKept;
        return isKept;
    }

    @Override
    public boolean keepsMapped()
    {
        return dice.nextBoolean();
    }

    /**
     * Damage that is done while nobody looks.
     *
     * @return what it is, for people.
     */
    String damage()
    {
        final List<String> names = new ArrayList<>(drive.list());
        names.removeIf((name) -> !LogInternals.isSegmentName(name) && !LogInternals.ANCHOR.equals(name) &&
            !LogInternals.isIndexName(name));
        if ((climate.isIndexRotting || 0 == dice.nextInt(3)) && names.stream().anyMatch(LogInternals::isIndexName))
        {
            names.removeIf((name) -> !LogInternals.isIndexName(name));
        }
        if (mediaFaults >= climate.mediaFaults)
        {
            names.removeIf((name) -> !LogInternals.isIndexName(name));
        }
        if (names.isEmpty())
        {
            return "nothing is there";
        }
        tally.mediaFaults++;
        final String name = names.get(dice.nextInt(names.size()));
        mediaFaults += LogInternals.isIndexName(name) ? 0 : 1;
        final MemoryContent content = drive.content(name);
        if (climate.isHeaderRotting && LogInternals.isSegmentName(name))
        {
            return flipInHeader(name, content);
        }
        final int blocks = (int)(content.size() / BlockIo.BLOCK_SIZE);
        if ((0 == dice.nextInt(30) || 0 == blocks) && !isLastOfLog(name))
        {
            drive.remove(name);
            oracle.gone(name);
            return name + " is gone";
        }

        if (0 == blocks)
        {
            return name + " is empty";
        }
        final int index = dice.nextInt(blocks);
        if (0 == dice.nextInt(3))
        {
            misread.add(content, index, dice.nextInt(4) > 0 ? found(names, content, index) : null);
            oracle.lost(name, index);
            return "block " + index + " of " + name + " is misread";
        }

        oracle.damage(name, index, damaged(name, content, index));
        return "block " + index + " of " + name + " is changed";
    }

    /**
     * An empty directory is no damaged log, but none at all: whoever opens it begins another.
     */
    private boolean isLastOfLog(final String name)
    {
        return drive.list().stream().noneMatch((other) -> !other.equals(name) &&
            (LogInternals.isSegmentName(other) || LogInternals.ANCHOR.equals(other)));
    }

    private String flipInHeader(final String name, final MemoryContent content)
    {
        final int index = Oracle.HEADER_PAGES + dice.nextInt(climate.segmentPages - Oracle.HEADER_PAGES);
        final byte[] block = content.block(index).clone();
        final int at = dice.nextInt(HEADER_LENGTH);
        block[at] ^= (byte)(1 << dice.nextInt(8));
        oracle.damage(name, index, block);
        return "byte " + at + " of block " + index + " of " + name + " is changed";
    }

    /**
     * What a read that goes elsewhere finds: of the same file, of another, or what was there before.
     */
    private byte[] found(final List<String> names, final MemoryContent content, final int index)
    {
        final int roll = dice.nextInt(3);
        if (0 == roll)
        {
            return content.earlier(index);
        }
        final MemoryContent other = 1 == roll ? content : drive.content(names.get(dice.nextInt(names.size())));
        final int blocks = (int)(other.size() / BlockIo.BLOCK_SIZE);
        return 0 == blocks ? MemoryContent.ZEROS :
            other.block(dice.nextBoolean() ? Math.min(index, blocks - 1) : dice.nextInt(blocks));
    }

    private byte[] damaged(final String name, final MemoryContent content, final int index)
    {
        final int blocks = (int)(content.size() / BlockIo.BLOCK_SIZE);
        final byte[] block = content.block(index).clone();
        switch (dice.nextInt(4))
        {
            case 0 -> Arrays.fill(block, (byte)0);
            case 1 -> System.arraycopy(content.block(dice.nextInt(blocks)), 0, block, 0, block.length);
            case 2 -> System.arraycopy(earlierBlock, 0, block, dice.nextInt(8) * SECTOR, SECTOR);
            default -> flip(name, block);
        }
        return block;
    }

    /**
     * The header is a small part of a page, and the one with the most ways to be believed; of an index it is the
     * entries.
     */
    private void flip(final String name, final byte[] block)
    {
        if (LogInternals.isIndexName(name))
        {
            final int entry = IndexHeaderDecoder.BLOCK_LENGTH + (1 + dice.nextInt(2)) * Long.BYTES;
            if (dice.nextBoolean())
            {
                System.arraycopy(block, entry - Long.BYTES, block, entry, Long.BYTES);
            }
            else
            {
                block[entry] ^= (byte)(1 << dice.nextInt(8));
            }
        }
        else
        {
            final int length = dice.nextBoolean() ? HEADER_LENGTH : block.length;
            block[dice.nextInt(length)] ^= (byte)(1 << dice.nextInt(8));
        }
    }
}
