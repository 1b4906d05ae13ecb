/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Publication;
import io.aeron.logbuffer.ControlledFragmentHandler;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.SimPublisher;
import org.picolog.log.PageAssembler;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A session of the data stream: its frames, in order, and who subscribes to it.
 */
final class SimStream implements SimPublisher.Session
{
    private static final int FRAGMENT_LENGTH = 48;
    private static final int WINDOW = 2_000;
    private static final int HEADER_LENGTH = 32;

    /**
     * A frame; without a message it is padding.
     */
    private static final class Frame
    {
        private byte[] bytes;
        private byte flags;
        private long sequence;
        private long position;
        private boolean isComplete = true;
    }

    private final List<Frame> frames = new ArrayList<>();
    private final int sessionId;
    private long position;
    private Frame claimed;
    private SimImage image;
    private long greatestConsumed;
    boolean isGone;

    SimStream(final int sessionId)
    {
        this.sessionId = sessionId;
    }

    @Override
    public int sessionId()
    {
        return sessionId;
    }

    @Override
    public long position()
    {
        return position;
    }

    @Override
    public long offer(final byte[] message, final long sequence)
    {
        if (null == image)
        {
            return Publication.NOT_CONNECTED;
        }
        if (position - image.position > WINDOW)
        {
            return Publication.BACK_PRESSURED;
        }
        int offset = 0;
        do
        {
            final int length = Math.min(FRAGMENT_LENGTH, message.length - offset);
            final Frame frame = add(length);
            frame.bytes = Arrays.copyOfRange(message, offset, offset + length);
            frame.sequence = sequence;
            frame.flags = (byte)((0 == offset ? PageAssembler.BEGIN : 0) |
                (offset + length == message.length ? PageAssembler.END : 0));
            offset += length;
        }
        while (offset < message.length);
        return position;
    }

    @Override
    public long claim(final int length)
    {
        if (null == image)
        {
            return Publication.NOT_CONNECTED;
        }
        if (position - image.position > WINDOW)
        {
            return Publication.BACK_PRESSURED;
        }
        claimed = add(length);
        claimed.isComplete = false;
        return position;
    }

    @Override
    public void endClaim(final byte[] message, final long sequence)
    {
        claimed.bytes = message;
        claimed.sequence = sequence;
        claimed.flags = PageAssembler.WHOLE;
        claimed.isComplete = true;
        claimed = null;
    }

    /**
     * A sink subscribes: it joins where the furthest one had come to.
     */
    SimImage join()
    {
        image = new SimImage(greatestConsumed);
        return image;
    }

    /**
     * The sink is dead.
     */
    void leave()
    {
        image = null;
    }

    private Frame add(final int length)
    {
        final Frame frame = new Frame();
        position += HEADER_LENGTH + length;
        frame.position = position;
        frames.add(frame);
        return frame;
    }

    /**
     * The stream as one sink receives it.
     */
    final class SimImage implements DataImage
    {
        private final long joinPosition;
        private final UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
        private long position;
        private int next;

        private SimImage(final long joinPosition)
        {
            this.joinPosition = joinPosition;
            position = joinPosition;
            while (next < frames.size() && frames.get(next).position <= joinPosition)
            {
                next++;
            }
        }

        @Override
        public int sessionId()
        {
            return sessionId;
        }

        @Override
        public long joinPosition()
        {
            return joinPosition;
        }

        @Override
        public long position()
        {
            return position;
        }

        @Override
        public boolean isGone()
        {
            return isGone && next == frames.size();
        }

        @Override
        public ImageEnd end()
        {
            return ImageEnd.END_OF_STREAM;
        }

        @Override
        public long endPosition()
        {
            return SimStream.this.position;
        }

        @Override
        public int windowLength()
        {
            return WINDOW;
        }

        @Override
        public int poll(final ControlledFragmentHandler handler, final int fragmentLimit)
        {
            int count = 0;
            while (count < fragmentLimit && next < frames.size() && frames.get(next).isComplete)
            {
                final Frame frame = frames.get(next);
                if (null != frame.bytes && null != handler)
                {
                    buffer.wrap(frame.bytes);
                    if (!((DataSession)handler).take(
                        buffer, 0, frame.bytes.length, frame.flags, frame.sequence, frame.position))
                    {
                        break;
                    }
                }
                count++;
                next++;
                position = frame.position;
                greatestConsumed = Math.max(greatestConsumed, position);
            }
            return count;
        }

        @Override
        public boolean is(final Object other)
        {
            return this == other;
        }
    }
}
