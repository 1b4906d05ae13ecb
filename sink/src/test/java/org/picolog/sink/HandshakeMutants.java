/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.mutation.Mutant;

import java.util.List;

import static org.picolog.mutation.Mutant.of;

/**
 * The bugs that are planted in the two state machines of the handshake, each to be found by its simulation.
 */
final class HandshakeMutants
{
    private static final Mutant NO_FENCE_BY_ACK = of(
        "an ack with a later publisher epoch does not fence",
        "adapter.AdapterProtocol",
        "            fence(ack.publisherEpoch());\n            return;",
        "            timeOfLastAckNs = nowNs;");

    private static final Mutant DETACHED_NOT_HEEDED = of(
        "DETACHED is not heeded by the adapter",
        "adapter.AdapterProtocol",
        "if (SinkStatus.DETACHED == status || ack",
        "if (ack");

    private static final Mutant DETACHED_NOT_SAID = of(
        "DETACHED is not said by the sink",
        "sink.AckReader",
        "return !isMonitor && !state.isAttached(correlationId) ? SinkStatus.DETACHED : status;",
        "return status;");

    private static final Mutant DUPLICATE_APPENDED = of(
        "a duplicate is appended",
        "sink.SequencedSession",
        "if (sequence < expected)",
        "if (sequence < 0)");

    private static final Mutant STALE_FRAMES = of(
        "frames below the resume position are not dropped",
        "sink.SequencedSession",
        "isStopped || position <= request.resumePosition()",
        "isStopped");

    private static final Mutant GAP_APPENDED = of(
        "a gap is appended",
        "sink.SequencedSession",
        "if (sequence > expected || sequence < 1)",
        "if (sequence < 1)");

    private static final Mutant STALE_CLAIM = of(
        "a claim that was made before the last handshake is committed where it is",
        "adapter.SequencedPublication",
        "if (claim.handshakeNumber() == protocol.handshakeNumber())",
        "if (claim.handshakeNumber() > 0)");

    /**
     * Each of these alone is to be found.
     */
    static final List<Mutant> ALL = List.of(
        STALE_CLAIM,
        STALE_FRAMES,
        of("an old request is granted to a publisher that went on",
            "sink.SequencedSessions",
            "if (image.position() > request.resumePosition())",
            "if (image.position() < 0)"),
        of("an answer to a request of before is taken for one to the last",
            "adapter.Handshake",
            "return isPending && connected.correlationId() == attempt.correlationId;",
            "return isPending;"),
        of("a claim is granted again after its session is over",
            "sink.SequencedSessions",
            "        remember(granted, ",
            "        remember(new ArrayDeque<>(), "),
        of("a claim that was made of a dead incarnation is granted",
            "sink.SequencedSessions",
            "if (request.isClaim() && request.sinkEpoch() != epoch)",
            "if (request.isClaim() && request.sinkEpoch() > epoch)")
            .and("adapter.AdapterProtocol",
                "            handshake.attempt.sinkEpoch = refused.epoch();\n", ""),
        of("an earlier epoch is not fenced",
            "sink.SequencedSessions",
            "return request.publisherEpoch() < publisher.epoch() ? RefusalCode.FENCED : RefusalCode.UNKNOWN_EPOCH;",
            "return request.publisherEpoch() < publisher.epoch() ? null : RefusalCode.UNKNOWN_EPOCH;"),
        of("a new leader gets the epoch of the one before",
            "sink.SequencedSessions",
            "assembler.publisher().epoch() + 1 : request.publisherEpoch()",
            "Math.max(1, assembler.publisher().epoch()) : request.publisherEpoch()"),
        of("the publisher is told that it is connected before that is durable",
            "sink.AckReader",
            "return flusher.pagesDurable() >= answer.pagesSealed();",
            "return true;"),
        of("sending again begins one message late",
            "adapter.AdapterProtocol",
            "resender.start(expectedSequence);",
            "resender.start(expectedSequence + 1);"),
        of("nothing is sent again",
            "adapter.AdapterProtocol",
            "resender.start(expectedSequence);",
            "resender.start(nextSequence);"),
        of("one message too many is let go of",
            "adapter.AdapterProtocol",
            "retained.release(committedSequence);",
            "retained.release(committedSequence + 1);"),
        of("what was published is let go of before it is acknowledged",
            "adapter.AdapterProtocol",
            "        return nextSequence++;",
            "        retained.release(nextSequence - 8);\n        return nextSequence++;"),
        of("who was fenced asks again",
            "adapter.AdapterProtocol",
            "state(AdapterState.FENCED, PublishResult.FENCED);",
            "state(AdapterState.CONNECTING, PublishResult.FENCED);"));

    /**
     * Nothing is lost by one of these alone, because another check refuses the same. Both together are to be found.
     */
    static final List<Mutant> MASKED = List.of(
        NO_FENCE_BY_ACK.and(DETACHED_NOT_HEEDED),
        NO_FENCE_BY_ACK.and(DETACHED_NOT_SAID),
        GAP_APPENDED.and(STALE_CLAIM),
        DUPLICATE_APPENDED.and(STALE_FRAMES));

    private HandshakeMutants()
    {
    }
}
