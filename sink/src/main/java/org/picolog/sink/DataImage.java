/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.logbuffer.ControlledFragmentHandler;

/**
 * One session of the data stream as the sink receives it: an Aeron image. Ingest thread only.
 */
interface DataImage
{
    int sessionId();

    /**
     * Where the sink joined the stream.
     */
    long joinPosition();

    /**
     * Up to where it was taken from.
     */
    long position();

    /**
     * Will nothing more come of it? Then it can be let go of.
     */
    boolean isGone();

    /**
     * Why it {@link #isGone()}.
     */
    ImageEnd end();

    /**
     * Where the stream ended, if it {@link #isGone()} in another way than {@link ImageEnd#LOST}.
     */
    long endPosition();

    /**
     * Longest stretch of the stream that can be there at once, in bytes: a term, whose length is a power of two.
     */
    int windowLength();

    /**
     * Take fragments from it; one that the handler aborts stays.
     *
     * @return how many were taken.
     */
    int poll(ControlledFragmentHandler handler, int fragmentLimit);

    /**
     * Is it the same one?
     */
    boolean is(Object image);
}
