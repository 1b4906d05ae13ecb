/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.Header;
import org.agrona.DirectBuffer;
import org.picolog.log.PageAssembler;

/**
 * The one image whose messages go into the log. Ingest thread only.
 */
final class DataSession implements ControlledFragmentHandler
{
    private final Image image;
    private final IngestMode mode;
    private final PageAssembler assembler;
    private final SinkState state;
    private long messageSequence;
    private long duplicates;
    private boolean hasGap;

    DataSession(final Image image, final IngestMode mode, final PageAssembler assembler, final SinkState state)
    {
        this.image = image;
        this.mode = mode;
        this.assembler = assembler;
        this.state = state;
        assembler.session(image.sessionId(), image.position());
    }

    Image image()
    {
        return image;
    }

    int poll(final int fragmentLimit)
    {
        return image.controlledPoll(this, fragmentLimit);
    }

    /**
     * Messages dropped because the log had them already.
     */
    long duplicates()
    {
        return duplicates;
    }

    /**
     * Did the publisher leave out a sequence? Nothing of the session is appended from there on.
     */
    boolean hasGap()
    {
        return hasGap;
    }

    /**
     * Never throws: an image moves its position past a frame whose handler threw, and the frame would be lost.
     */
    @Override
    public Action onFragment(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        try
        {
            return append(buffer, offset, length, header);
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return Action.ABORT;
        }
    }

    private Action append(final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        final byte flags = header.flags();
        if (!isWanted(flags, header))
        {
            return Action.CONTINUE;
        }

        return PageAssembler.NO_ROOM == assembler.append(buffer, offset, length, flags, header.position()) ?
            Action.ABORT : Action.CONTINUE;
    }

    private boolean isWanted(final byte flags, final Header header)
    {
        final boolean begins = (flags & PageAssembler.BEGIN) != 0;
        if (IngestMode.PLAIN == mode)
        {
            return begins || assembler.inMessage();
        }

        final long sequence = header.reservedValue();
        final long expected = assembler.nextSequence();
        if (hasGap || sequence > expected)
        {
            hasGap = true;
            return false;
        }

        if (sequence < expected)
        {
            duplicates += begins ? 1 : 0;
            return false;
        }

        if (begins)
        {
            messageSequence = sequence;
            return true;
        }

        // A part without its beginning: the image joined inside the message.
        return assembler.inMessage() && messageSequence == sequence;
    }
}
