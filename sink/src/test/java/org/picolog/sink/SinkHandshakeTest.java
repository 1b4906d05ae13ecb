/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.io.Errno;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * Who may write the log, by what docs/protocol.md says.
 */
@Timeout(180)
class SinkHandshakeTest
{
    private static final int LENGTH = 500;

    @TempDir
    private Path directory;
    private SinkHarness harness;

    @BeforeEach
    void before()
    {
        harness = new SinkHarness(directory);
    }

    @AfterEach
    void after()
    {
        harness.close();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void aClaimOfANewLogIsTheFirstEpoch(final ThreadingMode mode)
    {
        harness.launch(mode);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(publication);
        final TestConnection.Connected answer = connection.connected.get(0);
        assertEquals(new TestConnection.Connected(
            answer.correlationId(), harness.sink.logId(), 1, 1, 0, 1), answer);

        publish(publication, 1, 300);
        harness.await("acks", () -> null != connection.lastAck() && 300 == connection.lastAck().committed());
        final TestConnection.Ack ack = connection.lastAck();
        assertEquals(new TestConnection.Ack(
            answer.correlationId(), 1, 300, publication.position(), 0, SinkStatus.ACTIVE), ack);
        harness.closeSink();
        assertLogHolds(directory, 300, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void nothingIsTakenFromASessionThatDidNotConnect()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        publish(publication, 1, 10);
        harness.awaitConsumed(publication);
        final TestConnection connection = harness.claim(publication);
        assertEquals(1, connection.connected.get(0).expected());
        publish(publication, 1, 5);
        harness.awaitCommitted(5);
        harness.closeSink();
        assertLogHolds(directory, 5, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void aSecondClaimFencesTheFirst(final ThreadingMode mode)
    {
        harness.launch(mode);
        final ExclusivePublication old = harness.addUnconnectedPublication();
        final TestConnection oldConnection = harness.claim(old);
        publish(old, 1, 100);
        // A message of which only the beginning arrives: the new leader's claim voids it.
        final ExclusivePublication next = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(next);
        assertEquals(2, connection.connected.get(0).publisherEpoch());
        final long expected = connection.connected.get(0).expected();
        assertEquals(connection.connected.get(0).lastDurable() + 1, expected);

        publish(old, 101, 200);
        publish(next, expected, 250);
        harness.awaitCommitted(250);
        harness.await("the old one to be told", () -> 2 == oldConnection.lastAck().publisherEpoch());
        for (final TestConnection.Ack ack : oldConnection.acks)
        {
            assertTrue(ack.publisherEpoch() == 2 || ack.committed() <= 100, ack::toString);
        }

        harness.send(oldConnection.claim(old, harness.nextCorrelationId()).epoch(1));
        harness.await("a refusal", () -> !oldConnection.refused.isEmpty());
        assertEquals(RefusalCode.FENCED, oldConnection.refused.get(0).code());
        assertEquals(2, oldConnection.refused.get(0).publisherEpoch());
        publish(next, 251, 260);
        harness.awaitCommitted(260);
        harness.closeSink();
        assertLogHolds(directory, 260, (sequence) -> LENGTH);
    }

    @Test
    void theSameEpochGoesOnWithAnotherSessionAndAfterARestart()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication first = harness.addPublication();
        publish(first, 1, 100);
        harness.awaitCommitted(100);
        final TestConnection connection = harness.addConnection();
        final ExclusivePublication second = harness.addUnconnectedPublication();
        connect(connection.claim(second, harness.nextCorrelationId()).epoch(1).sequences(50, 101), 1);
        publish(second, 101, 200);
        harness.awaitCommitted(200);

        harness.closeSink();
        harness.sink = Sink.launch(harness.ctx.clone());
        final TestConnection again = harness.addConnection();
        connect(again.claim(second, harness.nextCorrelationId()).epoch(1).sequences(150, 201), 1);
        final TestConnection.Connected answer = again.connected.get(0);
        assertEquals(2, answer.epoch());
        assertEquals(1, answer.publisherEpoch());
        assertEquals(201, answer.expected());
        publish(second, 201, 300);
        harness.awaitCommitted(300);
        harness.closeSink();
        assertLogHolds(directory, 300, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    /**
     * A publisher that waits for its answer publishes nothing. What was published after the request, and dropped, would
     * be missing: the request is one that was made of a sink before this one.
     */
    @Test
    void aRequestWhosePublisherWentOnIsNotGranted()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        publish(publication, 1, 10);
        harness.awaitConsumed(publication);
        final TestConnection connection = harness.addConnection();
        harness.send(connection.claim(publication, harness.nextCorrelationId()).resumePosition(0));
        harness.await("a refusal", () -> !connection.refused.isEmpty());
        assertEquals(RefusalCode.JOINED_LATE, connection.refused.get(0).code());
        assertEquals(publication.position(), connection.refused.get(0).joinPosition());

        assertEquals(1, harness.claim(publication).connected.get(0).expected());
        publish(publication, 1, 5);
        harness.awaitCommitted(5);
        harness.closeSink();
        assertLogHolds(directory, 5, (sequence) -> LENGTH);
    }

    /**
     * What lies below the resume position was published before: the publisher sends again what the log lacks of it.
     */
    @Test
    void framesBelowTheResumePositionAreStale()
    {
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(publication);
        publish(publication, 1, 10);
        harness.awaitCommitted(10);
        harness.isInvoked = false;
        publish(publication, 15, 40);
        harness.send(connection.claim(publication, harness.nextCorrelationId()).epoch(1).sequences(1, 41));
        harness.isInvoked = true;
        harness.await("the answer", () -> 2 == connection.connected.size());
        // The request was read before the frames, none of which therefore counts.
        assertEquals(11, connection.connected.get(1).expected());
        publish(publication, 11, 60);
        harness.awaitCommitted(60);
        harness.closeSink();
        assertLogHolds(directory, 60, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void aRepeatedRequestIsAnsweredAgainAndChangesNothing()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(publication);
        harness.send(connection);
        harness.await("the same answer", () -> 2 == connection.connected.size());
        assertEquals(connection.connected.get(0), connection.connected.get(1));

        publish(publication, 1, 10);
        harness.awaitCommitted(10);
        harness.send(connection);
        publish(publication, 11, 20);
        harness.awaitCommitted(20);
        assertEquals(2, connection.connected.size(), "answered though the publisher had the answer");
        assertEquals(List.of(), connection.refused);
        harness.closeSink();
        assertLogHolds(directory, 20, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void aClaimThatWasGrantedOnceIsNotGrantedAgain()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication old = harness.addUnconnectedPublication();
        final TestConnection stale = harness.claim(old);
        final ExclusivePublication next = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(next);
        harness.send(stale);
        harness.await("a refusal", () -> !stale.refused.isEmpty());
        assertEquals(RefusalCode.FENCED, stale.refused.get(0).code());
        publish(next, 1, 10);
        harness.awaitCommitted(10);
        assertEquals(2, connection.lastAck().publisherEpoch());
    }

    /**
     * What a dead sink had granted and not read once more is in the stream when the next one joins it.
     */
    @Test
    void aClaimThatADeadSinkGrantedIsNotGrantedAgain()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection stale = harness.claim(publication);
        publish(publication, 1, 10);
        harness.awaitCommitted(10);
        try (Subscription dead = harness.aeron.addSubscription(
            harness.ctx.controlChannel(), harness.ctx.controlStreamId()))
        {
            harness.await("the stream to be kept alive", dead::isConnected);
            harness.closeSink();
            harness.send(stale);
            harness.sink = Sink.launch(harness.ctx.clone());
            harness.await("the second sink", () -> 2 == harness.lastAck().epoch());
        }

        final TestConnection connection = harness.addConnection();
        connect(connection.claim(publication, harness.nextCorrelationId()).epoch(1).sequences(11, 11), 1);
        assertEquals(1, connection.connected.get(0).publisherEpoch());
        publish(publication, 11, 20);
        harness.awaitCommitted(20);
        assertEquals(1, stale.connected.size());
        harness.closeSink();
        assertLogHolds(directory, 20, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void aClaimThatWasRefusedIsNotGrantedLater()
    {
        harness.ctx.imageTimeoutNs(1_000_000);
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        harness.await("the connection", publication::isConnected);
        final TestConnection connection = claim(publication).sequences(5, 9);
        harness.send(connection);
        harness.await("a refusal", () -> 1 == connection.refused.size());
        assertEquals(RefusalCode.AHEAD_OF_LOG, connection.refused.get(0).code());
        harness.send(connection.sequences(1, 9));
        harness.await("the same refusal", () -> 2 == connection.refused.size());
        assertEquals(RefusalCode.AHEAD_OF_LOG, connection.refused.get(1).code());
        assertEquals(List.of(), connection.connected);
    }

    @Test
    void isNotAnsweredBeforeAllIsDurable()
    {
        final AtomicBoolean isHeard = new AtomicBoolean(true);
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            boolean isPolled()
            {
                return isHeard.get();
            }
        });
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication old = harness.addUnconnectedPublication();
        final TestConnection oldConnection = harness.claim(old);
        isHeard.set(false);
        publish(old, 1, 20);
        harness.awaitConsumed(old);

        final ExclusivePublication next = harness.addUnconnectedPublication();
        final TestConnection connection = harness.addConnection();
        harness.send(connection.claim(next, harness.nextCorrelationId()));
        final int heard = oldConnection.acks.size();
        harness.await("heartbeats", () -> oldConnection.acks.size() > heard + 10);
        assertEquals(List.of(), connection.connected);
        assertEquals(1, oldConnection.lastAck().publisherEpoch(), "fenced by what is not durable yet");
        assertEquals(SinkStatus.DETACHED, oldConnection.lastAck().status());

        isHeard.set(true);
        harness.await("the answer", () -> !connection.connected.isEmpty());
        assertEquals(20, connection.connected.get(0).lastDurable());
        harness.closeSink();
        assertLogHolds(directory, 20, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void refusesWithItsOwnAnswerEachAndChangesNothing()
    {
        harness.ctx.imageTimeoutNs(50_000_000);
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication working = harness.addUnconnectedPublication();
        final TestConnection worker = harness.claim(working);
        publish(working, 1, 100);
        harness.awaitCommitted(100);

        final ExclusivePublication other = harness.addUnconnectedPublication();
        assertRefused(RefusalCode.NEWER_PROTOCOL, claim(other).major(2));
        assertRefused(RefusalCode.INVALID, claim(other).epoch(0));
        assertRefused(RefusalCode.INVALID, claim(other).sequences(0, 5));
        assertRefused(RefusalCode.INVALID, claim(other).sequences(6, 5));
        assertRefused(RefusalCode.INVALID, claim(other).stream(1));
        assertRefused(RefusalCode.OTHER_LOG, claim(other).logId(UUID.randomUUID()));
        assertRefused(RefusalCode.OTHER_PUBLISHER, claim(other).publisherId(2));
        assertRefused(RefusalCode.UNKNOWN_EPOCH, claim(other).epoch(2));
        assertRefused(RefusalCode.AHEAD_OF_LOG, claim(other).sequences(102, 200));
        assertRefused(RefusalCode.BEHIND_LOG, claim(other).sequences(50, 100));
        assertRefused(RefusalCode.NO_IMAGE, claim(other).session(other.sessionId() + 1));
        assertRefused(RefusalCode.JOINED_LATE, claim(other).resumePosition(-1));

        publish(working, 101, 200);
        harness.awaitCommitted(200);
        assertEquals(1, worker.lastAck().publisherEpoch());
        assertEquals(SinkStatus.ACTIVE, worker.lastAck().status());
        harness.closeSink();
        assertLogHolds(directory, 200, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void theBordersOfTheLogAreAllowed()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication first = harness.addPublication();
        publish(first, 1, 100);
        harness.awaitCommitted(100);
        final ExclusivePublication next = harness.addUnconnectedPublication();
        connect(claim(next).sequences(101, 101), 1);
        connect(claim(next).sequences(101, 500).logId(harness.sink.logId()), 1);
        connect(claim(next).sequences(1, 101), 1);
        assertNothingWrong();
    }

    @Test
    void inPlainModeThereIsNoHandshake()
    {
        harness.ctx.ingestMode(IngestMode.PLAIN);
        harness.launch(ThreadingMode.SHARED);
        assertRefused(RefusalCode.PLAIN_MODE, claim(harness.addUnconnectedPublication()));
    }

    @Test
    void aSinkThatFailedSaysSo()
    {
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            int result(final long number, final int result)
            {
                return -Errno.EIO;
            }
        });
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection connection = harness.addConnection();
        harness.send(connection.claim(publication, harness.nextCorrelationId()));
        harness.await("a refusal", () -> !connection.refused.isEmpty());
        assertEquals(RefusalCode.SINK_FAILED, connection.refused.get(0).code());

        final TestConnection later = claim(publication);
        harness.send(later);
        harness.await("a refusal", () -> !later.refused.isEmpty());
        assertEquals(RefusalCode.SINK_FAILED, later.refused.get(0).code());
    }

    @Test
    void aPublisherThatLeavesOutASequenceIsToldAndMayConnectAgain()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(publication);
        publish(publication, 1, 10);
        publish(publication, 12, 20);
        harness.await("word of it", () -> null != connection.lastAck() &&
            SinkStatus.DETACHED == connection.lastAck().status());
        assertEquals(10, awaitCommittedBy(connection, 10));

        connect(connection.claim(publication, harness.nextCorrelationId()).epoch(1).sequences(1, 21), 2);
        assertEquals(11, connection.connected.get(1).expected());
        publish(publication, 11, 20);
        harness.awaitCommitted(20);
        harness.await("word of it", () -> SinkStatus.ACTIVE == connection.lastAck().status());
        harness.closeSink();
        assertLogHolds(directory, 20, (sequence) -> LENGTH);
    }

    @Test
    void aMessageBegunByAPublisherThatGoesAwayIsVoid()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication first = harness.addPublication();
        publish(first, 1, 10);
        beginMessage(first, 11);
        harness.awaitConsumed(first);
        final ExclusivePublication second = harness.addUnconnectedPublication();
        final TestConnection connection = harness.claim(second);
        assertEquals(11, connection.connected.get(0).expected());
        publish(second, 11, 20);
        harness.awaitCommitted(20);
        harness.closeSink();
        assertLogHolds(directory, 20, (sequence) -> LENGTH);
        assertNothingWrong();
    }

    @Test
    void aThousandRequestsToNowhereDoNoHarm()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addUnconnectedPublication();
        final TestConnection worker = harness.claim(publication);
        final TestConnection stray = claim(publication);
        for (int i = 0; i < 1_000; i++)
        {
            harness.send(stray.claim(publication, harness.nextCorrelationId()).publisherId(i + 2));
        }
        publish(publication, 1, 100);
        assertEquals(100, awaitCommittedBy(worker, 100));
        assertNull(harness.sink.failure());
    }

    private TestConnection claim(final ExclusivePublication publication)
    {
        return harness.addConnection().claim(publication, harness.nextCorrelationId());
    }

    private void connect(final TestConnection connection, final int count)
    {
        harness.send(connection);
        harness.await("the answer", () -> count == connection.connected.size());
        assertEquals(List.of(), connection.refused);
    }

    private void assertRefused(final RefusalCode code, final TestConnection connection)
    {
        harness.send(connection);
        harness.await("a refusal", () -> !connection.refused.isEmpty());
        final TestConnection.Refused refused = connection.refused.get(0);
        assertEquals(code, refused.code());
        assertEquals(refused.lastDurable() + 1, refused.expected());
        assertEquals(RefusalCode.JOINED_LATE == code, TestConnection.NULL != refused.joinPosition());
        assertEquals(List.of(), connection.connected);
        assertNotEquals(RefusalCode.NULL_VAL, code);
        connection.close();
    }

    private long awaitCommittedBy(final TestConnection connection, final long sequence)
    {
        harness.await("an ack", () -> null != connection.lastAck() && connection.lastAck().committed() >= sequence);
        return connection.lastAck().committed();
    }

    private void beginMessage(final ExclusivePublication publication, final long sequence)
    {
        final BufferClaim frame = new BufferClaim();
        harness.await("room", () -> publication.tryClaim(100, frame) > 0);
        frame.flags((byte)0x80).reservedValue(sequence).commit();
    }

    private void publish(final ExclusivePublication publication, final long first, final long last)
    {
        for (long sequence = first; sequence <= last; sequence++)
        {
            harness.publish(publication, sequence, LENGTH);
        }
    }

    private void assertNothingWrong()
    {
        assertEquals(List.of(), harness.errors);
        assertNull(harness.sink.failure());
    }
}
