/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.util.List;

/**
 * What a repair did, or would do.
 *
 * @param verification      of the log as it was found.
 * @param isNeeded          true if the log is damaged: otherwise nothing is to be done, and the rest is without
 *                          meaning.
 * @param isDone            true if anything was changed, false after a dry run or if there was nothing to do.
 * @param firstGone         the first place in the live chain that is gone, null if no repair is needed.
 * @param lastKeptSequence  last sequence that is kept, 0 for none.
 * @param firstGoneSequence first sequence that is gone: the one after the last kept.
 * @param lastGoneSequence  last sequence that is known to have been there; less than the first if none is known.
 * @param isEndKnown        true if the log verifiably ended at the last gone sequence; false if what lies beyond is
 *                          unknown.
 * @param epoch             that the repaired log begins, with an OPEN page that records the cut.
 * @param keptFiles         originals that are kept aside, in the order of the log.
 */
public record LogRepairReport(
    LogVerification verification,
    boolean isNeeded,
    boolean isDone,
    LogFinding firstGone,
    long lastKeptSequence,
    long firstGoneSequence,
    long lastGoneSequence,
    boolean isEndKnown,
    long epoch,
    List<KeptFile> keptFiles)
{
    /**
     * An original that is kept under another name.
     *
     * @param name   in the log.
     * @param keptAs the name it is kept under, in the same directory.
     * @param isCopy true if the original also stays in the log, for the pages before the damage.
     * @param unreadable places in the original, by their file position, that the device does not read: zeros in the
     *               copy, once it is made.
     */
    public record KeptFile(String name, String keptAs, boolean isCopy, List<Long> unreadable)
    {
    }

    /**
     * Which sequences are gone.
     *
     * @return for people.
     */
    public String describeGone()
    {
        if (lastGoneSequence < firstGoneSequence)
        {
            return isEndKnown ? "no sequence" : "unknown from sequence " + firstGoneSequence + " on";
        }

        return "sequences " + firstGoneSequence + " to " + lastGoneSequence +
            (isEndKnown ? "" : ", and unknown beyond " + lastGoneSequence);
    }
}
