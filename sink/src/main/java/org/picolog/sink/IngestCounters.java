/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.log.PageAssembler;

/**
 * What the ingest agent has to say in counters. Ingest thread only, but for {@link #lag(int, long)}.
 */
final class IngestCounters
{
    private final SinkCounters counters;
    private final PageAssembler assembler;
    private boolean isHoldingBack;
    private volatile int sessionId;
    private volatile long joinPosition = -1;
    private volatile long position = -1;

    IngestCounters(final SinkCounters counters, final PageAssembler assembler)
    {
        this.counters = counters;
        this.assembler = assembler;
        counters.set(SinkCounter.INGEST_POSITION, position);
        counters.set(SinkCounter.EXPECTED_SEQUENCE, assembler.nextSequence());
    }

    /**
     * From now on positions are those of another session.
     */
    void onSession(final int sessionId, final long joinPosition)
    {
        this.sessionId = sessionId;
        this.joinPosition = joinPosition;
        isHoldingBack = false;
        onAppended();
    }

    /**
     * Something may have been appended.
     */
    void onAppended()
    {
        position = assembler.streamPosition();
        counters.set(SinkCounter.INGEST_POSITION, position);
        counters.set(SinkCounter.EXPECTED_SEQUENCE, assembler.nextSequence());
    }

    /**
     * There was room for a message, or not.
     */
    void onRoom(final boolean hasRoom)
    {
        if (isHoldingBack == hasRoom)
        {
            isHoldingBack = !hasRoom;
            if (isHoldingBack)
            {
                counters.increment(SinkCounter.BACK_PRESSURE_EVENTS);
            }
        }
    }

    void onDuplicate()
    {
        counters.increment(SinkCounter.DUPLICATES_DROPPED);
    }

    void onGap()
    {
        counters.increment(SinkCounter.GAPS);
    }

    void onEnd(final ImageEnd end)
    {
        counters.increment(switch (end)
        {
            case END_OF_STREAM -> SinkCounter.STREAMS_ENDED;
            case REVOKED -> SinkCounter.PUBLICATIONS_REVOKED;
            case LOST -> SinkCounter.IMAGES_LOST;
        });
    }

    void onRejected(final int fragments)
    {
        counters.add(SinkCounter.REJECTED_FRAGMENTS, fragments);
    }

    void onHandshake()
    {
        counters.increment(SinkCounter.HANDSHAKES);
    }

    void onFenced()
    {
        counters.increment(SinkCounter.FENCED);
    }

    void publishers(final int count)
    {
        counters.set(SinkCounter.CONNECTED_PUBLISHERS, count);
    }

    /**
     * Bytes of the stream that are taken in and not durable. Any thread; while sessions change it may be off for a
     * moment.
     */
    long lag(final int committedSessionId, final long commitPosition)
    {
        final long durable = committedSessionId == sessionId ? Math.max(commitPosition, joinPosition) : joinPosition;
        return Math.max(0, position - durable);
    }
}
