/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.log.PageAssembler;

/**
 * A session whose publisher connected and numbers its messages: only what continues the log is appended.
 */
final class SequencedSession extends DataSession
{
    private final ConnectRequest request;
    private long messageSequence;
    private boolean isStopped;
    private boolean hasAppended;

    SequencedSession(
        final DataImage image,
        final ConnectRequest request,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        super(image, assembler, counters, state);
        this.request = request;
    }

    ConnectRequest request()
    {
        return request;
    }

    /**
     * Was anything of it appended since it connected?
     */
    boolean hasAppended()
    {
        return hasAppended;
    }

    @Override
    boolean isWanted(final byte flags, final long sequence, final long position)
    {
        // What was published before it connected is stale: what the log lacks of it comes again.
        if (isStopped || position <= request.resumePosition())
        {
            return false;
        }

        final long expected = assembler.nextSequence();
        if (sequence > expected || sequence < 1)
        {
            stop(sequence, expected);
            return false;
        }

        if (sequence < expected)
        {
            // The log has it: the next ack says so.
            counters.onDuplicate();
            return false;
        }

        if ((flags & PageAssembler.BEGIN) != 0)
        {
            messageSequence = sequence;
            hasAppended = true;
            return true;
        }

        // A part without its beginning: what was dropped as stale ended inside the message.
        return assembler.inMessage() && messageSequence == sequence;
    }

    /**
     * Nothing more of the session is appended: what follows a gap must not be acknowledged. Its adapter is told, and
     * connects again.
     */
    private void stop(final long sequence, final long expected)
    {
        isStopped = true;
        counters.onGap();
        state.detached();
        state.report(new SinkException(
            "the publisher of session " + image().sessionId() +
            (sequence < 1 ?
            " does not number its messages (the reserved value of a frame is " + sequence +
            "): publish through the sequencer adapter, or set " + SinkContext.INGEST_MODE_PROP_NAME + "=PLAIN" :
            " left out a sequence: expected " + expected + ", found " + sequence) +
            "; nothing more of this session is appended until it connects again"));
    }
}
