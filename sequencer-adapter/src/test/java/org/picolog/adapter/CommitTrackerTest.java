/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What each ack means, without a transport.
 */
class CommitTrackerTest
{
    private static final int SESSION_ID = 77;
    private static final long LIVENESS_NS = 1_000;

    private final CommitState shared = new CommitState();
    private final RecordingListener listener = new RecordingListener();
    private final CommitTracker tracker = new CommitTracker(shared, listener, LIVENESS_NS, SESSION_ID);
    private final AckBuilder ack = new AckBuilder();
    private long nowNs = 500;

    @BeforeEach
    void adoptEmptyLog()
    {
        tell();
        tracker.onTime(nowNs, true);
        assertEquals(List.of("connected 5 1"), listener.take());
    }

    @Test
    void shouldAdoptWhatTheFirstAckExpects()
    {
        final CommitTracker other = new CommitTracker(new CommitState(), listener, LIVENESS_NS, SESSION_ID);
        assertFalse(other.isAdopted());
        other.onCommitPosition(ack.committed(40).expected(43).decode(), nowNs);

        assertTrue(other.isAdopted());
        assertEquals(43, other.nextSequence());
        assertEquals(List.of(), listener.take(), "connecting is told by the poll");
    }

    @ParameterizedTest
    @EnumSource(value = SinkStatus.class, names = {"FAILED", "CLOSED"})
    void shouldNotAdoptSinkThatHasEnded(final SinkStatus status)
    {
        final CommitTracker other = new CommitTracker(new CommitState(), listener, LIVENESS_NS, SESSION_ID);
        other.onCommitPosition(ack.status(status).decode(), nowNs);

        assertFalse(other.isAdopted());
        assertEquals(PublishResult.NOT_CONNECTED, other.refusal());
    }

    @Test
    void shouldTakeLaterExpectationUntilFirstMessage()
    {
        tell(ack.committed(3).expected(5));
        assertEquals(5, tracker.nextSequence());
        assertEquals(AdapterState.CONNECTED, shared.state());

        assertEquals(5, tracker.onPublished());
        tell(ack.committed(5).expected(7));
        assertEquals(AdapterState.OUT_OF_STEP, shared.state());
        assertEquals(3, shared.committedSequence(), "5 may be another's message");
        assertEquals(List.of("committed 3 -1", "outOfStep 7 6"), listener.take());
    }

    @Test
    void shouldNotRenumberUnderOpenClaim()
    {
        tracker.onClaimed();
        tell(ack.committed(1).expected(2));
        assertEquals(AdapterState.OUT_OF_STEP, shared.state());
        assertEquals(1, tracker.nextSequence());
    }

    @Test
    void shouldBeCumulativeAndMonotonic()
    {
        publish(10);
        tell(ack.committed(4).expected(11).position(SESSION_ID, 400));
        tell(ack.committed(2).position(SESSION_ID, 200));
        assertEquals(4, shared.committedSequence());
        assertEquals(400, shared.committedPosition());
        assertEquals(1, shared.ignoredAcks());

        tell(ack.committed(10).position(SESSION_ID, 1_000));
        assertEquals(List.of("committed 4 400", "committed 10 1000"), listener.take());
    }

    @Test
    void shouldIgnoreOtherLogAndOlderEpoch()
    {
        publish(10);
        tell(ack.committed(4).expected(11).log(11, 23));
        tell(ack.log(12, 22));
        tell(ack.log(11, 22).epoch(4));
        assertEquals(0, shared.committedSequence());
        assertEquals(3, shared.ignoredAcks());
        assertEquals(List.of(), listener.take());
    }

    @Test
    void shouldIgnoreWhatMakesNoSense()
    {
        publish(10);
        tell(ack.committed(-1).expected(11));
        tell(ack.committed(5).expected(5));
        tell(ack.committed(5).expected(11).position(SESSION_ID, -2));
        tell(ack.position(SESSION_ID, 5).rawStatus(99));
        tell(ack.status(SinkStatus.ACTIVE).rawLevel(99));
        assertEquals(5, shared.ignoredAcks());
        assertEquals(0, shared.committedSequence());
    }

    @Test
    void shouldCountPositionOfOwnSessionOnly()
    {
        publish(10);
        tell(ack.committed(4).expected(11).position(SESSION_ID + 1, 9_000));
        assertEquals(4, shared.committedSequence());
        assertEquals(Aeron.NULL_VALUE, shared.committedPosition());
        assertEquals(List.of("committed 4 -1"), listener.take());
    }

    @ParameterizedTest
    @EnumSource(value = SinkStatus.class, names = {"FAILED", "CLOSED"})
    void shouldCountNothingAfterTheEndOfAnEpoch(final SinkStatus status)
    {
        publish(10);
        tell(ack.committed(4).expected(11).status(status));
        tell(ack.committed(10).status(SinkStatus.ACTIVE));
        final String event = status == SinkStatus.FAILED ? "failed" : "closed";
        assertEquals(List.of("committed 4 -1", event), listener.take());
        assertEquals(4, shared.committedSequence());
        assertEquals(PublishResult.NOT_READY, tracker.refusal());
        assertEquals(1, shared.ignoredAcks());
        assertTrue(shared.state().endsCommits());

        tell(ack.epoch(6).committed(10));
        assertEquals(List.of("connected 6 11", "committed 10 -1"), listener.take());
        assertEquals(0, tracker.refusal());
    }

    @Test
    void shouldTellLowSpaceOnceEachWay()
    {
        tell(ack.status(SinkStatus.LOW_SPACE));
        tell();
        assertEquals(0, tracker.refusal());
        tell(ack.status(SinkStatus.ACTIVE));
        assertEquals(List.of("lowSpace true", "lowSpace false"), listener.take());
    }

    @Test
    void shouldTakeNewerEpochInStep()
    {
        publish(10);
        tell(ack.committed(10).expected(11));
        tell(ack.epoch(6));
        assertEquals(List.of("committed 10 -1", "disconnected", "connected 6 11"), listener.take());

        tell(ack.epoch(5));
        assertEquals(1, shared.ignoredAcks());
        assertEquals(6, tracker.epoch());
    }

    @Test
    void shouldStopForGoodWhenAckedDataIsLost()
    {
        publish(10);
        tell(ack.committed(10).expected(11));
        listener.take();
        tell(ack.epoch(6).committed(9).expected(10));
        assertEquals(List.of("ackedDataLost 10 9"), listener.take());
        assertEquals(PublishResult.DATA_LOSS, tracker.refusal());

        tell(ack.epoch(7).committed(10).expected(11));
        tracker.onTime(nowNs + 10 * LIVENESS_NS, false);
        assertEquals(AdapterState.ACKED_DATA_LOST, shared.state());
        assertEquals(10, shared.committedSequence());
        assertEquals(List.of(), listener.take());
    }

    @Test
    void shouldStopWhenNewerEpochExpectsLess()
    {
        publish(10);
        tell(ack.committed(4).expected(11));
        listener.take();
        tell(ack.epoch(6).committed(6).expected(7));
        assertEquals(List.of("disconnected", "outOfStep 7 11"), listener.take());
        assertEquals(PublishResult.NOT_READY, tracker.refusal());

        tell(ack.committed(10).expected(11));
        assertEquals(PublishResult.NOT_READY, tracker.refusal(), "whose the messages are is not known");
        assertEquals(4, shared.committedSequence());

        tell(ack.epoch(7));
        assertEquals(List.of("connected 7 11", "committed 10 -1"), listener.take());
        assertEquals(0, tracker.refusal());
    }

    @Test
    void shouldStopWhenNewerEpochExpectsMore()
    {
        publish(10);
        tell(ack.committed(10).expected(11));
        listener.take();
        tell(ack.epoch(6).committed(12).expected(13));
        assertEquals(List.of("disconnected", "outOfStep 13 11"), listener.take());
        assertEquals(10, shared.committedSequence());
    }

    @Test
    void shouldDisconnectOnSilenceAndOnLostImage()
    {
        tracker.onTime(nowNs + LIVENESS_NS, true);
        assertEquals(List.of(), listener.take());
        tracker.onTime(nowNs + LIVENESS_NS + 1, true);
        tracker.onTime(nowNs + LIVENESS_NS + 2, true);
        assertEquals(List.of("disconnected"), listener.take());
        assertEquals(PublishResult.NOT_CONNECTED, tracker.refusal());
        assertFalse(shared.state().endsCommits());

        nowNs += 10 * LIVENESS_NS;
        tell();
        assertEquals(List.of("connected 5 1"), listener.take());
        tracker.onTime(nowNs, false);
        assertEquals(List.of("disconnected"), listener.take());
    }

    @Test
    void shouldStayClosedWhenListenerCloses()
    {
        final CommitListener closing = new CommitListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                CommitTrackerTest.this.closeOther();
            }
        };
        other = new CommitTracker(shared, closing, LIVENESS_NS, SESSION_ID);
        other.onCommitPosition(ack.decode(), nowNs);
        other.onPublished();
        other.onCommitPosition(ack.committed(1).expected(2).status(SinkStatus.FAILED).decode(), nowNs);
        assertEquals(AdapterState.CLOSED, shared.state());
        assertEquals(PublishResult.CLOSED, other.refusal());
    }

    private CommitTracker other;

    private void closeOther()
    {
        other.onClose();
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            tracker.onPublished();
        }
    }

    private void tell()
    {
        tell(ack);
    }

    private void tell(final AckBuilder changed)
    {
        tracker.onCommitPosition(changed.decode(), nowNs);
    }
}
