/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.RefusedDecoder;

import java.util.UUID;

/**
 * A sink's answer that this adapter may not append now.
 *
 * @param code                why: {@link RefusalCode#NULL_VAL} for a reason that a later version of the protocol added.
 * @param logId               of the sink's log.
 * @param sinkEpoch           incarnation of the sink.
 * @param publisherId         whose log it is; 0 while nobody ever claimed it.
 * @param publisherEpoch      of the publisher that may append; 0 while nobody ever claimed the log.
 * @param lastDurableSequence the last message that is durable; 0 for none.
 * @param expectedSequence    of the message that the sink appends next.
 * @param joinPosition        with {@link RefusalCode#JOINED_LATE} where the sink is in the stream; otherwise -1.
 * @param firstMissing        with {@link RefusalCode#AHEAD_OF_LOG} the first message that is neither in the log nor
 *                            retained, with {@link RefusalCode#BEHIND_LOG} the first that the log has and the publisher
 *                            does not know of; otherwise -1.
 * @param lastMissing         the last of these; otherwise -1.
 */
public record Refusal(
    RefusalCode code,
    UUID logId,
    long sinkEpoch,
    long publisherId,
    long publisherEpoch,
    long lastDurableSequence,
    long expectedSequence,
    long joinPosition,
    long firstMissing,
    long lastMissing)
{
    static Refusal of(final RefusedDecoder refused, final ConnectAttempt attempt)
    {
        final RefusalCode code = codeOf(refused);
        long firstMissing = Aeron.NULL_VALUE;
        long lastMissing = Aeron.NULL_VALUE;
        if (RefusalCode.AHEAD_OF_LOG == code)
        {
            firstMissing = refused.expectedSequence();
            lastMissing = attempt.firstRetained - 1;
        }
        else if (RefusalCode.BEHIND_LOG == code)
        {
            firstMissing = attempt.nextSequence;
            lastMissing = refused.expectedSequence() - 1;
        }

        return new Refusal(
            code,
            new UUID(refused.logIdHigh(), refused.logIdLow()),
            refused.epoch(),
            refused.publisherId(),
            refused.publisherEpoch(),
            refused.lastDurableSequence(),
            refused.expectedSequence(),
            refused.joinPosition(),
            firstMissing,
            lastMissing);
    }

    /**
     * The refusal for people: what, and what to do about it.
     *
     * @return a sentence.
     */
    public String describe()
    {
        return code + ": " + switch (code)
        {
            case NEWER_PROTOCOL -> "the sink does not know this version of the protocol: update the sink";
            case INVALID -> "the request contradicts itself: check nextSequence, publisherEpoch and the stream ids";
            case PLAIN_MODE -> "the sink numbers messages itself: set picolog.ingest.mode=SEQUENCED at the sink, or " +
                "publish without an adapter";
            case SINK_FAILED -> "the sink has failed or is closing: see its error log, and start it anew";
            case OTHER_LOG -> "the sink writes the log " + logId + ": start it on the directory of the one that is " +
                "asked for, or do not ask for one";
            case OTHER_PUBLISHER -> "the log belongs to publisherId=" + publisherId + ": one log for each sequencer";
            case FENCED -> "another instance has claimed the log under publisherEpoch=" + publisherEpoch;
            case UNKNOWN_EPOCH -> "the log knows publisherEpoch=" + publisherEpoch + " as the latest: it has lost " +
                "durable data, or is an older copy; decide which one counts";
            case AHEAD_OF_LOG -> "messages from " + firstMissing + " to " + lastMissing + " are neither in the log " +
                "nor retained: connect with nextSequence=" + expectedSequence + " to go on without them";
            case BEHIND_LOG -> "the log holds messages from " + firstMissing + " to " + lastMissing + " that this " +
                "publisher does not know of: read them from the log, and connect with what follows; to take over " +
                "from one that goes on publishing, claim with nextSequence=-1, and read them then";
            case NO_IMAGE -> "the sink does not hear the data stream: are channel and stream id the same at both?";
            case JOINED_LATE -> "the sink is in the data stream at " + joinPosition + ", above the position from " +
                "which on messages are sent";
            default -> "for a reason that this version does not know: update the adapter";
        };
    }

    private static RefusalCode codeOf(final RefusedDecoder refused)
    {
        final short raw = refused.codeRaw();
        for (final RefusalCode code : RefusalCode.values())
        {
            if (code.value() == raw)
            {
                return code;
            }
        }

        return RefusalCode.NULL_VAL;
    }
}
