/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.picolog.io.MemoryFaults.Operation;

import java.util.Arrays;
import java.util.Random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;

/**
 * What a seek finds, by an index or without one, and how often it and the message after it go to the disk.
 */
class SeekTest
{
    private static final int SEGMENTS = 4;
    private static final int MESSAGES = SEGMENTS * DATA_PAGES;
    private static final int SEARCH_READS = 8;

    private final TestLog log = new TestLog();
    private int reads;

    @BeforeEach
    void write()
    {
        log.open();
        log.append(MESSAGES).append(3).close();
        log.directory().faults((operation, name, position) -> reads += Operation.READ == operation ? 1 : 0);
    }

    @Test
    void withAnIndexOneReadAndAnotherForTheHeaderOfAnotherSegment()
    {
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            final Random random = new Random(1);
            warmUp(reader);
            long before = MESSAGES;
            for (int i = 0; i < 1_000; i++)
            {
                final long sequence = 1 + random.nextInt(MESSAGES);
                // The first message of a segment comes after the last page of the one before.
                final boolean isFirst = 1 == sequence % DATA_PAGES;
                final boolean isSame = (before - 1) / DATA_PAGES == (sequence - 1) / DATA_PAGES;
                final int cost = seek(reader, sequence);
                if (!isFirst)
                {
                    assertTrue(cost <= (isSame ? 1 : 2), cost + " reads from " + before + " to " + sequence);
                }
                before = sequence;
            }
        }
    }

    @Test
    void withoutAnIndexASearch()
    {
        log.directory().list().stream().filter(LogIndex::isIndexName).forEach(log.directory()::remove);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            warmUp(reader);
            for (long sequence = 2; sequence < MESSAGES; sequence += 7)
            {
                final int cost = seek(reader, sequence);
                assertTrue(cost <= SEARCH_READS + 2, cost + " reads to " + sequence);
            }
        }
    }

    /**
     * An index that is the segment's own in every respect but what it says.
     */
    @Test
    void anIndexThatLiesIsNotBelieved()
    {
        for (int number = 0; number < SEGMENTS; number++)
        {
            final LogIndex index = LogIndex.read(log.io(), log.opened(), number);
            final long[] sequences = index.sequences().clone();
            for (int i = 1; i < sequences.length; i++)
            {
                sequences[i] += 0 == number % 2 ? 20 : -20;
            }
            new LogIndex(
                index.logId(), number, index.salt(), index.endPage(), index.lastPageCrc(), sequences)
                .write(log.io(), log.opened());
        }

        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (long sequence = 1; sequence <= MESSAGES; sequence++)
            {
                seek(reader, sequence);
            }
        }
    }

    @Test
    void anIndexOfMorePagesThanTheSegmentHasIsNotBelieved()
    {
        for (int number = 0; number < SEGMENTS; number++)
        {
            final LogIndex index = LogIndex.read(log.io(), log.opened(), number);
            final long[] sequences = Arrays.copyOf(index.sequences(), 3 * index.sequences().length);
            new LogIndex(
                index.logId(), number, index.salt(), index.endPage(), index.lastPageCrc(), sequences)
                .write(log.io(), log.opened());
        }

        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (long sequence = 1; sequence <= MESSAGES; sequence++)
            {
                seek(reader, sequence);
            }
        }
    }

    /**
     * What a reader keeps of each segment: its first sequence, and its index.
     */
    private void warmUp(final LogReader reader)
    {
        for (int segment = 0; segment < SEGMENTS; segment++)
        {
            seek(reader, 2 + segment * DATA_PAGES);
        }
    }

    private int seek(final LogReader reader, final long sequence)
    {
        reads = 0;
        reader.seekSequence(sequence);
        assertTrue(reader.next());
        assertEquals(sequence, reader.sequence());
        return reads;
    }
}
