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
     * No sink is heard at present. Poll, and try again: the adapter connects again by itself.
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
     * The adapter is closed; also by itself, when the application's Aeron client is closed or has lost the media
     * driver. Final. An adapter with a client of its own answers {@link #NOT_CONNECTED} then, and finds the next
     * driver.
     */
    public static final long CLOSED = Publication.CLOSED;

    /**
     * The stream has reached the greatest position that its term length allows, 2^31 terms: 128 TiB with terms of
     * 64 KiB, 32 PiB with 16 MiB. Poll, and try again: the adapter makes another publication and connects again by
     * itself.
     */
    public static final long MAX_POSITION_EXCEEDED = Publication.MAX_POSITION_EXCEEDED;

    /**
     * The adapter retains as many messages as it can, and none was acked meanwhile. Poll, and try again.
     */
    public static final long RETAINED_FULL = -100;

    /**
     * The sink is being sent again what it lacks. Poll, and try again.
     */
    public static final long RESENDING = -101;

    /**
     * Another instance has claimed the log. Final.
     */
    public static final long FENCED = -102;

    /**
     * Messages are neither in the log nor retained: see {@link AdapterState#DATA_LOSS}. Ends with
     * {@link SequencerAdapter#continueFrom(long)} only.
     */
    public static final long DATA_LOSS = -103;

    /**
     * There is a sink, which has failed, closed, or refuses to connect this adapter. Poll, and try again: the adapter
     * goes on asking.
     */
    public static final long NOT_READY = -104;

    private PublishResult()
    {
    }

    /**
     * Whether publishing has ended for this adapter, so that only trying again is in vain.
     *
     * @param result of publishing.
     * @return true for {@link #CLOSED}, {@link #FENCED} and {@link #DATA_LOSS}.
     */
    public static boolean isFinal(final long result)
    {
        return result == CLOSED || result == FENCED || result == DATA_LOSS;
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
            case (int)RETAINED_FULL -> "RETAINED_FULL";
            case (int)RESENDING -> "RESENDING";
            case (int)FENCED -> "FENCED";
            case (int)DATA_LOSS -> "DATA_LOSS";
            case (int)NOT_READY -> "NOT_READY";
            default -> "UNKNOWN";
        };
    }
}
