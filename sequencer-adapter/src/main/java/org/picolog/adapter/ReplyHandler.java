/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.ConnectedDecoder;
import org.picolog.codecs.protocol.RefusedDecoder;

/**
 * Takes what a sink says on the reply stream. Publishing thread only; times are in nanoseconds, of any clock that does
 * not go back.
 */
interface ReplyHandler
{
    void onConnected(ConnectedDecoder connected, long nowNs);

    void onRefused(RefusedDecoder refused, long nowNs);

    void onCommitPosition(CommitPositionDecoder ack, long nowNs);

    /**
     * Something else, or cut short.
     */
    void onUnknown();
}
