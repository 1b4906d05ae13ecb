/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Publication;

/**
 * The negative answers to {@link SequencerAdapter#tryClaim(int, Claim)} and
 * {@link SequencerAdapter#offer(org.agrona.DirectBuffer, int, int)}: Aeron's own, and from -100 down the adapter's. A
 * positive answer is a sequence. Later versions add codes; {@link #isFinal(long)} tells which of them end publishing.
 */
public final class PublishResult
{
    /**
     * No sink is listening at present: none is connected to the data stream, or none has been heard for the liveness
     * timeout. Poll, and try again.
     */
    public static final long NOT_CONNECTED = Publication.NOT_CONNECTED;

    /**
     * The sink has not made room yet. Poll, and try again.
     */
    public static final long BACK_PRESSURED = Publication.BACK_PRESSURED;

    /**
     * Aeron was busy with administration, such as a rotation of the log. Try again at once.
     */
    public static final long ADMIN_ACTION = Publication.ADMIN_ACTION;

    /**
     * The adapter is closed, or its Aeron client is, or the media driver has gone. Final.
     */
    public static final long CLOSED = Publication.CLOSED;

    /**
     * The stream has reached the greatest position that its term length allows. Final: connect anew, with a greater
     * term length.
     */
    public static final long MAX_POSITION_EXCEEDED = Publication.MAX_POSITION_EXCEEDED;

    /**
     * Acked messages are no longer in the log: see {@link AdapterState#ACKED_DATA_LOST}. Final.
     */
    public static final long DATA_LOSS = -103;

    /**
     * No sink would append the next message: it failed, it closed, or it expects another sequence.
     * {@link SequencerAdapter#state()} says which. Ends only if a restarted sink expects the next sequence.
     */
    public static final long NOT_READY = -104;

    private PublishResult()
    {
    }

    /**
     * Whether publishing has ended for this adapter, so that trying again is in vain.
     *
     * @param result of publishing.
     * @return true for {@link #CLOSED}, {@link #MAX_POSITION_EXCEEDED} and {@link #DATA_LOSS}.
     */
    public static boolean isFinal(final long result)
    {
        return result == CLOSED || result == MAX_POSITION_EXCEEDED || result == DATA_LOSS;
    }

    /**
     * The name of a result, for messages to people.
     *
     * @param result of publishing.
     * @return the name of the code, {@code SEQUENCE} for a sequence, {@code UNKNOWN} for what is neither.
     */
    public static String name(final long result)
    {
        if (result > 0)
        {
            return "SEQUENCE";
        }

        return switch ((int)Math.max(result, Integer.MIN_VALUE))
        {
            case (int)NOT_CONNECTED -> "NOT_CONNECTED";
            case (int)BACK_PRESSURED -> "BACK_PRESSURED";
            case (int)ADMIN_ACTION -> "ADMIN_ACTION";
            case (int)CLOSED -> "CLOSED";
            case (int)MAX_POSITION_EXCEEDED -> "MAX_POSITION_EXCEEDED";
            case (int)DATA_LOSS -> "DATA_LOSS";
            case (int)NOT_READY -> "NOT_READY";
            default -> "UNKNOWN";
        };
    }
}
