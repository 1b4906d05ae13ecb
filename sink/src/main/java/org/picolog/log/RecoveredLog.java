/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.util.List;

/**
 * What recovery found.
 *
 * @param anchor        as read.
 * @param verdict       row of the recovery table.
 * @param end           where the log ends, and the next epoch begins.
 * @param cutPage       first page that the log does not own; -1 for an empty log.
 * @param lastTouched   last segment in which anything was written, the cut's own or an orphan beyond; -1 for none.
 * @param tailState     what the page at the cut is.
 * @param firstOrphan   the segments from here on are no part of the log.
 * @param greatestClaim greatest mark that a valid page claims; -1 for none.
 * @param lastValid     last valid page, of the log or beyond its end; -1 for none.
 * @param badFiles      segment files that are missing, or not what they must be, or of which the device does not read
 *                      a page: each is damage, whatever the verdict on the pages.
 */
record RecoveredLog(
    Anchor anchor,
    RecoveryVerdict verdict,
    LogPosition end,
    long cutPage,
    long lastTouched,
    PageState tailState,
    long firstOrphan,
    long greatestClaim,
    long lastValid,
    List<LogFinding> badFiles)
{
    /**
     * Is data gone that was acknowledged, or a file?
     */
    boolean isDamaged()
    {
        return verdict.isDamaged() || !badFiles.isEmpty();
    }

    /**
     * What is wrong with the page at the cut, if the verdict is damage.
     */
    LogFinding describeTail()
    {
        final long segment = anchor.segmentOf(cutPage);
        final String expected = switch (verdict)
        {
            case DAMAGED_BELOW_CLAIM -> "a valid page, because a later one claims that it was durable";
            case DAMAGED_BELOW_WINDOW -> "a valid page, because one was written that had to wait for it";
            case DAMAGED_BELOW_ANCHOR -> "pages of epoch " + anchor.epoch() + " here or after it, by the anchor";
            default -> "the page that follows page " + end.lastPage() + ", or one that was never written whole";
        };

        return new LogFinding(
            LogFormat.segmentName(segment),
            segment,
            cutPage,
            anchor.filePosition(cutPage),
            expected,
            tailState.description());
    }
}
