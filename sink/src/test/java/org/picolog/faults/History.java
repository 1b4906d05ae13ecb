/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.picolog.log.LogNotFoundException;
import org.picolog.log.LogReader;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * All that a log may and must hold: which writer began with which sequence, what was acknowledged, and what was at most
 * appended. Judges what is read.
 */
final class History
{
    /**
     * What was acknowledged is not there.
     */
    static final class Loss extends AssertionError
    {
        private static final long serialVersionUID = 1L;

        Loss(final String message)
        {
            super(message);
        }
    }

    private final Messages messages;
    private final TreeMap<Long, Long> writers;
    private final boolean isUnreadKept;
    private long acknowledged;
    private long appended;
    private long verified;
    private long retainedFrom = 1;

    /**
     * Construct.
     *
     * @param messages     that the writers append.
     * @param isUnreadKept true if nothing may be purged before it was read once; else what may be is said, by
     *                     {@link #retainFrom}.
     */
    History(final Messages messages, final boolean isUnreadKept)
    {
        this.messages = messages;
        this.isUnreadKept = isUnreadKept;
        writers = new TreeMap<>();
    }

    private History(final History other)
    {
        messages = other.messages;
        isUnreadKept = other.isUnreadKept;
        writers = new TreeMap<>(other.writers);
        acknowledged = other.acknowledged;
        appended = other.appended;
        verified = other.verified;
        retainedFrom = other.retainedFrom;
    }

    History copy()
    {
        return new History(this);
    }

    long acknowledged()
    {
        return acknowledged;
    }

    /**
     * A writer opened the log. What it found there was recovered, and stays from now on as if it had been acknowledged.
     *
     * @param writer        its number.
     * @param firstSequence that it will give.
     */
    void begin(final long writer, final long firstSequence)
    {
        checkEnd(firstSequence - 1);
        writers.put(firstSequence, writer);
        acknowledged = firstSequence - 1;
        appended = firstSequence - 1;
    }

    /**
     * What became known of the present writer.
     *
     * @param acknowledgedSequence up to which it acknowledged.
     * @param appendedSequence     up to which it may have appended.
     */
    void advance(final long acknowledgedSequence, final long appendedSequence)
    {
        assertTrue(
            acknowledgedSequence <= appendedSequence,
            () -> "acknowledged " + acknowledgedSequence + ", appended " + appendedSequence);
        acknowledged = Math.max(acknowledged, acknowledgedSequence);
        appended = Math.max(appended, appendedSequence);
    }

    /**
     * What is before this message may have been purged, and nothing else.
     */
    void retainFrom(final long sequence)
    {
        retainedFrom = Math.max(retainedFrom, sequence);
    }

    long retainedFrom()
    {
        return retainedFrom;
    }

    /**
     * Read a log from its first retained message to its end, and compare every byte.
     *
     * @param directory of the log, which no writer has open.
     * @return the last sequence.
     */
    long check(final Path directory)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            return check(reader);
        }
        catch (final LogNotFoundException ex)
        {
            // A writer that died before there was a log had not acknowledged anything.
            if (acknowledged > 0)
            {
                throw ex;
            }
            return 0;
        }
    }

    private long check(final LogReader reader)
    {
        long last = -1;
        while (reader.next())
        {
            if (last >= 0)
            {
                assertEquals(last + 1, reader.sequence());
            }
            else
            {
                checkFirst(reader.sequence());
            }
            last = reader.sequence();
            final Map.Entry<Long, Long> writer = writers.floorEntry(last);
            assertTrue(null != writer, "nobody wrote " + last);
            messages.check(reader, writer.getValue());
        }
        verified = Math.max(0, last);
        checkEnd(verified);

        return verified;
    }

    private void checkFirst(final long first)
    {
        final long latest = isUnreadKept ? verified + 1 : retainedFrom;
        if (first > latest)
        {
            throw new Loss("ACKNOWLEDGED DATA LOST: the log begins with " + first + ", not by " + latest);
        }
    }

    private void checkEnd(final long last)
    {
        if (last < acknowledged)
        {
            throw new Loss(
                "ACKNOWLEDGED DATA LOST: the log ends at " + last + ", " + acknowledged + " was acknowledged");
        }
        assertTrue(
            last <= appended, () -> "the log ends at " + last + ", only " + appended + " were ever appended");
    }
}
