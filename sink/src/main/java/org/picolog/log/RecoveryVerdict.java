/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

/**
 * The rows of the recovery table. Let j be the first page, in order, that is not valid; W the write window of the
 * epoch; and let a valid page "claim" the mark it carries: every page below that mark was durable when the page was
 * sealed.
 */
public enum RecoveryVerdict
{
    /**
     * No page of the log is valid: nothing was ever appended.
     */
    EMPTY,

    /**
     * Page j was never written in this use of its segment, and no page after it is valid: the end of a clean log.
     */
    CLEAN,

    /**
     * Page j or one after it was being written when the power went, and no valid page says that j was durable: the log
     * is cut at j, nothing that was acknowledged is lost.
     */
    TORN_TAIL,

    /**
     * A valid page claims a mark above j: page j was durable, and is not there.
     */
    DAMAGED_BELOW_CLAIM,

    /**
     * A valid page lies at j + W or beyond: it was not submitted before page j was durable, and page j is not there.
     */
    DAMAGED_BELOW_WINDOW;

    static RecoveryVerdict of(
        final long firstInvalid,
        final boolean isFirstInvalidUnwritten,
        final long greatestClaim,
        final long lastValid,
        final long writeWindow)
    {
        if (greatestClaim > firstInvalid)
        {
            return DAMAGED_BELOW_CLAIM;
        }

        if (lastValid >= firstInvalid + writeWindow)
        {
            return DAMAGED_BELOW_WINDOW;
        }

        return isFirstInvalidUnwritten && lastValid < firstInvalid ? CLEAN : TORN_TAIL;
    }

    /**
     * Is data gone that was acknowledged?
     *
     * @return true if the log must not be opened.
     */
    public boolean isDamaged()
    {
        return DAMAGED_BELOW_CLAIM == this || DAMAGED_BELOW_WINDOW == this;
    }
}
