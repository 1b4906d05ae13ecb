/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import java.util.UUID;

/**
 * A publisher asks to append to the log: the message Connect, field by field.
 *
 * @param protocolMajor   version of the protocol.
 * @param correlationId   names the attempt.
 * @param publisherId     whose log it is.
 * @param publisherEpoch  to go on with; {@link #NULL} to claim the log.
 * @param sessionId       of its publication on the data stream.
 * @param streamId        the data stream.
 * @param resumePosition  of its publication: what lies below is stale.
 * @param firstRetained   first sequence that it can still send.
 * @param nextSequence    first sequence that it has not published; {@link #NULL} to adopt what the log expects.
 * @param logId           that it wants; null for any.
 * @param sinkEpoch       incarnation of the sink that a claim is made to.
 * @param replyChannel    to answer on.
 * @param replyStreamId   to answer on.
 */
record ConnectRequest(
    int protocolMajor,
    long correlationId,
    long publisherId,
    long publisherEpoch,
    int sessionId,
    int streamId,
    long resumePosition,
    long firstRetained,
    long nextSequence,
    UUID logId,
    long sinkEpoch,
    String replyChannel,
    int replyStreamId)
{
    static final long NULL = -1;

    boolean isClaim()
    {
        return NULL == publisherEpoch;
    }

    boolean isAdoption()
    {
        return NULL == nextSequence;
    }

    /**
     * The same, but going on with an epoch.
     */
    ConnectRequest resuming(final long epoch)
    {
        return new ConnectRequest(
            protocolMajor,
            correlationId,
            publisherId,
            epoch,
            sessionId,
            streamId,
            resumePosition,
            firstRetained,
            nextSequence,
            logId,
            sinkEpoch,
            replyChannel,
            replyStreamId);
    }

    /**
     * Does it come from the same adapter, which has a reply stream of its own?
     */
    boolean isAnsweredWhere(final ConnectRequest other)
    {
        return replyStreamId == other.replyStreamId && replyChannel.equals(other.replyChannel);
    }
}
