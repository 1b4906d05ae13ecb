/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.DurableLog;
import org.picolog.log.FlushTimes;
import org.picolog.log.PageFlusher;
import org.picolog.log.SegmentPreparer;

import java.util.concurrent.TimeUnit;

/**
 * What the flush agent has to say in counters. Flush thread only.
 */
final class FlushCounters
{
    /**
     * So often when nothing changes; a watcher takes a sink for dead after several of these.
     */
    private static final long INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(100);

    private final SinkCounters counters;
    private final PageFlusher flusher;
    private final FlushTimes flushTimes;
    private final SegmentPreparer preparer;
    private final IngestCounters ingest;
    private final SinkState state;
    private boolean isUpdated;
    private long updatedNs;

    FlushCounters(
        final SinkCounters counters, final IngestCounters ingest, final DurableLog log, final SinkState state)
    {
        this.counters = counters;
        this.ingest = ingest;
        this.state = state;
        flusher = log.flusher();
        flushTimes = flusher.flushTimes();
        preparer = log.preparer();
    }

    /**
     * At the end of each duty cycle.
     *
     * @param isChanged was there anything to do in it?
     */
    void update(final boolean isChanged, final SinkStatus status, final long nowNs)
    {
        if (isChanged)
        {
            updateProgress();
        }
        if (!isUpdated || nowNs - updatedNs >= INTERVAL_NS)
        {
            isUpdated = true;
            updatedNs = nowNs;
            updateProgress();
            counters.set(SinkCounter.HEARTBEAT, System.currentTimeMillis());
            counters.set(SinkCounter.PREPARED_SEGMENTS, preparer.preparedCount());
            counters.set(SinkCounter.ERRORS, state.errorCount());
        }
        // Last, and always: who sees that the sink is closed or has failed finds the rest as it stays.
        counters.set(SinkCounter.STATE, status.value());
    }

    private void updateProgress()
    {
        final long commitPosition = flusher.committedStreamPosition();
        counters.set(SinkCounter.COMMIT_POSITION, commitPosition);
        counters.set(SinkCounter.COMMITTED_SEQUENCE, flusher.committedSequence());
        counters.set(SinkCounter.LAG_BYTES, ingest.lag(flusher.committedSessionId(), commitPosition));
        counters.set(SinkCounter.PAGES_FREE, flusher.pagesFree());
        counters.set(SinkCounter.WRITES_IN_FLIGHT, flusher.writesInFlight());
        counters.set(SinkCounter.BYTES_DURABLE, flusher.bytesWritten());
        counters.set(SinkCounter.WRITES_DURABLE, flusher.writeCount());
        counters.set(SinkCounter.ROLLS, flusher.rollCount());
        counters.set(SinkCounter.FLUSH_TIME_LAST, flushTimes.lastNs());
        counters.set(SinkCounter.FLUSH_TIME_MAX, flushTimes.maxNs());
        counters.set(SinkCounter.SLOW_WRITES, flushTimes.slowCount());
    }
}
