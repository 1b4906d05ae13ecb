/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

/**
 * What threads other than the publishing one may ask of an adapter. Thread-safe. Brought up to date by
 * {@link SequencerAdapter#poll()}.
 */
public interface CommitProgress
{
    /**
     * The sequence up to which all messages are durable. Never decreases.
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
     * How many acks were ignored: of another log, an older epoch, a lower sequence, after the end of their epoch, or
     * with contents that make no sense.
     *
     * @return the count.
     */
    long ignoredAcks();

    /**
     * How many messages on the reply stream were not acks that this version knows.
     *
     * @return the count.
     */
    long unknownMessages();
}
