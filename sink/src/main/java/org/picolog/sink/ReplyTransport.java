/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

/**
 * Has a publication for whoever listens, and makes those for adapters, without waiting. Flush thread only.
 */
interface ReplyTransport
{
    /**
     * Of the monitor stream.
     */
    ReplyPublication monitor();

    /**
     * Ask for a publication.
     *
     * @return to {@link #get(long)} it by.
     * @throws SinkException if the channel makes no sense.
     */
    long add(String channel, int streamId);

    /**
     * What was asked for.
     *
     * @return the publication, or null while it is not there yet.
     * @throws SinkException if the media driver refused.
     */
    ReplyPublication get(long registrationId);

    /**
     * It is no longer wanted; called while {@link #get(long)} gave null.
     */
    void cancel(long registrationId);
}
