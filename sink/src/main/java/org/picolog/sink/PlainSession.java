/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.log.PageAssembler;

/**
 * A session of any publication: its messages are appended as they come, and the log numbers them.
 */
final class PlainSession extends DataSession
{
    private final long knownPosition;
    private long lastPosition;
    private boolean hasBegun;

    /**
     * @param knownPosition of the stream up to which the log has it already.
     */
    PlainSession(
        final DataImage image,
        final long knownPosition,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        super(image, assembler, counters, state);
        this.knownPosition = knownPosition;
        lastPosition = image.joinPosition();
    }

    @Override
    boolean isWanted(final byte flags, final long sequence, final long position)
    {
        final long begin = lastPosition;
        lastPosition = position;
        if (position <= knownPosition)
        {
            counters.onDuplicate();
            return false;
        }

        if ((flags & PageAssembler.BEGIN) == 0)
        {
            // Without its beginning: the sink joined inside the message.
            return assembler.inMessage();
        }

        if (!hasBegun)
        {
            hasBegun = true;
            state.streamStart(image().sessionId(), begin);
        }

        return true;
    }
}
