/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.logbuffer.Header;
import org.picolog.log.PageAssembler;

/**
 * A session of any publication: its messages are appended as they come, and the log numbers them.
 */
final class PlainSession extends DataSession
{
    private final long knownPosition;
    private final boolean isKnown;
    private long lastPosition;
    private boolean hasBegun;
    private boolean isStopped;
    private boolean isLossReported;

    /**
     * @param knownPosition of the stream up to which the log has it already; without that, where it was joined.
     * @param isKnown       does the log know it?
     */
    PlainSession(
        final DataImage image,
        final long knownPosition,
        final boolean isKnown,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        super(image, assembler, counters, state);
        this.knownPosition = knownPosition;
        this.isKnown = isKnown;
        lastPosition = image.joinPosition();
        if (isKnown && image.joinPosition() > knownPosition)
        {
            reportLoss(knownPosition, "it was joined again at position " + image.joinPosition());
        }
    }

    /**
     * What the header says, which is of another term if the frame was overwritten.
     */
    @Override
    long positionAfter(final int offset, final int length, final Header header)
    {
        return header.position();
    }

    @Override
    boolean isWanted(final byte flags, final long sequence, final long position)
    {
        if (isStopped || hasJumped(position))
        {
            return false;
        }

        final long begin = lastPosition;
        lastPosition = position;
        if (position <= knownPosition)
        {
            counters.onDuplicate();
            return false;
        }

        if ((flags & PageAssembler.BEGIN) == 0)
        {
            final boolean isPartOfMessage = assembler.inMessage();
            if (!isPartOfMessage && isKnown && !isLossReported)
            {
                reportLoss(knownPosition, "the rest of a message follows whose beginning died with a sink or an image");
            }
            return isPartOfMessage;
        }

        if (!hasBegun)
        {
            hasBegun = true;
            state.streamStart(image().sessionId(), begin);
        }

        return true;
    }

    /**
     * Does the frame lie where the image did not read? Where the media driver no longer counts with a client that did
     * not show up for a while, the publisher goes round the terms and overwrites what was not read. What stands there
     * is of a later term, until the client notices. Nothing more of such an image is taken in.
     */
    private boolean hasJumped(final long position)
    {
        final long termLength = image().windowLength();
        isStopped = ((position - 1 ^ image().position()) & -termLength) != 0;
        if (isStopped)
        {
            // Not lastPosition: a frame that found no room is not in the log.
            reportLoss(
                assembler.streamPosition(), "the next frame, at " + position + ", overwrote what was not read yet");
        }

        return isStopped;
    }

    private void reportLoss(final long position, final String how)
    {
        isLossReported = true;
        counters.onGap();
        state.report(new SinkException(
            "DATA LOSS: of session " + image().sessionId() + " the log has everything up to position " + position +
            ", and " + how + ": what lies between is not in the log"));
    }
}
