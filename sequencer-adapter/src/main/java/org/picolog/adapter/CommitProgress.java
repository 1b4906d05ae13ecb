/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.UUID;

/**
 * What threads other than the publishing one may ask of an adapter. Thread-safe. Brought up to date by
 * {@link SequencerAdapter#poll()}.
 */
public interface CommitProgress
{
    /**
     * The sequence up to which all messages are durable. Never decreases, but for
     * {@link AdapterListener#onAckedDataLost(long, long)}.
     *
     * @return the sequence; 0 when there is none. Right after connecting, the last one of those before us.
     */
    long committedSequence();

    /**
     * The position in this adapter's stream up to which it is durable.
     *
     * @return position in bytes, or {@link io.aeron.Aeron#NULL_VALUE} before this session's first commit.
     */
    long committedPosition();

    /**
     * Wait until a message is durable. Blocks, yielding and parking; wakes up within some 100 microseconds of the poll
     * that learned of it. Any thread but the publishing one, which must go on polling meanwhile.
     *
     * @param sequence  of the message, as returned when it was published.
     * @param timeoutNs to wait at most, in nanoseconds.
     * @return true if the message is durable, false if the time was up before.
     * @throws IllegalArgumentException if the sequence is less than 1.
     * @throws IllegalStateException    if called on the thread that polls.
     * @throws AdapterException         if the message is not durable, and will not become so by waiting:
     *                                  {@link #state()} says why; or if the thread is interrupted, which it stays.
     */
    boolean awaitCommitted(long sequence, long timeoutNs);

    /**
     * Where the adapter stands towards the sink.
     *
     * @return the state.
     */
    AdapterState state();

    /**
     * What the sink last said of itself.
     *
     * @return the status.
     */
    SinkStatus status();

    /**
     * What durable meant in the last ack.
     *
     * @return the level.
     */
    DurabilityLevel durabilityLevel();

    /**
     * The log that is published to.
     *
     * @return its id.
     */
    UUID logId();

    /**
     * Incarnation of the sink that last connected this adapter.
     *
     * @return the epoch, from 1.
     */
    long sinkEpoch();

    /**
     * Incarnation of this publisher: claimed, or confirmed, when it was connected.
     *
     * @return the epoch, from 1.
     */
    long publisherEpoch();

    /**
     * How many messages of a sink were ignored: of another log or epoch, not an answer to what was asked last, of a
     * lower sequence than before, or with contents that make no sense.
     *
     * @return the count.
     */
    long ignoredAcks();

    /**
     * How many messages on the reply stream this version does not know.
     *
     * @return the count.
     */
    long unknownMessages();
}
