/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.sink.SinkCounter;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * What the counters of one sink said at one time.
 *
 * @param logId     identity of the log.
 * @param epoch     of its writer.
 * @param directory of the log, as the label has it.
 * @param timeNs    when, by {@link System#nanoTime()}.
 * @param values    of the counters; one that is missing is not there yet.
 */
record SinkSample(UUID logId, long epoch, String directory, long timeNs, Map<SinkCounter, Long> values)
{
    private static final long SILENCE_MS = 3_000;

    long value(final SinkCounter kind)
    {
        return values.getOrDefault(kind, 0L);
    }

    /**
     * Is this of the same run of the same sink?
     */
    boolean isOf(final SinkSample other)
    {
        return logId.equals(other.logId) && epoch == other.epoch;
    }

    /**
     * Growth of a counter a second since an earlier sample, 0 without one.
     */
    double rate(final SinkCounter kind, final SinkSample before)
    {
        return null == before || timeNs <= before.timeNs ? 0 :
            (double)(value(kind) - before.value(kind)) * TimeUnit.SECONDS.toNanos(1) / (timeNs - before.timeNs);
    }

    /**
     * The state in a word; one that has shown no sign of life for some seconds is SILENT.
     */
    String state(final long nowMs)
    {
        final SinkStatus status = status();
        final boolean hasEnded = SinkStatus.CLOSED == status || SinkStatus.FAILED == status;

        return !hasEnded && nowMs - value(SinkCounter.HEARTBEAT) > SILENCE_MS ? "SILENT" : status.name();
    }

    /**
     * One that a later version added is active to this one.
     */
    private SinkStatus status()
    {
        final long raw = value(SinkCounter.STATE);
        for (final SinkStatus status : SinkStatus.values())
        {
            if (raw == status.value())
            {
                return status;
            }
        }

        return SinkStatus.ACTIVE;
    }
}
