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
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Sinks and media drivers that go away and come back: the log ends as exactly what was published.
 */
@Timeout(180)
class ReconnectTest
{
    private static TestDriver driver;
    private static Aeron aeron;

    private final RecordingListener listener = new RecordingListener();
    private final List<byte[]> published = new ArrayList<>();
    private final SplittableRandom random = new SplittableRandom(42);
    private final Claim claim = new Claim();
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
        adapter = sink.connect(driver.context().aeron(aeron).listener(listener).retainedLength(1 << 20)
            .livenessTimeoutNs(TimeUnit.SECONDS.toNanos(1)));
        adapter.poll();
        listener.take();
    }

    @AfterEach
    void close()
    {
        CloseHelper.closeAll(adapter, sink);
    }

    @Test
    void shouldSendAgainWhatARestartedSinkLacks()
    {
        for (int restart = 0; restart < 5; restart++)
        {
            publish(200);
            sink.run(adapter, "some of it", () -> sink.log.size() > published.size() - 100);
            final int durable = published.size() - 50 - restart;
            sink.says.committedSequence = durable;
            sink.tell();
            sink.run(adapter, "committed", () -> adapter.committedSequence() == durable);
            restart(durable);
            sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        }
        awaitLog();
        assertEquals(10, adapter.sinkEpoch());
        assertEquals(1, adapter.publisherEpoch());
        assertEquals(1000, published.size());
        assertTrue(listener.events.contains("disconnected"));
        assertFalse(listener.events.toString().contains("ackedDataLost"));
    }

    @Test
    void shouldHoldPublishingWhileResending()
    {
        publish(300);
        restart(0);
        sink.isStalled = true;
        sink.run(adapter, "resending", () -> adapter.state() == AdapterState.RESENDING ||
            adapter.state() == AdapterState.CONNECTED);
        sink.isStalled = false;
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        publish(1);
        awaitLog();
    }

    @Test
    void shouldSendAgainAMessageOfSixteenMegabytes()
    {
        adapter.close();
        sink.close();
        sink = new TestSink(aeron);
        adapter = sink.connect(driver.context().aeron(aeron).listener(listener)
            .channel("aeron:ipc?term-length=128m").livenessTimeoutNs(TimeUnit.MINUTES.toNanos(1)));
        assertEquals(16 * 1024 * 1024, adapter.maxMessageLength());
        publish(3);
        for (int i = 0; i < 2; i++)
        {
            offer(randomBytes(adapter.maxMessageLength()));
        }
        publish(3);
        sink.run(adapter, "cut inside the second", () -> sink.frames.size() > 3 + 15_000);
        restart(2);
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        awaitLog();
    }

    @Test
    void shouldPublishAClaimThatWasOpenMeanwhile()
    {
        publish(2);
        assertEquals(3, adapter.tryClaim(8, claim));
        final byte[] bytes = randomBytes(8);
        claim.buffer().putBytes(claim.offset(), bytes);
        sink.run(adapter, "appended", () -> sink.log.size() == 2);
        restart(2);
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        claim.commit();
        published.add(bytes);
        assertEquals(PublishResult.RESENDING, adapter.offer(TestSink.message(8), 0, 8));
        sink.run(adapter, "sent", () -> adapter.state() == AdapterState.CONNECTED);
        publish(1);
        awaitLog();
    }

    @Test
    void shouldConnectAgainOnSilence()
    {
        publish(1);
        final long position = adapter.position();
        sink.isMute = true;
        sink.run(adapter, "silence", () -> adapter.state() == AdapterState.CONNECTING);
        assertEquals(PublishResult.NOT_CONNECTED, adapter.offer(TestSink.message(8), 0, 8));
        sink.run(adapter, "asked", () -> sink.requestCount >= 3);
        assertEquals(position, adapter.position());
        sink.isMute = false;
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        publish(1);
        awaitLog();
    }

    @Test
    void shouldGoOnAskingASinkThatFailed()
    {
        publish(1);
        sink.says.status = SinkStatus.FAILED.value();
        sink.refusal = RefusalCode.SINK_FAILED;
        sink.tell();
        sink.run(adapter, "refused", () -> adapter.state() == AdapterState.REFUSED);
        assertEquals(PublishResult.NOT_READY, adapter.offer(TestSink.message(8), 0, 8));
        assertEquals(List.of("disconnected", "failed", "refused SINK_FAILED"), listener.take());
        restart(0);
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        awaitLog();
    }

    @Test
    void shouldContinueAfterDataLoss()
    {
        publish(10);
        sink.run(adapter, "appended", () -> sink.log.size() == 10);
        sink.says.committedSequence = 8;
        sink.tell();
        sink.run(adapter, "committed", () -> adapter.committedSequence() == 8);
        listener.take();
        restart(5);
        sink.refusal = RefusalCode.AHEAD_OF_LOG;
        sink.run(adapter, "data loss", () -> adapter.state() == AdapterState.DATA_LOSS);
        assertEquals(List.of("disconnected", "ackedDataLost 8 5", "dataLoss 6 8"), listener.take());
        assertEquals(PublishResult.DATA_LOSS, adapter.offer(TestSink.message(8), 0, 8));
        final Throwable ex = TestSink.causeOf(CompletableFuture.supplyAsync(() -> adapter.awaitCommitted(9, 1)));
        assertTrue(ex.getMessage().contains("DATA_LOSS"), ex.getMessage());

        sink.refusal = null;
        adapter.continueFrom(6);
        sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
        published.subList(5, published.size()).clear();
        publish(3);
        awaitLog();
    }

    @Test
    void shouldMakeAnotherClientWhenTheMediaDriverComesBack()
    {
        adapter.close();
        sink.close();
        final String directoryName = TestDriver.newDirectoryName();
        TestDriver mortal = new TestDriver(directoryName);
        Aeron sinkClient = mortal.client();
        sink = new TestSink(sinkClient);
        adapter = sink.connect(mortal.context().listener(listener).retainedLength(1 << 20)
            .livenessTimeoutNs(TimeUnit.SECONDS.toNanos(1)).driverTimeoutNs(TimeUnit.SECONDS.toNanos(1)));
        try
        {
            publish(100);
            sink.run(adapter, "appended", () -> sink.log.size() == 100);
            sink.says.committedSequence = 60;
            sink.tell();
            sink.run(adapter, "committed", () -> adapter.committedSequence() == 60);
            final int sessionId = adapter.sessionId();
            assertEquals(101, adapter.tryClaim(8, claim));
            final List<byte[]> durable = new ArrayList<>(sink.log.subList(0, 60));
            CloseHelper.closeAll(sink, sinkClient, mortal);
            TestSink.await("gone", () ->
            {
                adapter.poll();
                return adapter.state() == AdapterState.CONNECTING && 0 == claim.buffer().capacity();
            });
            assertThrows(AdapterException.class, claim::commit);
            assertEquals(PublishResult.NOT_CONNECTED, adapter.offer(TestSink.message(8), 0, 8));

            mortal = new TestDriver(directoryName);
            sinkClient = mortal.client();
            sink = new TestSink(sinkClient, sink.streamId, durable);
            sink.says.epoch = 6;
            sink.run(adapter, "connected", () -> adapter.state() == AdapterState.CONNECTED);
            assertNotEquals(sessionId, adapter.sessionId());
            assertEquals(Aeron.NULL_VALUE, adapter.committedPosition());
            publish(5);
            awaitLog();
            assertEquals(adapter.position(), adapter.committedPosition());
        }
        finally
        {
            adapter.close();
            CloseHelper.quietCloseAll(sinkClient, mortal);
        }
    }

    @Test
    void shouldAnswerBackPressureWhenTheRingIsFull()
    {
        adapter.close();
        adapter = sink.connect(driver.context().aeron(aeron).retainedLength(4096)
            .livenessTimeoutNs(TimeUnit.MINUTES.toNanos(1)));
        long result;
        int count = 0;
        do
        {
            result = adapter.offer(TestSink.message(1000), 0, 1000);
            count++;
        }
        while (result > 0);
        assertEquals(PublishResult.RETAINED_FULL, result);
        assertEquals(5, count);
        assertEquals(4088, adapter.maxMessageLength());
        sink.run(adapter, "appended", () -> sink.log.size() == 4);
        sink.commit();
        sink.run(adapter, "room", () -> adapter.offer(TestSink.message(4088), 0, 4088) > 0);
    }

    private void restart(final int durable)
    {
        final List<byte[]> kept = new ArrayList<>(sink.log.subList(0, durable));
        final long epoch = sink.says.epoch;
        sink.close();
        sink = new TestSink(aeron, sink.streamId, kept);
        sink.says.epoch = epoch + 1;
        sink.says.publisherEpoch = adapter.publisherEpoch();
        TestSink.await("disconnected", () ->
        {
            adapter.poll();
            return adapter.state() != AdapterState.CONNECTED;
        });
    }

    private void publish(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            offer(randomBytes(random.nextInt(200)));
        }
    }

    private void offer(final byte[] bytes)
    {
        final UnsafeBuffer message = new UnsafeBuffer(bytes);
        sink.run(adapter, "published", () -> adapter.offer(message, 0, bytes.length) > 0);
        published.add(bytes);
    }

    private byte[] randomBytes(final int length)
    {
        final byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private void awaitLog()
    {
        sink.run(adapter, "in the log", () -> sink.log.size() == published.size());
        sink.commit();
        sink.run(adapter, "committed", () -> adapter.committedSequence() == published.size());
        for (int i = 0; i < published.size(); i++)
        {
            assertArrayEquals(published.get(i), sink.log.get(i), "sequence " + (i + 1));
        }
    }
}
