/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.ConcurrentConcludeException;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.RefusalCode;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Connecting, and what is said when it fails.
 */
@Timeout(60)
class ConnectTest
{
    private static final long SHORT_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static TestDriver driver;
    private static Aeron aeron;

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

    @Test
    void shouldClaimAndAdoptWithItsOwnClient()
    {
        final RecordingListener listener = new RecordingListener();
        try (TestSink sink = new TestSink(aeron))
        {
            sink.log.add(new byte[1]);
            sink.says.publisherEpoch = 8;
            try (SequencerAdapter adapter = sink.connect(driver.context().listener(listener)))
            {
                assertEquals(AdapterState.CONNECTED, adapter.state());
                assertEquals(2, adapter.nextSequence());
                assertEquals(1, adapter.committedSequence());
                assertEquals(Aeron.NULL_VALUE, adapter.committedPosition());
                assertEquals(9, adapter.publisherEpoch());
                assertEquals(DurabilityLevel.POWER_LOSS, adapter.durabilityLevel());
                assertEquals(0, listener.events.size(), "told by the polling thread only");
                adapter.poll();
                assertEquals("[connected 5 9 2]", listener.events.toString());
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
        value = RefusalCode.class,
        names = {"NULL_VAL", "JOINED_LATE", "OTHER_INCARNATION"},
        mode = EnumSource.Mode.EXCLUDE)
    void shouldThrowWhatTheSinkRefuses(final RefusalCode code)
    {
        try (TestSink sink = new TestSink(aeron))
        {
            sink.refusal = code;
            sink.log.add(new byte[1]);
            sink.log.add(new byte[1]);
            sink.says.publisherEpoch = 8;
            sink.says.publisherId = 3;
            final boolean isBehind = RefusalCode.BEHIND_LOG == code;
            final RefusedException ex = assertThrows(RefusedException.class, () -> sink.connect(
                driver.context().aeron(aeron).publisherEpoch(7).nextSequence(isBehind ? 2 : 5)));
            assertEquals("the sink refused: " + ex.refusal().describe(), ex.getMessage());
            assertTrue(ex.getMessage().startsWith("the sink refused: " + code + ": "), ex.getMessage());
            assertEquals(isBehind, ex.getMessage().contains("claim with nextSequence=-1"), ex.getMessage());
            final long first = isBehind ? 2 : RefusalCode.AHEAD_OF_LOG == code ? 3 : -1;
            final long last = isBehind ? 2 : RefusalCode.AHEAD_OF_LOG == code ? 4 : -1;
            assertEquals(
                new Refusal(code, new UUID(11, 22), 5, 3, 8, 0, 3, -1, first, last), ex.refusal());
            assertFalse(aeron.isClosed());
        }
    }

    @Test
    void shouldAskAgainWhenTheSinkJoinedLate()
    {
        try (TestSink sink = new TestSink(aeron);
            AsyncConnect connecting = SequencerAdapter.asyncConnect(sink.on(driver.context().aeron(aeron))))
        {
            sink.refusal = RefusalCode.JOINED_LATE;
            TestSink.await("3 refusals", () ->
            {
                sink.poll();
                assertNull(connecting.poll());
                return sink.requestCount >= 3;
            });
            sink.refusal = null;
            final SequencerAdapter[] adapter = new SequencerAdapter[1];
            TestSink.await("connected", () ->
            {
                sink.poll();
                adapter[0] = connecting.poll();
                return null != adapter[0];
            });
            assertThrows(IllegalStateException.class, connecting::poll);
            assertEquals(AdapterState.CONNECTED, adapter[0].state());
            adapter[0].close();
        }
    }

    @Test
    void shouldGiveUp()
    {
        try (TestSink sink = new TestSink(aeron))
        {
            sink.isMute = true;
            final AsyncConnect connecting = SequencerAdapter.asyncConnect(sink.on(driver.context()));
            TestSink.await("asked", () ->
            {
                sink.poll();
                return null == connecting.poll() && sink.requestCount > 1;
            });
            connecting.close();
            connecting.close();
            assertThrows(IllegalStateException.class, connecting::poll);
        }
    }

    @Test
    void shouldSayThatNobodySubscribes()
    {
        final String message = failure(driver.context().connectTimeoutNs(SHORT_NS)
            .streamId(901).controlStreamId(902).replyStreamId(903));
        assertTrue(message.contains("nobody subscribes to the data stream channel=aeron:ipc streamId=901"), message);
        assertTrue(message.contains("nobody subscribes to the control stream " +
            "controlChannel=aeron:ipc?term-length=64k controlStreamId=902"), message);
        assertTrue(message.contains("aeron.dir=" + driver.directoryName()), message);
        assertTrue(message.contains("is the sink running"), message);
        assertTrue(message.contains("300ms"), message);
    }

    @Test
    void shouldSayThatTheRequestWasNotAnswered()
    {
        try (TestSink sink = new TestSink(aeron))
        {
            sink.isMute = true;
            final AdapterTimeoutException ex = assertThrows(AdapterTimeoutException.class, () -> sink.connect(
                driver.context().aeron(aeron).connectTimeoutNs(SHORT_NS)));
            assertFalse(ex.getMessage().contains("nobody subscribes"), ex.getMessage());
            assertTrue(ex.getMessage().contains("not answered on the reply stream " +
                "replyChannel=aeron:ipc?term-length=64k replyStreamId=" + sink.replyStreamId), ex.getMessage());
        }
    }

    @Test
    void shouldConnectThroughAClientDrivenByAnInvoker()
    {
        final Aeron.Context clientContext = new Aeron.Context()
            .aeronDirectoryName(driver.directoryName())
            .useConductorAgentInvoker(true)
            .errorHandler((ex) ->
            {
                // Not the default, which exits the JVM.
            });
        try (Aeron invoked = Aeron.connect(clientContext);
            TestSink sink = new TestSink(aeron);
            SequencerAdapter adapter = sink.connect(driver.context().aeron(invoked)))
        {
            adapter.offer(TestSink.message(8), 0, 8);
            sink.run(adapter, "appended", () -> sink.log.size() == 1);
            sink.commit();
            sink.run(adapter, "committed", () -> adapter.committedSequence() == 1);
        }
    }

    @Test
    void shouldEndWithTheClientThatWasGiven()
    {
        final RecordingListener listener = new RecordingListener();
        final Aeron given = driver.client();
        try (TestSink sink = new TestSink(aeron);
            SequencerAdapter adapter = sink.connect(driver.context().aeron(given).listener(listener)))
        {
            final Claim claim = new Claim();
            adapter.poll();
            assertEquals(1, adapter.tryClaim(8, claim));
            given.close();
            TestSink.await("end", () ->
            {
                adapter.poll();
                return adapter.state() == AdapterState.CLOSED;
            });
            assertThrows(AdapterException.class, claim::commit);
            assertEquals(PublishResult.CLOSED, adapter.offer(TestSink.message(8), 0, 8));
            assertEquals("[connected 5 1 1, disconnected]", listener.events.toString());
            final Throwable ex = TestSink.causeOf(
                CompletableFuture.supplyAsync(() -> adapter.awaitCommitted(1, SHORT_NS)));
            assertEquals(AdapterException.class, ex.getClass());
        }
    }

    @Test
    void shouldCloseOwnClientWithoutLingering()
    {
        try (TestSink sink = new TestSink(aeron))
        {
            final SequencerAdapter adapter = sink.connect(driver.context());
            final long startNs = System.nanoTime();
            adapter.close();
            assertTrue(System.nanoTime() - startNs < TimeUnit.SECONDS.toNanos(2));
        }
    }

    @Test
    void shouldSayThatNoMediaDriverIsRunning()
    {
        final String directoryName = TestDriver.newDirectoryName();
        final long startNs = System.nanoTime();
        final String message = failure(
            new AdapterContext().aeronDirectoryName(directoryName).connectTimeoutNs(SHORT_NS));
        final long tookNs = System.nanoTime() - startNs;
        assertTrue(message.contains("no media driver is running in aeron.dir=" + directoryName), message);
        assertTrue(tookNs >= SHORT_NS && tookNs < TimeUnit.SECONDS.toNanos(5), "took " + tookNs);
    }

    @Test
    void shouldSayWhatTheDriverRefused()
    {
        final AdapterException ex = assertThrows(AdapterException.class, () -> SequencerAdapter.connect(
            driver.context().aeron(aeron).channel("aeron:ipc?term-length=100")));
        assertTrue(ex.getMessage().contains("refused"), ex.getMessage());
        assertTrue(ex.getMessage().contains("term-length=100"), ex.getMessage());
        assertFalse(aeron.isClosed());
    }

    @Test
    void shouldSayThatTheDriverDoesNotAnswer()
    {
        final MediaDriver.Context ctx = new MediaDriver.Context()
            .aeronDirectoryName(TestDriver.newDirectoryName())
            .threadingMode(ThreadingMode.INVOKER)
            .dirDeleteOnShutdown(true);
        try (MediaDriver stopped = MediaDriver.launch(ctx))
        {
            stopped.sharedAgentInvoker().invoke();
            final String message = failure(new AdapterContext()
                .aeronDirectoryName(stopped.aeronDirectoryName())
                .connectTimeoutNs(SHORT_NS));
            assertTrue(message.contains("aeron.dir=" + stopped.aeronDirectoryName() + " does not answer"), message);
        }
    }

    @Test
    void shouldEndWhenInterrupted()
    {
        Thread.currentThread().interrupt();
        final AdapterException ex = assertThrows(AdapterException.class, () -> SequencerAdapter.connect(
            driver.context().aeron(aeron).streamId(908)));
        assertTrue(Thread.interrupted());
        assertEquals("interrupted while connecting", ex.getMessage());
    }

    @Test
    void shouldConcludeContextOnce()
    {
        final AdapterContext ctx = driver.context().streamId(909).connectTimeoutNs(1);
        assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx));
        assertThrows(ConcurrentConcludeException.class, () -> SequencerAdapter.connect(ctx));
        assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx.clone()));
    }

    private static String failure(final AdapterContext ctx)
    {
        return assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx)).getMessage();
    }
}
