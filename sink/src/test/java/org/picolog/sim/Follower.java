/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sim;

import org.picolog.io.MemoryBlockIo;
import org.picolog.log.LogInternals;
import org.picolog.log.LogReader;

import java.util.SplittableRandom;

/**
 * A process that reads the log, and compares what it is given with what was published.
 */
final class Follower
{
    private final Machine machine;
    private final MemoryBlockIo process;
    private final LogReader reader;
    private final Oracle oracle;
    private final Published published;
    private final boolean isLive;
    private long last = -1;
    private long lastTimestampNs;
    private long sought;
    private boolean isOutlived;

    Follower(final Machine machine, final MemoryBlockIo process)
    {
        this.machine = machine;
        this.process = process;
        oracle = machine.oracle;
        published = machine.published;
        reader = LogInternals.read(process, Machine.PATH);
        isLive = reader.isLive();
    }

    MemoryBlockIo process()
    {
        return process;
    }

    /**
     * Read on.
     *
     * @return true if there may be more.
     */
    boolean read(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!reader.next())
            {
                checkEnd();
                return false;
            }
            check(reader.sequence());
        }

        return true;
    }

    /**
     * Whoever follows a writer is given all that is durable.
     */
    private void checkEnd()
    {
        final long end = last >= 0 ? last : Math.max(sought, oracle.latestBeginning()) - 1;
        if (isLive && !isOutlived && end < oracle.acked())
        {
            throw new Violation("I1", "following ends with " + end + ", and " + oracle.acked() + " is acknowledged");
        }
    }

    /**
     * Read the rest of a log that nobody writes: what it ends with is served.
     */
    void readToEnd()
    {
        while (read(Integer.MAX_VALUE))
        {
            machine.tally.delivered++;
        }
        if (!isLive && last < 0)
        {
            oracle.onNothingServed("reading ended with");
        }
        else if (!isLive)
        {
            oracle.onServed(last, "reading ended with");
        }
    }

    void seek(final SplittableRandom dice)
    {
        sought = dice.nextInt((int)oracle.acked() + 2);
        reader.seekSequence(sought);
        last = -1;
        lastTimestampNs = 0;
    }

    private void check(final long sequence)
    {
        machine.tally.delivered++;
        if (last >= 0 && sequence != last + 1)
        {
            throw new Violation("I2", "message " + sequence + " is delivered after " + last);
        }
        if (isOutlived)
        {
            last = sequence;
            return;
        }
        if (last < 0 && sequence > Math.max(sought, oracle.latestBeginning()))
        {
            throw new Violation(
                "I1", "message " + sequence + " is the first delivered, from " + sought + " on, and " +
                oracle.latestBeginning() + " is retained");
        }
        if (last < 0 && sequence < sought)
        {
            throw new Violation("I2", "message " + sequence + " is delivered, and " + sought + " was wanted");
        }
        if (isLive && sequence > oracle.acked())
        {
            throw new Violation("I6", "message " + sequence + " is delivered, and " + oracle.acked() + " durable");
        }
        published.check(sequence, reader.buffer(), reader.offset(), reader.length());
        published.checkStream(sequence, reader.sessionId(), reader.streamPosition());
        if (reader.timestampNs() < lastTimestampNs || reader.timestampNs() > machine.clockNs)
        {
            throw new Violation(
                "I3", "message " + sequence + " is of " + reader.timestampNs() + ", the one before of " +
                lastTimestampNs + ", and it is " + machine.clockNs);
        }
        lastTimestampNs = reader.timestampNs();
        last = sequence;
    }

    /**
     * The log was repaired, with this reader open: until it looks for more it goes on with what was durable before, in
     * order.
     */
    void onRepair()
    {
        isOutlived = true;
    }

    void close()
    {
        reader.close();
    }

    boolean isKilled()
    {
        return process.isKilled();
    }
}
