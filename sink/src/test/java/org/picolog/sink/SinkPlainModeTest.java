/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.logbuffer.BufferClaim;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.protocol.CommitPositionDecoder;
import org.picolog.codecs.protocol.MessageHeaderDecoder;
import org.picolog.log.LogReader;

import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Any publication, without a handshake: what the log has is not appended again, and what it lacks is said.
 */
@Timeout(180)
class SinkPlainModeTest
{
    private static final int LENGTH = 200;
    private static final byte BEGIN = (byte)0x80;
    private static final byte END = 0x40;

    @TempDir
    private Path directory;
    private SinkHarness harness;
    private ExclusivePublication publication;
    private int published;

    @BeforeEach
    void before()
    {
        harness = new SinkHarness(directory);
        harness.ctx.ingestMode(IngestMode.PLAIN);
        harness.launch(ThreadingMode.DEDICATED);
        publication = harness.addPublication();
    }

    @AfterEach
    void after()
    {
        harness.close();
    }

    @Test
    void aRestartGoesOnWithTheSameSessionWithoutGapOrRepetition()
    {
        publish(100);
        harness.awaitCommitted(100);
        restart();
        publish(100);
        harness.awaitCommitted(200);
        harness.closeSink();
        assertEquals(200, readInOrder(0));
        assertEquals(List.of(), harness.errors);
    }

    /**
     * A subscriber that is ahead decides where the next sink joins.
     */
    @Test
    void whatWasPublishedWhileNoSinkWasThereIsReportedAsLost()
    {
        publish(100);
        harness.awaitCommitted(100);
        final long durable = publication.position();
        try (Subscription ahead = harness.aeron.addSubscription(SinkHarness.CHANNEL, harness.ctx.streamId()))
        {
            harness.await("the image", ahead::isConnected);
            harness.closeSink();
            publish(50);
            harness.await("it to be ahead", () ->
            {
                ahead.poll((buffer, offset, length, header) -> { }, 100);
                return ahead.imageAtIndex(0).position() == publication.position();
            });
            final long joined = publication.position();
            launchAgain();
            harness.await("the loss to be reported", () -> !harness.errors.isEmpty());
            final String message = harness.errors.get(0).getMessage();
            assertTrue(message.contains("DATA LOSS") && message.contains("up to position " + durable) &&
                message.contains("" + joined), message);
            assertEquals(1, harness.counter(harness.aeron, SinkCounter.GAPS));

            harness.await("room", () ->
            {
                ahead.poll((buffer, offset, length, header) -> { }, 100);
                return offer();
            });
            harness.awaitCommitted(101);
            assertEquals(joined, fromPosition());
        }
        harness.closeSink();
        assertEquals(1, harness.errors.size(), harness.errors::toString);
    }

    @Test
    void aMessageWhoseBeginningDiedWithASinkIsReportedAsLost()
    {
        publish(10);
        part(BEGIN);
        harness.awaitConsumed(publication);
        harness.awaitCommitted(10);
        restart();
        harness.await("the sink to listen again", publication::isConnected);
        part((byte)0);
        part(END);
        publish(10);
        harness.awaitCommitted(20);
        harness.closeSink();
        assertEquals(20, readInOrder(0));
        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertTrue(harness.errors.get(0).getMessage().contains("DATA LOSS"), harness.errors::toString);
    }

    /**
     * It would overtake, or be numbered among, what the first one publishes.
     */
    @Test
    void aSecondPublisherIsDroppedAndNamed()
    {
        publish(10);
        harness.awaitCommitted(10);
        try (ExclusivePublication second = harness.addUnconnectedPublication())
        {
            final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
            harness.await("room", () -> second.offer(message, 0, LENGTH) > 0);
            harness.await("it to be named", () -> !harness.errors.isEmpty());
            assertTrue(
                harness.errors.get(0).getMessage().contains("session " + second.sessionId()),
                harness.errors::toString);
            publish(10);
            harness.awaitCommitted(20);
        }
        harness.closeSink();
        assertEquals(20, readInOrder(0));
        assertEquals(1, harness.errors.size(), harness.errors::toString);
    }

    private void restart()
    {
        harness.closeSink();
        launchAgain();
    }

    private void launchAgain()
    {
        harness.sink = Sink.launch(harness.ctx.clone());
        harness.await("the next epoch", () -> 2 == harness.lastAck().epoch());
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            harness.await("room", this::offer);
        }
    }

    private boolean offer()
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        message.putInt(0, published + 1);
        final boolean isPublished = publication.offer(message, 0, LENGTH) > 0;
        published += isPublished ? 1 : 0;
        return isPublished;
    }

    private void part(final byte flags)
    {
        final BufferClaim frame = new BufferClaim();
        harness.await("room", () -> publication.tryClaim(LENGTH, frame) > 0);
        frame.flags(flags).commit();
    }

    private long fromPosition()
    {
        final long[] from = {-1};
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        final CommitPositionDecoder ack = new CommitPositionDecoder();
        try (Subscription monitor = harness.addReplies())
        {
            harness.await("an ack", () ->
            {
                monitor.poll((buffer, offset, length, frame) ->
                    from[0] = ack.wrapAndApplyHeader(buffer, offset, header).fromPosition(), 10);
                return from[0] >= 0;
            });
        }
        return from[0];
    }

    /**
     * @return the number of messages, each the one after that before.
     */
    private long readInOrder(final int skipped)
    {
        int count = 0;
        try (LogReader reader = LogReader.open(directory))
        {
            while (reader.next())
            {
                count++;
                assertEquals(count + skipped, reader.buffer().getInt(reader.offset()));
            }
        }
        return count;
    }
}
