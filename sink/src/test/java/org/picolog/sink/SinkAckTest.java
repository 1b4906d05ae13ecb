/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.SinkStatus;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * What is said on the reply stream, and that nobody needs to hear it.
 */
@Timeout(180)
class SinkAckTest
{
    private static final int LENGTH = 1_000;

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
    void heartbeatsWhileIdleAndSaysThatItCloses(final ThreadingMode mode)
    {
        harness.launch(mode);
        harness.await("heartbeats", () -> harness.acks.size() >= 10);
        harness.closeSink();

        final int last = harness.acks.size() - 1;
        for (int i = 0; i <= last; i++)
        {
            final SinkStatus status = i < last ? SinkStatus.ACTIVE : SinkStatus.CLOSED;
            assertEquals(new SinkHarness.Ack(0, 1, -1, 0, status, 1), harness.acks.get(i), "of " + last);
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void goesOnWithoutAnybodyToHear(final ThreadingMode mode)
    {
        harness.launch(mode);
        harness.replies.close();
        harness.replies = null;
        final ExclusivePublication publication = harness.addPublication();
        for (long sequence = 1; sequence <= 3_000; sequence++)
        {
            harness.publish(publication, sequence, LENGTH);
        }
        harness.awaitConsumed(publication);

        harness.replies = harness.addReplies();
        harness.awaitCommitted(3_000);
        assertEquals(publication.position(), harness.lastAck().position());
        harness.closeSink();
        assertLogHolds(directory, 3_000, (sequence) -> LENGTH);
        assertEquals(List.of(), harness.errors);
    }

    /**
     * More is published than the memory for pages holds, so that the flusher must have gone on.
     */
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void goesOnWhenAcksAreNotTakenAndThenSaysTheLatest(final ThreadingMode mode)
    {
        harness.ctx.heartbeatIntervalNs(50_000);
        harness.launch(mode);
        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, LENGTH);
        harness.awaitCommitted(1);
        final Subscription replies = harness.replies;
        harness.replies = null;
        harness.await("the reply stream to be full", this::isReplyStreamFull);
        for (long sequence = 2; sequence <= 3_000; sequence++)
        {
            harness.publish(publication, sequence, LENGTH);
        }
        harness.awaitConsumed(publication);
        assertTrue(harness.lastAck().committed() < 3_000);

        harness.replies = replies;
        harness.awaitCommitted(3_000);
        if (ThreadingMode.INVOKER != mode)
        {
            // Somebody takes the acks meanwhile: at this rate their stream is full again in some milliseconds.
            final CompletableFuture<Void> closing = CompletableFuture.runAsync(harness.sink::close);
            harness.await("the sink to close", closing::isDone);
            closing.join();
        }
        harness.closeSink();
        assertLogHolds(directory, 3_000, (sequence) -> LENGTH);
        assertEquals(List.of(), harness.errors);
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void closesInTimeWhenAcksAreNotTaken(final ThreadingMode mode)
    {
        final long closeTimeoutNs = 300_000_000;
        harness.ctx.heartbeatIntervalNs(50_000).closeTimeoutNs(closeTimeoutNs);
        harness.launch(mode);
        harness.replies = null;
        harness.addReplies();
        harness.await("the reply stream to be full", this::isReplyStreamFull);
        final long startNs = System.nanoTime();
        harness.sink.close();

        assertTrue(System.nanoTime() - startNs < SinkHarness.DEADLINE_NS);
        assertNull(harness.sink.failure());
        assertEquals(List.of(), harness.errors);
    }

    private boolean isReplyStreamFull()
    {
        final String stream = " " + harness.ctx.monitorStreamId() + " ";
        final long[] positions = {-1, Long.MAX_VALUE};
        harness.aeron.countersReader().forEach((value, id, label) ->
        {
            if (label.contains(stream))
            {
                positions[0] = label.startsWith("pub-pos") ? value : positions[0];
                positions[1] = label.startsWith("pub-lmt") ? value : positions[1];
            }
        });
        return positions[0] >= positions[1];
    }
}
