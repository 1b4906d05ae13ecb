/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.picolog.log.PageAssembler;

/**
 * The one session whose messages go into the log. Ingest thread only.
 */
abstract class DataSession implements ControlledFragmentHandler
{
    final PageAssembler assembler;
    final IngestCounters counters;
    final SinkState state;
    private final DataImage image;
    private long termBegin;

    DataSession(
        final DataImage image, final PageAssembler assembler, final IngestCounters counters, final SinkState state)
    {
        this.image = image;
        this.assembler = assembler;
        this.counters = counters;
        this.state = state;
    }

    /**
     * Does a part of a message go into the log? What does not is dropped.
     *
     * @param flags    of its frame.
     * @param sequence in the reserved value of its frame.
     * @param position in the stream after it.
     */
    abstract boolean isWanted(byte flags, long sequence, long position);

    final DataImage image()
    {
        return image;
    }

    final int poll(final int fragmentLimit)
    {
        termBegin = image.position() & -(long)image.windowLength();
        return image.poll(this, fragmentLimit);
    }

    /**
     * Position in the stream after a frame, told by where it lies in the term of which one poll reads. To have the
     * header of each frame compute it took a quarter of this thread's time.
     */
    long positionAfter(final int offset, final int length, final Header header)
    {
        return termBegin + BitUtil.align(offset + length, FrameDescriptor.FRAME_ALIGNMENT);
    }

    /**
     * Take in what is there, and no more than a term, whatever the publisher adds meanwhile: what was there cannot have
     * been more.
     */
    final void drain(final int fragmentLimit)
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
        while (after > before && after - begin < image.windowLength());
    }

    /**
     * Never throws: an image moves its position past a frame whose handler threw, and the frame would be lost.
     */
    @Override
    public final Action onFragment(
        final DirectBuffer buffer, final int offset, final int length, final Header header)
    {
        try
        {
            final long position = positionAfter(offset, length, header);
            return take(buffer, offset, length, header.flags(), header.reservedValue(), position) ?
                Action.CONTINUE : Action.ABORT;
        }
        catch (final Throwable cause)
        {
            state.fail(cause);
            return Action.ABORT;
        }
    }

    /**
     * @return false if there was no room: the same part is to be offered again.
     */
    final boolean take(
        final DirectBuffer buffer,
        final int offset,
        final int length,
        final byte flags,
        final long sequence,
        final long position)
    {
        if (!isWanted(flags, sequence, position))
        {
            return true;
        }

        final boolean hasRoom = PageAssembler.NO_ROOM != assembler.append(buffer, offset, length, flags, position);
        counters.onRoom(hasRoom);

        return hasRoom;
    }
}
