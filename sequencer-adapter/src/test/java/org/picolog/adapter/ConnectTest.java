/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.exceptions.ConcurrentConcludeException;
import org.agrona.CloseHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.picolog.codecs.protocol.DurabilityLevel;
import org.picolog.codecs.protocol.SinkStatus;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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
    void shouldConnectAndAdoptWithItsOwnClient()
    {
        final RecordingListener listener = new RecordingListener();
        try (TestSink sink = new TestSink(aeron))
        {
            sink.ack.committed(6).expected(7).status(SinkStatus.LOW_SPACE);
            try (SequencerAdapter adapter = sink.connect(driver.context().commitListener(listener)))
            {
                assertEquals(AdapterState.CONNECTED, adapter.state());
                assertEquals(7, adapter.nextSequence());
                assertEquals(6, adapter.committedSequence());
                assertEquals(Aeron.NULL_VALUE, adapter.committedPosition());
                assertEquals(SinkStatus.LOW_SPACE, adapter.status());
                assertEquals(DurabilityLevel.POWER_LOSS, adapter.durabilityLevel());
                assertEquals(0, listener.events.size(), "told by the polling thread only");

                sink.tell(adapter, () -> listener.events.size() >= 2);
                assertEquals("[connected 5 7, lowSpace true]", listener.events.toString());
            }
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
    void shouldSayThatNobodySubscribesAndNothingWasHeard()
    {
        final String message = failure(driver.context().connectTimeoutNs(SHORT_NS).streamId(901).replyStreamId(902));
        assertTrue(message.contains("nobody subscribes to the data stream channel=aeron:ipc streamId=901"), message);
        assertTrue(message.contains("no CommitPosition was heard on the reply stream " +
            "replyChannel=aeron:ipc?term-length=64k replyStreamId=902"), message);
        assertTrue(message.contains("aeron.dir=" + driver.directoryName()), message);
        assertTrue(message.contains("is the sink running"), message);
        assertTrue(message.contains("300ms"), message);
    }

    @Test
    void shouldSayThatNoAckWasHeard()
    {
        try (Subscription subscription = aeron.addSubscription("aeron:ipc", 903))
        {
            assertTrue(subscription.hasNoImages());
            final String message = failure(
                driver.context().aeron(aeron).connectTimeoutNs(SHORT_NS).streamId(903).replyStreamId(904));
            assertFalse(message.contains("nobody subscribes"), message);
            assertTrue(message.contains("no CommitPosition was heard"), message);
        }
    }

    @Test
    void shouldSayThatNobodySubscribesThoughAnAckWasHeard()
    {
        try (TestSink sink = new TestSink(aeron, 905, 906))
        {
            final AdapterTimeoutException ex = assertThrows(AdapterTimeoutException.class, () -> sink.connect(
                driver.context().connectTimeoutNs(SHORT_NS).streamId(907).replyStreamId(906)));
            assertTrue(ex.getMessage().contains("streamId=907"), ex.getMessage());
            assertFalse(ex.getMessage().contains("reply stream"), ex.getMessage());
        }
    }

    @Test
    void shouldSayThatTheSinkHasFailed()
    {
        try (TestSink sink = new TestSink(aeron))
        {
            sink.ack.status(SinkStatus.FAILED);
            final AdapterTimeoutException ex = assertThrows(AdapterTimeoutException.class, () -> sink.connect(
                driver.context().aeron(aeron).connectTimeoutNs(SHORT_NS)));
            assertTrue(ex.getMessage().contains("says that it is FAILED"), ex.getMessage());
        }
    }

    @Test
    void shouldSayThatNoMediaDriverIsRunning()
    {
        final String directoryName = TestDriver.newDirectoryName();
        final long startNs = System.nanoTime();
        final String message = failure(
            new SequencerAdapter.Context().aeronDirectoryName(directoryName).connectTimeoutNs(SHORT_NS));
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
            final String message = failure(new SequencerAdapter.Context()
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
        final SequencerAdapter.Context ctx = driver.context().streamId(909).connectTimeoutNs(1);
        assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx));
        assertThrows(ConcurrentConcludeException.class, () -> SequencerAdapter.connect(ctx));
        assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx.clone()));
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
        try (Aeron invoked = Aeron.connect(clientContext); TestSink sink = new TestSink(aeron))
        {
            try (SequencerAdapter adapter = sink.connect(driver.context().aeron(invoked)))
            {
                adapter.offer(TestSink.message(8), 0, 8);
                sink.ack.committed(1).expected(2);
                sink.tell(adapter, () -> adapter.committedSequence() == 1);
            }
        }
    }

    @Test
    void shouldEndWithTheMediaDriver()
    {
        final TestDriver mortal = new TestDriver();
        final RecordingListener listener = new RecordingListener();
        final Aeron sinkClient = mortal.client();
        final TestSink sink = new TestSink(sinkClient);
        try (SequencerAdapter adapter = sink.connect(mortal.context().commitListener(listener)))
        {
            final Claim claim = new Claim();
            assertEquals(1, adapter.tryClaim(8, claim));
            adapter.poll();
            mortal.close();
            TestSink.await("end", () ->
            {
                adapter.poll();
                return adapter.state() == AdapterState.CLOSED;
            });
            assertThrows(AdapterException.class, claim::commit);
            assertEquals(PublishResult.CLOSED, adapter.offer(TestSink.message(8), 0, 8));
            assertEquals("[connected 5 1, disconnected]", listener.events.toString());
            final Throwable ex = TestSink.causeOf(
                CompletableFuture.supplyAsync(() -> adapter.awaitCommitted(1, SHORT_NS)));
            assertEquals(AdapterException.class, ex.getClass());
        }
        finally
        {
            CloseHelper.quietCloseAll(sinkClient, mortal);
        }
    }

    private static String failure(final SequencerAdapter.Context ctx)
    {
        return assertThrows(AdapterTimeoutException.class, () -> SequencerAdapter.connect(ctx)).getMessage();
    }
}
