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
     * Neither page j nor one after it was ever written in this use of its segment: the end of a clean log.
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
    DAMAGED_BELOW_WINDOW,

    /**
     * Page j is whole and was written to this place, but does not continue the page before it, or its records make no
     * sense; or its file is gone. No power cut does that: a file was replaced by another version of itself, or a newer
     * program wrote it.
     */
    DAMAGED_NOT_TORN,

    /**
     * By the anchor the newest epoch had more than one segment, and no page of it is valid: its first OPEN page was
     * durable, and is not there.
     */
    DAMAGED_BELOW_ANCHOR;

    static RecoveryVerdict of(
        final long firstInvalid,
        final PageState state,
        final long greatestClaim,
        final long lastValid,
        final long lastTouched,
        final long writeWindow,
        final boolean isEpochGone)
    {
        if (greatestClaim > firstInvalid)
        {
            return DAMAGED_BELOW_CLAIM;
        }

        if (lastValid >= firstInvalid + writeWindow)
        {
            return DAMAGED_BELOW_WINDOW;
        }

        if (PageState.SPLICED == state || PageState.MALFORMED == state || PageState.GONE == state)
        {
            return DAMAGED_NOT_TORN;
        }

        if (isEpochGone)
        {
            return DAMAGED_BELOW_ANCHOR;
        }

        return lastTouched < firstInvalid ? CLEAN : TORN_TAIL;
    }

    /**
     * Is data gone that was acknowledged?
     *
     * @return true if the log must not be opened.
     */
    public boolean isDamaged()
    {
        return ordinal() >= DAMAGED_BELOW_CLAIM.ordinal();
    }
}
