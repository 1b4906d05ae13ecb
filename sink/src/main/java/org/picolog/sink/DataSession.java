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
    private final IngestCounters counters;
    private final SinkState state;
    private long messageSequence;
    private boolean isStopped;

    DataSession(
        final Image image,
        final IngestMode mode,
        final PageAssembler assembler,
        final IngestCounters counters,
        final SinkState state)
    {
        this.image = image;
        this.mode = mode;
        this.assembler = assembler;
        this.counters = counters;
        this.state = state;
        assembler.session(image.sessionId(), image.position());
        counters.onSession(image.sessionId(), image.position());
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
     * Take in what is there, and no more than a term, whatever the publisher adds meanwhile: what was there cannot have
     * been more.
     */
    void drain(final int fragmentLimit)
    {
        final long begin = image.position();
        long before;
        long after = begin;
        do
        {
            before = after;
            poll(fragmentLimit);
            // The position, because a poll that passes over the padding at a term's end counts no fragment.
            after = image.position();
        }
        while (after > before && after - begin < image.termBufferLength());
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

        final boolean hasRoom =
            PageAssembler.NO_ROOM != assembler.append(buffer, offset, length, flags, header.position());
        counters.onRoom(hasRoom);

        return hasRoom ? Action.CONTINUE : Action.ABORT;
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
        if (isStopped || sequence > expected || sequence < 1)
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

        if (begins)
        {
            messageSequence = sequence;
            return true;
        }

        // A part without its beginning: the image joined inside the message.
        return assembler.inMessage() && messageSequence == sequence;
    }

    /**
     * Nothing more of the session is appended: what follows a gap must not be acknowledged.
     */
    private void stop(final long sequence, final long expected)
    {
        if (!isStopped)
        {
            isStopped = true;
            counters.onGap();
            state.report(new SinkException(
                "the publisher of session " + image.sessionId() +
                (sequence < 1 ?
                " does not number its messages (the reserved value of a frame is " + sequence +
                "): publish through the sequencer adapter, or set " + SinkContext.INGEST_MODE_PROP_NAME + "=PLAIN" :
                " left out a sequence: expected " + expected + ", found " + sequence) +
                "; nothing more of this session is appended"));
        }
    }
}
