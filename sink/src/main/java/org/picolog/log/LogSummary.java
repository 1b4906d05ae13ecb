/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import java.util.List;
import java.util.UUID;

/**
 * What a log is made of, as {@link LogInspector} found it.
 *
 * @param directory         of the log.
 * @param logId             identity of the log.
 * @param majorVersion      of the format, by the anchor.
 * @param minorVersion      of the format, by the anchor.
 * @param pageSize          bytes in a page.
 * @param pagesPerSegment   header pages included.
 * @param firstRetained     number of the first segment that was not purged.
 * @param highestActivated  number of the last segment that may hold acknowledged data; -1 for none yet.
 * @param isLive            true if a writer has the log open: what lies beyond its published mark is not described.
 * @param writerProcessId   of that writer, -1 without one or if it is not known.
 * @param verdict           of recovery on the pages; null while a writer has the log open.
 * @param publisher         that may append, {@link Publisher#NONE} if nobody claimed the log; null while a writer has
 *                          the log open.
 * @param isDamaged         true if anything is gone that must be there, as far as this looked: most pages were not
 *                          read.
 * @param finding           what is wrong, for people; empty if nothing is.
 * @param epochs            that begin in what is retained, oldest first.
 * @param segments          files that are there, by number.
 */
public record LogSummary(
    String directory,
    UUID logId,
    int majorVersion,
    int minorVersion,
    int pageSize,
    int pagesPerSegment,
    long firstRetained,
    long highestActivated,
    boolean isLive,
    long writerProcessId,
    RecoveryVerdict verdict,
    Publisher publisher,
    boolean isDamaged,
    String finding,
    List<Epoch> epochs,
    List<Segment> segments)
{
    /**
     * What a segment file is to the log.
     */
    public enum State
    {
        /**
         * Holds pages of the log.
         */
        LIVE,

        /**
         * Ready to be written to: nothing of the log is in it yet.
         */
        PREPARED,

        /**
         * Was written to, but the log goes on without it: what is in it does not exist.
         */
        ORPHAN,

        /**
         * Was purged, and waits to be deleted or used again.
         */
        PURGED,

        /**
         * Cannot be read as a segment of this log.
         */
        DAMAGED,

        /**
         * May be of the log: damage elsewhere keeps that from being known.
         */
        UNKNOWN
    }

    /**
     * The work of one incarnation of the writer.
     *
     * @param epoch           its number, from 1.
     * @param firstSegment    in which it begins.
     * @param startSequence   that its first message got, or will get.
     * @param cutPage         first page that the epoch before does not own, -1 if there was none before.
     * @param writeWindow     in pages: no write was submitted that ends further beyond the mark.
     * @param openTimestampNs when it began, in nanoseconds since the epoch of Unix.
     */
    public record Epoch(
        long epoch, long firstSegment, long startSequence, long cutPage, long writeWindow, long openTimestampNs)
    {
    }

    /**
     * A segment file.
     *
     * @param number           of the segment.
     * @param fileName         in the directory.
     * @param state            of the segment.
     * @param epoch            of the writer that opened it, -1 if it was never opened.
     * @param firstSequence    of the first message that ends in it, or would.
     * @param messageCount     messages that end in it.
     * @param firstTimestampNs of its first page, in nanoseconds since the epoch of Unix; 0 without pages.
     * @param lastTimestampNs  of its last page, in nanoseconds since the epoch of Unix; 0 without pages.
     * @param pagesUsed        pages of the log in it, its OPEN page included.
     * @param finding          what is wrong with the file, for people; empty if nothing is.
     */
    public record Segment(
        long number,
        String fileName,
        State state,
        long epoch,
        long firstSequence,
        long messageCount,
        long firstTimestampNs,
        long lastTimestampNs,
        long pagesUsed,
        String finding)
    {
    }
}
