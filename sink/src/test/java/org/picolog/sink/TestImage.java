/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.logbuffer.ControlledFragmentHandler;

/**
 * An image as the test says that it is.
 */
final class TestImage implements DataImage
{
    static final int TERM_LENGTH = 64 * 1024;

    private final int sessionId;
    private final long joinPosition;
    long position;
    boolean isGone;

    TestImage(final int sessionId, final long joinPosition)
    {
        this.sessionId = sessionId;
        this.joinPosition = joinPosition;
        position = joinPosition;
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
        return isGone;
    }

    @Override
    public ImageEnd end()
    {
        return ImageEnd.LOST;
    }

    @Override
    public long endPosition()
    {
        return position;
    }

    @Override
    public int windowLength()
    {
        return TERM_LENGTH;
    }

    @Override
    public int poll(final ControlledFragmentHandler handler, final int fragmentLimit)
    {
        return 0;
    }

    @Override
    public boolean is(final Object image)
    {
        return this == image;
    }
}
