/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.log.PageAssembler;

/**
 * Decides which session's messages go into the log: at most one at a time. Ingest thread only.
 */
abstract class Sessions
{
    final PageAssembler assembler;
    final IngestCounters counters;
    final SinkState state;
    private DataSession current;
    private boolean isMessageToAbandon;

    Sessions(final PageAssembler assembler, final IngestCounters counters, final SinkState state)
    {
        this.assembler = assembler;
        this.counters = counters;
        this.state = state;
    }

    /**
     * The session to take from, or null for none.
     */
    final DataSession current()
    {
        return current;
    }

    /**
     * Let go of a session of which nothing more will come.
     *
     * @return an indication of work done, 0 for none.
     */
    int doWork(final long nowNs)
    {
        if (null != current && current.image().isGone())
        {
            final DataImage image = current.image();
            counters.onEnd(image.end());
            onEnd(image);
            leave();
            return 1;
        }

        if (isMessageToAbandon)
        {
            isMessageToAbandon = !assembler.abandonMessage();
        }

        return 0;
    }

    /**
     * A publisher asks to connect.
     */
    abstract void onConnect(ConnectRequest request, long nowNs);

    /**
     * Does it want to be shown each image that nothing was taken from?
     */
    abstract boolean wantsImages();

    /**
     * There is an image that nothing was taken from.
     */
    abstract void onImage(DataImage image);

    /**
     * The image that was taken from is gone.
     */
    abstract void onEnd(DataImage image);

    /**
     * Something of another session was dropped.
     */
    abstract void onRejected(int sessionId, long nowNs);

    /**
     * The media driver is gone, and with it every image.
     */
    void onDriverLost()
    {
        if (null != current)
        {
            leave();
        }
    }

    final void enter(final DataSession session)
    {
        current = session;
        counters.onSession(session.image().sessionId(), session.image().joinPosition());
        // Whatever was unfinished is void by what was appended for the new session.
        isMessageToAbandon = false;
    }

    /**
     * Take nothing more from the current session, whose unfinished message will not be finished.
     */
    void leave()
    {
        current = null;
        isMessageToAbandon = true;
        state.detached();
    }
}
