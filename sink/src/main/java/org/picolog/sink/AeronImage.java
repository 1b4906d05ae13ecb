/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;

/**
 * {@link DataImage} of a real Aeron image.
 */
final class AeronImage implements DataImage
{
    private final Image image;

    AeronImage(final Image image)
    {
        this.image = image;
    }

    @Override
    public int sessionId()
    {
        return image.sessionId();
    }

    @Override
    public long joinPosition()
    {
        return image.joinPosition();
    }

    @Override
    public long position()
    {
        return image.position();
    }

    @Override
    public boolean isGone()
    {
        return image.isClosed() || image.isEndOfStream();
    }

    @Override
    public ImageEnd end()
    {
        if (image.isPublicationRevoked())
        {
            return ImageEnd.REVOKED;
        }

        return image.isEndOfStream() ? ImageEnd.END_OF_STREAM : ImageEnd.LOST;
    }

    @Override
    public long endPosition()
    {
        return image.endOfStreamPosition();
    }

    @Override
    public int windowLength()
    {
        return image.termBufferLength();
    }

    @Override
    public int poll(final ControlledFragmentHandler handler, final int fragmentLimit)
    {
        return image.controlledPoll(handler, fragmentLimit);
    }

    @Override
    public boolean is(final Object other)
    {
        return image == other;
    }
}
