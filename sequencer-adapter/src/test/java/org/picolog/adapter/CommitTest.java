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
import org.picolog.codecs.protocol.CommitPositionEncoder;
import org.picolog.codecs.protocol.MessageHeaderEncoder;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What other threads and the listener learn, over a real media driver.
 */
@Timeout(120)
class CommitTest
{
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(30);

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
        connect(listener);
        adapter.poll();
        assertEquals(List.of("connected 5 1 1"), listener.take());
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
        commit(3);
        assertEquals(position, adapter.committedPosition());
        assertEquals(List.of("committed 3 " + position), listener.take());
    }

    @Test
    void shouldShowWhomItIsConnectedTo()
    {
        assertEquals(new java.util.UUID(11, 22), adapter.logId());
        assertEquals(5, adapter.sinkEpoch());
        assertEquals(1, adapter.publisherEpoch());
        assertEquals(SinkStatus.ACTIVE, adapter.status());
        assertTrue(sink.replyChannel.contains("session-id="), sink.replyChannel);
    }

    @Test
    void shouldWakeAnotherThreadThatWaits()
    {
        publish(2);
        final CompletableFuture<Boolean> first = await(1, LONG_NS);
        final CompletableFuture<Boolean> second = await(2, LONG_NS);
        sink.run(adapter, "appended", () -> sink.log.size() == 2);
        sink.says.committedSequence = 1;
        sink.tell();
        sink.run(adapter, "first", first::isDone);
        assertTrue(first.join());
        assertFalse(second.isDone());
        commit(2);
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
    void shouldEndWaitingWhenFenced()
    {
        publish(2);
        sink.run(adapter, "appended", () -> sink.log.size() == 2);
        final CompletableFuture<Boolean> committed = await(1, LONG_NS);
        final CompletableFuture<Boolean> lost = await(2, LONG_NS);
        sink.says.committedSequence = 1;
        sink.tell();
        sink.run(adapter, "first", committed::isDone);
        sink.says.publisherEpoch++;
        sink.says.committedSequence = 2;
        sink.tell();
        sink.run(adapter, "fenced", () -> adapter.state() == AdapterState.FENCED);
        assertTrue(committed.join());
        final Throwable ex = TestSink.causeOf(lost);
        assertEquals(AdapterException.class, ex.getClass());
        assertTrue(ex.getMessage().contains("sequence=2") && ex.getMessage().contains("FENCED"), ex.getMessage());
        assertEquals(PublishResult.FENCED, adapter.offer(message, 0, 8));
        assertEquals(PublishResult.FENCED, adapter.tryClaim(8, new Claim()));
        final List<String> events = listener.take();
        assertEquals(List.of("disconnected", "fenced 2"), events.subList(events.size() - 2, events.size()));
    }

    @Test
    void shouldSkipAndCountWhatItDoesNotKnow()
    {
        final UnsafeBuffer buffer = sink.says.buffer();
        final MessageHeaderEncoder header = new MessageHeaderEncoder().wrap(buffer, 0);
        final int length = sink.says.ack();
        header.templateId(99);
        sink.tell(length);
        header.templateId(CommitPositionEncoder.TEMPLATE_ID).schemaId(4102);
        sink.tell(length);
        header.schemaId(4101).blockLength(CommitPositionEncoder.BLOCK_LENGTH - 1);
        sink.tell(length);
        header.blockLength(CommitPositionEncoder.BLOCK_LENGTH + 1);
        sink.tell(length);
        sink.tell(3);
        sink.run(adapter, "5 skipped", () -> adapter.unknownMessages() == 5);
        assertEquals(AdapterState.CONNECTED, adapter.state());
        assertEquals(0, adapter.ignoredAcks());
    }

    @Test
    void shouldReadAcksOfALaterSchemaVersion()
    {
        publish(1);
        sink.run(adapter, "appended", () -> sink.log.size() == 1);
        sink.says.committedSequence = 1;
        sink.says.expectedSequence = 2;
        final int length = sink.says.ack();
        new MessageHeaderEncoder().wrap(sink.says.buffer(), 0)
            .blockLength(CommitPositionEncoder.BLOCK_LENGTH + 16).version(2);
        sink.tell(length + 16);
        sink.run(adapter, "committed", () -> adapter.committedSequence() == 1);
    }

    @Test
    void shouldSurviveWhatTheListenerThrows()
    {
        adapter.close();
        connect(new AdapterListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                adapter.poll();
            }
        });
        publish(1);
        commit(1);
        assertEquals(IllegalStateException.class, adapter.lastError().getClass());
        assertFalse(aeron.isClosed());
    }

    @Test
    void shouldPublishFromTheListener()
    {
        adapter.close();
        final long[] published = new long[1];
        connect(new AdapterListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                published[0] = adapter.offer(message, 0, 8);
            }
        });
        publish(1);
        commit(1);
        assertEquals(2, published[0]);
    }

    @Test
    void shouldCloseFromTheListener()
    {
        adapter.close();
        connect(new AdapterListener()
        {
            @Override
            public void onCommitted(final long sequence, final long position)
            {
                adapter.close();
            }
        });
        publish(1);
        commit(1);
        assertEquals(AdapterState.CLOSED, adapter.state());
        assertEquals(0, adapter.poll());
    }

    private void connect(final AdapterListener to)
    {
        adapter = sink.connect(driver.context().aeron(aeron).listener(to).retainedLength(1 << 20)
            .livenessTimeoutNs(TimeUnit.MINUTES.toNanos(1)));
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

    private void commit(final int count)
    {
        sink.run(adapter, "appended", () -> sink.log.size() == count);
        sink.commit();
        sink.run(adapter, "committed", () -> adapter.committedSequence() == count);
    }
}
