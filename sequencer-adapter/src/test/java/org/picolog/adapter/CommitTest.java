/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Commits over a real driver: what the publishing thread, its listener and waiting threads see.
 */
@Timeout(60)
class CommitTest
{
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(20);
    private static TestDriver driver;
    private static Aeron aeron;

    private final RecordingListener listener = new RecordingListener();
    private final UnsafeBuffer message = TestSink.message(64);
    private TestSink sink;
    private SequencerAdapter adapter;

    @BeforeAll
    static void launch()
    {
        driver = new TestDriver();
        aeron = driver.client();
    }

    @AfterAll
    static void shutDown()
    {
        CloseHelper.closeAll(aeron, driver);
    }

    @BeforeEach
    void connect()
    {
        sink = new TestSink(aeron);
        adapter = sink.connect(driver.context().aeron(aeron).commitListener(listener)
            .livenessTimeoutNs(TimeUnit.SECONDS.toNanos(1)));
        pollUntil("connected", () -> listener.events.contains("connected 5 1"));
        listener.take();
    }

    @AfterEach
    void close()
    {
        CloseHelper.closeAll(adapter, sink);
    }

    @Test
    void shouldCommitWithPosition()
    {
        publish(3);
        final long position = adapter.position();
        assertEquals(Aeron.NULL_VALUE, adapter.committedPosition());
        sink.ack.committed(3).expected(4).position(adapter.sessionId(), position);
        sink.tell(adapter, () -> adapter.committedSequence() == 3);
        assertEquals(position, adapter.committedPosition());
        assertEquals("[committed 3 " + position + "]", listener.events.toString());
    }

    @Test
    void shouldWakeAnotherThreadThatWaits()
    {
        publish(2);
        final CompletableFuture<Boolean> first = await(1, LONG_NS);
        final CompletableFuture<Boolean> second = await(2, LONG_NS);
        sink.ack.committed(1).expected(3);
        sink.tell(adapter, first::isDone);
        assertTrue(first.join());
        assertFalse(second.isDone());
        sink.ack.committed(2);
        sink.tell(adapter, second::isDone);
        assertTrue(second.join());
        assertTrue(await(2, 0).join(), "committed already");
    }

    @Test
    void shouldTimeOutWaiting()
    {
        publish(1);
        final long startNs = System.nanoTime();
        assertFalse(await(1, TimeUnit.MILLISECONDS.toNanos(50)).join());
        assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(50));
        assertFalse(await(1, 0).join());
    }

    @Test
    void shouldRefuseToWaitForNothingOrForItself()
    {
        assertThrows(IllegalArgumentException.class, () ->
        {
            throw TestSink.causeOf(await(PublishResult.BACK_PRESSURED, LONG_NS));
        });
        assertThrows(IllegalStateException.class, () -> adapter.awaitCommitted(1, LONG_NS));
    }

    @Test
    void shouldEndWaitingWhenInterrupted()
    {
        final CompletableFuture<Boolean> wait = CompletableFuture.supplyAsync(() ->
        {
            Thread.currentThread().interrupt();
            try
            {
                return adapter.awaitCommitted(1, LONG_NS);
            }
            finally
            {
                assertTrue(Thread.interrupted());
            }
        });
        assertTrue(TestSink.causeOf(wait).getMessage().startsWith("interrupted"));
    }

    @Test
    void shouldEndWaitingWhenTheSinkFails()
    {
        publish(2);
        final CompletableFuture<Boolean> committed = await(1, LONG_NS);
        final CompletableFuture<Boolean> lost = await(2, LONG_NS);
        sink.ack.committed(1).expected(3).status(SinkStatus.FAILED);
        sink.tell(adapter, () -> adapter.state() == AdapterState.SINK_FAILED);
        assertTrue(committed.join());
        final Throwable ex = TestSink.causeOf(lost);
        assertEquals(AdapterException.class, ex.getClass());
        assertTrue(ex.getMessage().contains("sequence=2") && ex.getMessage().contains("SINK_FAILED"), ex.getMessage());
        assertEquals(SinkStatus.FAILED, adapter.status());
        assertEquals(PublishResult.NOT_READY, adapter.offer(message, 0, 8));
        assertEquals(PublishResult.NOT_READY, adapter.tryClaim(8, new Claim()));
        assertEquals("[committed 1 -1, failed]", listener.events.toString());
    }

    @Test
    void shouldEndWaitingWhenAckedDataIsLost()
    {
        publish(2);
        sink.ack.committed(1).expected(3);
        sink.tell(adapter, () -> adapter.committedSequence() == 1);
        final CompletableFuture<Boolean> lost = await(2, LONG_NS);
        sink.ack.epoch(6).committed(0).expected(1);
        sink.tell(adapter, () -> adapter.state() == AdapterState.ACKED_DATA_LOST);
        assertEquals(AdapterException.class, TestSink.causeOf(lost).getClass());
        assertEquals(PublishResult.DATA_LOSS, adapter.offer(message, 0, 8));
        assertEquals("[committed 1 -1, ackedDataLost 1 0]", listener.events.toString());
    }

    @Test
    void shouldStopPublishingWhenOutOfStep()
    {
        publish(5);
        sink.ack.epoch(6).committed(2).expected(3);
        sink.tell(adapter, () -> adapter.state() == AdapterState.OUT_OF_STEP);
        final long position = adapter.position();
        assertEquals(PublishResult.NOT_READY, adapter.offer(message, 0, 8));
        assertEquals(PublishResult.NOT_READY, adapter.tryClaim(8, new Claim()));
        assertEquals(position, adapter.position());
        assertEquals("[disconnected, outOfStep 3 6]", listener.events.toString());
    }

    @Test
    void shouldSkipAndCountWhatIsNotAnAck()
    {
        final UnsafeBuffer other = TestSink.message(AckBuilder.LENGTH);
        final MessageHeaderEncoder header = new MessageHeaderEncoder();
        header.wrap(other, 0).blockLength(54).templateId(99).schemaId(4101).version(1);
        sink.tell(other);
        header.templateId(1).schemaId(4102);
        sink.tell(other);
        header.schemaId(4101).blockLength(53);
        sink.tell(other);
        header.blockLength(55);
        sink.tell(other);
        sink.tell(TestSink.message(3));
        pollUntil("5 skipped", () -> adapter.unknownMessages() == 5);
        assertEquals(AdapterState.CONNECTED, adapter.state());
        assertEquals(0, adapter.ignoredAcks());
    }

    @Test
    void shouldReadAcksOfALaterSchemaVersion()
    {
        publish(1);
        sink.ack.committed(1).expected(2);
        final UnsafeBuffer later = TestSink.message(AckBuilder.LENGTH + 16);
        later.putBytes(0, sink.ack.buffer(), 0, AckBuilder.LENGTH);
        new MessageHeaderEncoder().wrap(later, 0).blockLength(54 + 16).version(2);
        sink.tell(later);
        pollUntil("committed", () -> adapter.committedSequence() == 1);
    }

    @Test
    void shouldDisconnectOnSilenceAndConnectAgain()
    {
        pollUntil("silence", () -> adapter.state() == AdapterState.DISCONNECTED);
        assertEquals(PublishResult.NOT_CONNECTED, adapter.offer(message, 0, 8));
        sink.tell(adapter, () -> adapter.state() == AdapterState.CONNECTED);
        publish(1);
        assertEquals("[disconnected, connected 5 1]", listener.events.toString());
    }

    @Test
    void shouldFollowTheSinkThroughARestart()
    {
        publish(3);
        sink.ack.committed(3).expected(4);
        sink.tell(adapter, () -> adapter.committedSequence() == 3);
        sink.readFrames(3);
        sink.close();
        pollUntil("image gone", () -> adapter.state() == AdapterState.DISCONNECTED);
        final CompletableFuture<Boolean> wait = await(4, LONG_NS);

        sink = new TestSink(aeron, sink.streamId, sink.replyStreamId);
        sink.ack.epoch(6).committed(3).expected(4);
        TestSink.await("subscriber", sink::hasAdapter);
        sink.tell(adapter, () -> adapter.state() == AdapterState.CONNECTED);
        publishWhenPossible();
        sink.readFrames(1);
        assertEquals(4, sink.frames.get(0).sequence());
        sink.ack.committed(4).expected(5);
        sink.tell(adapter, wait::isDone);
        assertTrue(wait.join());
        assertEquals("[committed 3 -1, disconnected, connected 6 4, committed 4 -1]", listener.events.toString());
    }

    @Test
    void shouldSurviveWhatTheListenerThrows()
    {
        adapter.close();
        final CommitListener throwing = new CommitListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                adapter.poll();
            }
        };
        adapter = sink.connect(driver.context().aeron(aeron).commitListener(throwing));
        publish(1);
        sink.ack.committed(1).expected(2).status(SinkStatus.FAILED);
        sink.tell(adapter, () -> adapter.state() == AdapterState.SINK_FAILED);
        assertEquals(1, adapter.committedSequence());
        assertEquals(IllegalStateException.class, adapter.lastError().getClass());
        assertFalse(aeron.isClosed());
    }

    @Test
    void shouldPublishFromTheListener()
    {
        adapter.close();
        final long[] published = new long[1];
        final CommitListener chaining = new CommitListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                published[0] = adapter.offer(message, 0, 8);
            }
        };
        adapter = sink.connect(driver.context().aeron(aeron).commitListener(chaining));
        publish(1);
        sink.ack.committed(1).expected(2);
        sink.tell(adapter, () -> published[0] != 0);
        assertEquals(2, published[0]);
    }

    private CompletableFuture<Boolean> await(final long sequence, final long timeoutNs)
    {
        return CompletableFuture.supplyAsync(() -> adapter.awaitCommitted(sequence, timeoutNs));
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            final long expected = adapter.nextSequence();
            assertEquals(expected, adapter.offer(message, 0, message.capacity()));
        }
    }

    private void publishWhenPossible()
    {
        pollUntil("published", () -> adapter.offer(message, 0, message.capacity()) > 0);
    }

    private void pollUntil(final String what, final java.util.function.BooleanSupplier condition)
    {
        TestSink.await(what, () ->
        {
            adapter.poll();
            return condition.getAsBoolean();
        });
    }
}
