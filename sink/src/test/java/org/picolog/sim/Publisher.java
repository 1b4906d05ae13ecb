/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.log.PageAssembler;

import java.util.SplittableRandom;

/**
 * Appends messages of all lengths, whole and in parts, of one session after another, some of them never ended.
 */
final class Publisher
{
    private static final int MAX_SMALL = 300;
    private static final int MAX_LARGE = 9_000;
    private static final int MAX_PARTED = 60_000;

    private final Published published;
    private final Tally tally;
    private Climate climate;
    private PageAssembler assembler;
    private int session;
    private long position;
    private int offset;
    private int length;
    private int done;
    private boolean isParted;

    Publisher(final Published published, final Tally tally)
    {
        this.published = published;
        this.tally = tally;
    }

    void begin(final Climate newClimate)
    {
        climate = newClimate;
        session = 1;
        position = 0;
        isParted = false;
    }

    /**
     * Go on with a writer that was opened: nobody else ends the message that the one before was given a part of.
     */
    void assembler(final PageAssembler newAssembler)
    {
        assembler = newAssembler;
        isParted = false;
        position = 0;
        session++;
        assembler.session(session, 0);
    }

    /**
     * Another publication's turn.
     */
    void nextSession()
    {
        session++;
        position = 0;
        isParted = false;
        assembler.session(session, 0);
    }

    void abandon()
    {
        isParted = false;
        assembler.abandonMessage();
    }

    /**
     * @return false if there is no room.
     */
    boolean appendSome(final SplittableRandom dice, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final boolean hasRoom = isParted ? appendPart(dice) : begin(dice);
            if (!hasRoom)
            {
                return false;
            }
        }

        return true;
    }

    private boolean begin(final SplittableRandom dice)
    {
        final int roll = dice.nextInt(1000);
        if (roll < climate.partedMessages)
        {
            // An earlier one may have been begun and not ended: this voids it.
            isParted = true;
            done = 0;
            length = dice.nextInt(MAX_PARTED);
            offset = Published.offsetFor(dice, length);
            return appendPart(dice);
        }

        length = roll < climate.partedMessages + climate.largeMessages ? dice.nextInt(MAX_LARGE) :
            dice.nextInt(MAX_SMALL);
        length = Math.min(length, assembler.maxPartLength());
        offset = Published.offsetFor(dice, length);
        return append(0, length, PageAssembler.WHOLE);
    }

    private boolean appendPart(final SplittableRandom dice)
    {
        final int most = Math.min(assembler.maxPartLength(), MAX_LARGE);
        final int part = Math.min(length - done, 0 == dice.nextInt(3) ? most : dice.nextInt(most));
        final boolean isEnd = done + part == length;
        final byte flags = (byte)((0 == done ? PageAssembler.BEGIN : 0) | (isEnd ? PageAssembler.END : 0));
        if (0 == part && !isEnd)
        {
            return true;
        }
        if (!append(done, part, flags))
        {
            isParted = done > 0;
            return false;
        }
        done += part;
        isParted = !isEnd;
        return true;
    }

    private boolean append(final int from, final int partLength, final byte flags)
    {
        final long end = position + partLength + 32;
        final long sequence = assembler.append(published.pool(), offset + from, partLength, flags, end);
        if (PageAssembler.NO_ROOM == sequence)
        {
            return false;
        }
        position = end;
        published.appended(session, end);
        if (PageAssembler.PART_APPENDED != sequence)
        {
            tally.published++;
            published.add(sequence, offset, length, session, end);
        }
        return true;
    }
}
