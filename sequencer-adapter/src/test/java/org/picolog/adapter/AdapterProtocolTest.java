/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.logbuffer.BufferClaim;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.List;
import java.util.UUID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Each rule of docs/protocol.md, as the adapter keeps it.
 */
class AdapterProtocolTest
{
    private static final long MS = ProtocolRig.MS;

    private final ProtocolRig rig = new ProtocolRig();

    @Test
    void shouldClaimAndAdopt()
    {
        rig.sink.committedSequence = 40;
        rig.work();
        final ConnectAttempt request = rig.lastRequest();
        assertEquals(-1, request.publisherEpoch);
        assertEquals(-1, request.nextSequence);
        assertEquals(-1, request.firstRetained);
        assertEquals(1001, request.sessionId);
        assertEquals(0, request.resumePosition);
        assertEquals(0, request.logIdHigh | request.logIdLow);
        assertNotEquals(-1, request.correlationId);
        assertEquals(PublishResult.NOT_CONNECTED, rig.offer(8));

        rig.answer();
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
        assertEquals(List.of(), rig.listener.take(), "told by the thread that polls");
        rig.work();
        assertEquals(List.of("connected 5 1 41"), rig.listener.take());
        assertEquals(41, rig.offer(8));
        assertEquals(List.of(41L), rig.stream.sequences);
        assertEquals(40, rig.shared.committedSequence());
        assertEquals(Aeron.NULL_VALUE, rig.shared.committedPosition());
        assertEquals(new SinkIdentity(new UUID(11, 22), 5, 1), rig.shared.sink());
    }

    @Test
    void shouldRepeatTheSameRequest()
    {
        rig.work();
        rig.work(50 * MS);
        assertEquals(1, rig.requests.size());
        rig.work(50 * MS);
        rig.work(100 * MS);
        assertEquals(3, rig.requests.size());
        assertEquals(1, rig.requests.stream().map((request) -> request.correlationId).distinct().count());
    }

    @Test
    void shouldSendAsSoonAsThereIsASubscriber()
    {
        rig.isControlConnected = false;
        rig.work();
        rig.work(1);
        assertEquals(0, rig.requests.size());
        rig.isControlConnected = true;
        rig.work(1);
        assertEquals(1, rig.requests.size());
    }

    @Test
    void shouldNeverClaimPastTheDeadline()
    {
        rig.work();
        // Stopped, and continued.
        rig.work(ProtocolRig.CONNECT_NS);
        rig.work(1);
        rig.work(ProtocolRig.LIVENESS_NS * 100);
        assertEquals(1, rig.requests.size());
    }

    @Test
    void shouldNotClaimPastTheDeadlineAfterARefusal()
    {
        rig.work();
        rig.refuse(RefusalCode.JOINED_LATE);
        rig.work(ProtocolRig.CONNECT_NS);
        assertEquals(1, rig.requests.size());
    }

    @Test
    void shouldNotClaimAnewByItself()
    {
        rig.work();
        rig.work(3 * ProtocolRig.LIVENESS_NS);
        assertEquals(rig.requests.get(0).correlationId, rig.lastRequest().correlationId);
    }

    @Test
    void shouldIgnoreAnswersToOthers()
    {
        rig.work();
        final ConnectAttempt request = rig.lastRequest();
        rig.sink.correlationId = request.correlationId + 1;
        rig.sink.publisherEpoch = 1;
        rig.sayConnected();
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        assertEquals(1, rig.shared.ignoredAcks());
        rig.answer();
        rig.sayConnected();
        assertEquals(2, rig.shared.ignoredAcks(), "answered already");
    }

    @Test
    void shouldIgnoreAnswersThatMakeNoSense()
    {
        rig.ctx.publisherEpoch(3).nextSequence(5).logId(new UUID(11, 22));
        rig.start().work();
        assertEquals(11, rig.lastRequest().logIdHigh);
        assertEquals(22, rig.lastRequest().logIdLow);
        rig.sink.correlationId = rig.lastRequest().correlationId;
        sayConnected(4, 4, 5, 11, 1);
        sayConnected(3, 4, 6, 11, 1);
        sayConnected(3, 5, 6, 11, 1);
        sayConnected(3, 4, 5, 12, 1);
        sayConnected(3, 4, 5, 11, 9);
        assertEquals(5, rig.shared.ignoredAcks());
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        sayConnected(3, 4, 5, 11, 1);
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
    }

    @Test
    void shouldCommitOnlyWhatIsSaidToItOfItsConnection()
    {
        rig.connect().publish(3);
        rig.sink.committedPosition = 64;
        rig.listener.take();
        rig.sink.correlationId++;
        rig.ack(3, 4);
        rig.sink.correlationId--;
        rig.sink.epoch++;
        rig.ack(3, 4);
        rig.sink.epoch -= 2;
        rig.ack(3, 4);
        rig.sink.epoch++;
        rig.sink.logIdLow++;
        rig.ack(3, 4);
        rig.sink.logIdLow--;
        rig.sink.status = SinkStatus.NULL_VAL.value();
        rig.ack(3, 4);
        rig.sink.status = 0;
        rig.sink.level = 0;
        rig.ack(3, 4);
        rig.sink.level = 1;
        rig.ack(3, 3);
        rig.sink.publisherEpoch--;
        rig.ack(3, 4);
        rig.sink.publisherEpoch++;
        assertEquals(8, rig.shared.ignoredAcks());
        assertEquals(0, rig.shared.committedSequence());

        rig.ack(2, 4);
        assertEquals(2, rig.shared.committedSequence());
        rig.ack(1, 4);
        assertEquals(9, rig.shared.ignoredAcks());
        assertEquals(List.of("committed 2 64"), rig.listener.take());
    }

    @Test
    void shouldCountPositionsOfItsOwnSessionOnly()
    {
        rig.connect().publish(2);
        rig.sink.sessionId++;
        rig.sink.committedPosition = 64;
        rig.ack(1, 3);
        assertEquals(1, rig.shared.committedSequence());
        assertEquals(Aeron.NULL_VALUE, rig.shared.committedPosition());
        rig.sink.sessionId--;
        rig.ack(1, 3);
        assertEquals(64, rig.shared.committedPosition());
        rig.sink.committedPosition = 32;
        rig.ack(2, 3);
        assertEquals(64, rig.shared.committedPosition());
    }

    @Test
    void shouldResumeWithItsEpochWhenTheSinkIsSilent()
    {
        rig.connect().publish(3);
        rig.ack(1, 4);
        rig.listener.take();
        rig.work(ProtocolRig.LIVENESS_NS);
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
        rig.work(1);
        assertEquals(List.of("disconnected"), rig.listener.take());
        assertEquals(PublishResult.NOT_CONNECTED, rig.offer(8));
        final ConnectAttempt request = rig.lastRequest();
        assertEquals(1, request.publisherEpoch);
        assertEquals(11, request.logIdHigh);
        assertEquals(2, request.firstRetained);
        assertEquals(4, request.nextSequence);
        assertEquals(rig.stream.position(), request.resumePosition);
        assertNotEquals(rig.requests.get(0).correlationId, request.correlationId);
        rig.ack(3, 4);
        assertEquals(1, rig.shared.committedSequence(), "acks of the connection before say nothing any more");

        rig.sink.epoch = 6;
        rig.sink.committedSequence = 2;
        rig.answer();
        assertEquals(AdapterState.RESENDING, rig.protocol.state());
        assertEquals(PublishResult.RESENDING, rig.offer(8));
        assertEquals(List.of("committed 2 -1"), rig.listener.take());
        rig.work();
        assertEquals(List.of("connected 6 1 4"), rig.listener.take());
        assertEquals(List.of(1L, 2L, 3L, 3L), rig.stream.sequences);
        assertEquals(4, rig.offer(8));
    }

    @Test
    void shouldAskWithoutEndForAResumption()
    {
        rig.connect();
        rig.isReplyConnected = false;
        rig.work(200 * MS);
        final int before = rig.requests.size();
        for (int i = 0; i < 1000; i++)
        {
            rig.work(ProtocolRig.RETRY_NS);
        }
        assertEquals(before + 1000, rig.requests.size());
        final long attempts = rig.requests.stream().map((request) -> request.correlationId).distinct().count();
        assertTrue(attempts > 4 && attempts < 12, "given up for new ones, each after twice as long: " + attempts);
    }

    @Test
    void shouldPaceAttempts()
    {
        rig.connect();
        for (int i = 0; i < 10; i++)
        {
            rig.sink.status = SinkStatus.DETACHED.value();
            rig.ack();
            rig.work(1);
            rig.answer();
        }
        assertEquals(1, rig.requests.size());
        rig.work(ProtocolRig.RETRY_NS);
        assertEquals(2, rig.requests.size());
    }

    @ParameterizedTest
    @EnumSource(value = SinkStatus.class, names = {"FAILED", "CLOSED", "DETACHED"})
    void shouldConnectAgainWhenTheSinkSaysSo(final SinkStatus status)
    {
        rig.connect().publish(2);
        rig.listener.take();
        rig.sink.status = status.value();
        rig.ack(1, 3);
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        assertEquals(PublishResult.NOT_READY, rig.offer(8));
        final List<String> expected = switch (status)
        {
            case FAILED -> List.of("committed 1 -1", "disconnected", "failed");
            case CLOSED -> List.of("committed 1 -1", "disconnected", "closed");
            default -> List.of("disconnected");
        };
        assertEquals(expected, rig.listener.take());
        assertEquals(status, rig.shared.status());
        rig.work(ProtocolRig.RETRY_NS);
        rig.answer();
        rig.work();
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
    }

    @Test
    void shouldTellLowSpaceOnce()
    {
        rig.connect();
        rig.listener.take();
        rig.sink.status = SinkStatus.LOW_SPACE.value();
        rig.ack();
        rig.ack();
        rig.sink.status = SinkStatus.ACTIVE.value();
        rig.ack();
        rig.ack();
        assertEquals(List.of("lowSpace true", "lowSpace false"), rig.listener.take());
    }

    @Test
    void shouldTellOfASlowDeviceOnceAndNothingOfItWhileSpaceIsLow()
    {
        rig.connect().publish(2);
        rig.listener.take();
        for (final SinkStatus status : List.of(
            SinkStatus.SLOW_DEVICE, SinkStatus.SLOW_DEVICE, SinkStatus.LOW_SPACE, SinkStatus.SLOW_DEVICE))
        {
            rig.sink.status = status.value();
            rig.ack(1, 3);
            assertEquals(status, rig.shared.status());
        }
        assertEquals(
            List.of("committed 1 -1", "slowDevice true", "lowSpace true", "lowSpace false"), rig.listener.take());
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());

        rig.sink.status = SinkStatus.ACTIVE.value();
        rig.ack(1, 3);
        rig.ack(1, 3);
        assertEquals(List.of("slowDevice false"), rig.listener.take());
    }

    @Test
    void shouldTakeAStatusOfALaterVersionForActive()
    {
        rig.connect().publish(2);
        rig.listener.take();
        rig.sink.status = 99;
        rig.ack(2, 3);
        assertEquals(SinkStatus.ACTIVE, rig.shared.status());
        assertEquals(List.of("committed 2 -1"), rig.listener.take());
        assertEquals(0, rig.shared.ignoredAcks());
    }

    @Test
    void shouldNotTakeForItsOwnWhatItHasNotPublished()
    {
        rig.connect().publish(2);
        rig.ack(3, 4);
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        assertEquals(0, rig.shared.committedSequence());
    }

    @Test
    void shouldNotTakeForItsOwnWhatItHasNotSentAgain()
    {
        rig.connect().publish(3);
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        rig.answer();
        rig.isReplyConnected = true;
        rig.stream.room = 4;
        rig.work();
        assertEquals(List.of(1L, 2L, 3L, 1L), rig.stream.sequences);
        rig.ack(1, 2);
        assertEquals(1, rig.shared.committedSequence());
        assertEquals(AdapterState.RESENDING, rig.protocol.state());
        rig.ack(2, 3);
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        assertEquals(1, rig.shared.committedSequence());
    }

    @Test
    void shouldBeFencedByAnAck()
    {
        rig.connect().publish(2);
        rig.listener.take();
        rig.sink.publisherEpoch = 2;
        rig.ack(2, 3);
        assertFenced();
        assertEquals(0, rig.shared.committedSequence(), "may be the other's");
    }

    /**
     * Whatever is still on its way then is not for the sink that comes after.
     */
    @Test
    void shouldClaimOfTheIncarnationThatAnswers()
    {
        rig.work();
        final ConnectAttempt first = rig.lastRequest();
        assertEquals(-1, first.sinkEpoch);
        final long correlationId = first.correlationId;
        rig.sink.epoch = 7;
        rig.refuse(RefusalCode.OTHER_INCARNATION);
        rig.work();
        assertEquals(2, rig.requests.size(), "asked again at once");
        assertEquals(7, rig.lastRequest().sinkEpoch);
        assertNotEquals(correlationId, rig.lastRequest().correlationId);
        assertEquals(-1, rig.lastRequest().publisherEpoch);
        rig.answer();
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
        assertEquals(List.of(), rig.listener.take());
    }

    @Test
    void shouldBeFencedByARefusal()
    {
        rig.connect().publish(2);
        rig.listener.take();
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        rig.sink.publisherEpoch = 2;
        rig.refuse(RefusalCode.FENCED);
        assertFenced();
    }

    @ParameterizedTest
    @EnumSource(
        value = RefusalCode.class,
        names = {"FENCED", "AHEAD_OF_LOG", "OTHER_INCARNATION", "NULL_VAL"},
        mode = EnumSource.Mode.EXCLUDE)
    void shouldAskAgainAfterARefusal(final RefusalCode code)
    {
        rig.connect().publish(1);
        rig.listener.take();
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        for (int i = 0; i < 3; i++)
        {
            rig.refuse(code);
            assertEquals(AdapterState.REFUSED, rig.protocol.state());
            assertEquals(PublishResult.NOT_READY, rig.offer(8));
            final int before = rig.requests.size();
            rig.work();
            assertEquals(before, rig.requests.size());
            rig.work(ProtocolRig.RETRY_NS);
            assertEquals(before + 1, rig.requests.size());
            assertNotEquals(rig.requests.get(before - 1).correlationId, rig.lastRequest().correlationId);
        }
        rig.refuse(RefusalCode.SINK_FAILED == code ? RefusalCode.NO_IMAGE : RefusalCode.SINK_FAILED);
        assertEquals("[disconnected, refused " + code + ", refused " + rig.protocol.refusal().code() + "]",
            rig.listener.take().toString(), "once for each reason");
        rig.work(ProtocolRig.RETRY_NS);
        rig.isReplyConnected = true;
        rig.answer();
        rig.work();
        assertEquals(List.of("connected 5 1 2"), rig.listener.take());
    }

    @Test
    void shouldAskWithANewPositionAfterJoinedLate()
    {
        rig.connect().publish(1);
        final Claim claim = new Claim();
        rig.publication.tryClaim(8, claim);
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        final ConnectAttempt late = rig.lastRequest();
        assertEquals(rig.stream.position(), late.resumePosition);

        rig.refuse(RefusalCode.JOINED_LATE);
        assertEquals(AdapterState.REFUSED, rig.protocol.state());
        rig.stream.tryClaim(8, new BufferClaim());
        rig.work(ProtocolRig.RETRY_NS);
        assertNotEquals(late.correlationId, rig.lastRequest().correlationId);
        assertTrue(rig.lastRequest().resumePosition > late.resumePosition);
        assertEquals(rig.stream.position(), rig.lastRequest().resumePosition);
    }

    @Test
    void shouldLeaveDataLossToTheApplication()
    {
        rig.connect().publish(5);
        rig.ack(3, 6);
        rig.listener.take();
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        rig.sink.committedSequence = 1;
        rig.sink.expectedSequence = 2;
        rig.refuse(RefusalCode.AHEAD_OF_LOG);
        assertEquals(AdapterState.DATA_LOSS, rig.protocol.state());
        assertEquals(PublishResult.DATA_LOSS, rig.offer(8));
        assertEquals(List.of("disconnected", "ackedDataLost 3 1", "dataLoss 2 3"), rig.listener.take());
        assertEquals(1, rig.shared.committedSequence());
        final int before = rig.requests.size();
        rig.work(100 * ProtocolRig.LIVENESS_NS);
        assertEquals(before, rig.requests.size());

        assertThrows(IllegalArgumentException.class, () -> rig.protocol.continueFrom(3));
        rig.protocol.continueFrom(2);
        assertThrows(IllegalStateException.class, () -> rig.protocol.continueFrom(2));
        assertEquals(2, rig.protocol.nextSequence());
        rig.work();
        assertEquals(2, rig.lastRequest().firstRetained);
        assertEquals(2, rig.lastRequest().nextSequence);
        assertEquals(1, rig.lastRequest().publisherEpoch);
        rig.isReplyConnected = true;
        rig.answer();
        rig.work();
        assertEquals(2, rig.offer(8));
        assertEquals(List.of("connected 5 1 2"), rig.listener.take());
    }

    @Test
    void shouldSendAgainWhatWasAckedAndIsLost()
    {
        final TestSource source = new TestSource();
        rig.ctx.messageSource(source);
        rig.start().connect().publish(5);
        rig.ack(4, 6);
        rig.listener.take();
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        assertEquals(1, rig.lastRequest().firstRetained);
        rig.isReplyConnected = true;
        rig.sink.epoch = 6;
        rig.sink.committedSequence = 2;
        rig.answer();
        rig.work();
        assertEquals(List.of("disconnected", "ackedDataLost 4 2", "connected 6 1 6"), rig.listener.take());
        assertEquals(2, rig.shared.committedSequence());
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 3L, 4L, 5L), rig.stream.sequences);
        rig.ack(5, 6);
        assertEquals(5, rig.shared.committedSequence());
    }

    @Test
    void shouldSayWhatTheSourceLacks()
    {
        final TestSource source = new TestSource();
        rig.ctx.messageSource(source);
        rig.start().connect().publish(5);
        source.first = 4;
        rig.listener.take();
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        assertEquals(4, rig.lastRequest().firstRetained);
        rig.sink.expectedSequence = 2;
        rig.sink.committedSequence = 1;
        rig.refuse(RefusalCode.AHEAD_OF_LOG);
        assertEquals(List.of("disconnected", "dataLoss 2 3"), rig.listener.take());
        assertEquals(0, rig.shared.committedSequence());
        rig.protocol.continueFrom(2);
        source.first = 1;
        rig.work();
        assertEquals(2, rig.lastRequest().firstRetained, "what was published under these sequences is over");
    }

    @Test
    void shouldDoNothingAfterClose()
    {
        rig.connect().publish(1);
        rig.listener.take();
        rig.protocol.close();
        rig.ack(1, 2);
        rig.work(100 * ProtocolRig.LIVENESS_NS);
        assertEquals(AdapterState.CLOSED, rig.protocol.state());
        assertEquals(PublishResult.CLOSED, rig.offer(8));
        assertEquals(List.of(), rig.listener.take());
        assertEquals(1, rig.requests.size());
    }

    private void assertFenced()
    {
        assertEquals(AdapterState.FENCED, rig.protocol.state());
        assertEquals(List.of("disconnected", "fenced 2"), rig.listener.take());
        assertEquals(PublishResult.FENCED, rig.offer(8));
        assertTrue(PublishResult.isFinal(PublishResult.FENCED));
        final int before = rig.requests.size();
        rig.isReplyConnected = true;
        rig.work(100 * ProtocolRig.LIVENESS_NS);
        rig.protocol.onStreamLost();
        rig.newStream();
        rig.work(100 * ProtocolRig.LIVENESS_NS);
        assertEquals(before, rig.requests.size());
        assertEquals(AdapterState.FENCED, rig.protocol.state());
        assertFalse(rig.protocol.state().isConnected());
    }

    private void sayConnected(
        final long publisherEpoch, final long durable, final long expected, final long logIdHigh, final int level)
    {
        rig.sink.publisherEpoch = publisherEpoch;
        rig.sink.committedSequence = durable;
        rig.sink.expectedSequence = expected;
        rig.sink.logIdHigh = logIdHigh;
        rig.sink.level = level;
        rig.sayConnected();
    }
}
