/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.util.List;
import java.util.UUID;

/**
 * What a full verification of a log found. Counts are of what is live: what a cut ended, and segments that the chain
 * skips, do not count.
 *
 * @param directory       of the log.
 * @param logId           identity of the log, null if it could not be read.
 * @param verdict         the sum of it.
 * @param isLive          true if a writer had the log open: what lies beyond its published mark was not looked at.
 * @param segments        live segments read.
 * @param pages           valid live pages, OPEN pages included.
 * @param records         in them, CONTROL and parts of messages included.
 * @param messages        that are whole.
 * @param controlRecords  among the records.
 * @param epochs          that have a first OPEN page among the pages.
 * @param firstSequence   of the messages, 0 for none.
 * @param lastSequence    of the messages, 0 for none.
 * @param firstTimestampNs of the first live page, in nanoseconds since 1970; 0 for none.
 * @param lastTimestampNs of the last live page, in nanoseconds since 1970; 0 for none.
 * @param publisher       that may append by the last record there is, {@link Publisher#NONE} if nobody claimed the log.
 * @param findingCount    how many findings there were.
 * @param findings        the first {@link LogVerifier#MAX_FINDINGS} of them, in the order of the log.
 * @param detail          of a verdict other than CLEAN, for people; empty otherwise.
 */
public record LogVerification(
    String directory,
    UUID logId,
    Verdict verdict,
    boolean isLive,
    long segments,
    long pages,
    long records,
    long messages,
    long controlRecords,
    long epochs,
    long firstSequence,
    long lastSequence,
    long firstTimestampNs,
    long lastTimestampNs,
    Publisher publisher,
    long findingCount,
    List<LogFinding> findings,
    String detail)
{
    /**
     * What a verification comes to.
     */
    public enum Verdict
    {
        /**
         * Everything is there.
         */
        CLEAN,

        /**
         * Everything that was acknowledged is there; what was being written when the power went is not whole. Opening
         * the log for writing cuts it there.
         */
        TORN_TAIL,

        /**
         * Data is gone that was acknowledged, or a file is.
         */
        DAMAGED,

        /**
         * The log was written by a newer program.
         */
        UNSUPPORTED
    }
}
