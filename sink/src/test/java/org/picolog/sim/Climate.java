/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import java.util.SplittableRandom;

/**
 * What a run is like: the sizes of its log and how often what goes wrong. Drawn once for each run, so that some runs
 * are calm and some are stormy. Rates are in a thousand.
 */
final class Climate
{
    private static final int[] SEGMENT_PAGES = {8, 8, 10, 12, 20, 40};
    private static final int LONG_SEGMENT_PAGES = 40;
    private static final int MAX_SLAB_PAGES = 64;
    private static final int[] SLAB_PAGES = {8, 16, MAX_SLAB_PAGES};
    private static final int MAX_MEDIA_FAULTS = 2;
    private static final int[] WRITE_PAGES = {1, 2, 4, 8};

    final int segmentPages;
    final int slabPages;
    final int maxWritePages;
    final int messagesPerTick;
    final int largeMessages;
    final int partedMessages;
    final int shortWrites;
    final int interruptions;
    final int failedWrites;
    final int failedOperations;
    final int failedReads;
    final int keptChanges;
    final int wholePages;
    final int absentPages;
    final int oddSectors;
    final int powerCuts;
    final int kills;
    final int cutsInside;
    final int reorder;
    final boolean isSpaceScarce;
    final boolean isPurging;
    final boolean isMediaBad;
    final int stepsPerMediaFault;

    /**
     * Of an index there may be any number.
     */
    final int mediaFaults;

    /**
     * Do faults of the media come often, and as a single bit of the header of a page?
     */
    final boolean isHeaderRotting;

    /**
     * Does a power cut often leave another page, whole, in the place of one that was being written?
     */
    final boolean isMisplacing;

    /**
     * Is what is broken off always the process, before the directory is flushed?
     */
    final boolean isLosingNames;

    /**
     * Are long segments filled, with an index that the media damages, and sought in?
     */
    final boolean isIndexRotting;

    Climate(final long seed)
    {
        final SplittableRandom dice = new SplittableRandom(seed);
        final boolean isCalm = 0 == dice.nextInt(6);
        final boolean isStormy = !isCalm && 0 == dice.nextInt(4);
        final int rot = isCalm ? 0 : dice.nextInt(20);
        isHeaderRotting = 1 == rot;
        isIndexRotting = 2 == rot;
        isMisplacing = 3 == rot;
        isLosingNames = 4 == rot;
        segmentPages = isIndexRotting ? LONG_SEGMENT_PAGES : SEGMENT_PAGES[dice.nextInt(SEGMENT_PAGES.length)];
        slabPages = isIndexRotting ? MAX_SLAB_PAGES : SLAB_PAGES[dice.nextInt(SLAB_PAGES.length)];
        maxWritePages = WRITE_PAGES[dice.nextInt(WRITE_PAGES.length)];
        messagesPerTick = isIndexRotting ? 20 : 1 + dice.nextInt(6);
        largeMessages = isIndexRotting ? 400 : rate(dice, 300);
        partedMessages = rate(dice, 200);
        reorder = dice.nextInt(1001);
        isPurging = dice.nextInt(3) > 0;
        keptChanges = dice.nextInt(1001);
        wholePages = dice.nextInt(700);
        absentPages = dice.nextInt(1000 - wholePages);
        oddSectors = 0 == dice.nextInt(2) ? 0 : dice.nextInt(500);
        powerCuts = rate(dice, 120);
        kills = rate(dice, 80);
        cutsInside = isLosingNames ? 300 : rate(dice, 150);

        shortWrites = isCalm ? 0 : rate(dice, isStormy ? 200 : 50);
        interruptions = isCalm ? 0 : rate(dice, isStormy ? 200 : 50);
        failedWrites = isCalm ? 0 : rate(dice, isStormy ? 60 : 15);
        failedOperations = isCalm ? 0 : rate(dice, isStormy ? 20 : 4);
        failedReads = isCalm ? 0 : rate(dice, 5);
        isSpaceScarce = !isCalm && 0 == dice.nextInt(4);
        stepsPerMediaFault = isHeaderRotting || isIndexRotting ? 4 : 20;
        mediaFaults = 1 + dice.nextInt(MAX_MEDIA_FAULTS);
        isMediaBad = isHeaderRotting || isIndexRotting || !isCalm && 0 == dice.nextInt(4);
    }

    private static int rate(final SplittableRandom dice, final int max)
    {
        return 0 == dice.nextInt(3) ? 0 : dice.nextInt(max);
    }
}
