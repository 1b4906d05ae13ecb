/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.SinkStatus;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * Publications that end, are revoked, and are lost, and who writes next.
 */
@Timeout(180)
class SinkStreamEndTest
{
    private static final int LENGTH = 200;

    @TempDir
    private Path directory;
    private SinkHarness harness;

    @AfterEach
    void after()
    {
        harness.close();
    }

    @ParameterizedTest
    @EnumSource
    void afterTheEndOfAStreamTheNextOneWrites(final IngestMode mode)
    {
        launch(mode);
        final ExclusivePublication first = harness.addUnconnectedPublication();
        final TestConnection connection = connect(first, mode);
        publish(first, 1, 100);
        first.close();
        awaitCounter(SinkCounter.STREAMS_ENDED, 1);
        assertDetached(connection);

        final ExclusivePublication next = harness.addUnconnectedPublication();
        connect(next, mode);
        publish(next, 101, 200);
        harness.awaitCommitted(200);
        assertEquals(0, harness.counter(harness.aeron, SinkCounter.PUBLICATIONS_REVOKED));
        assertEquals(0, harness.counter(harness.aeron, SinkCounter.IMAGES_LOST));
        harness.closeSink();
        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 200, (sequence) -> LENGTH);
    }

    @ParameterizedTest
    @EnumSource
    void afterARevokedPublicationTheNextOneWrites(final IngestMode mode)
    {
        launch(mode);
        final ExclusivePublication first = harness.addUnconnectedPublication();
        final TestConnection connection = connect(first, mode);
        publish(first, 1, 100);
        harness.awaitCommitted(100);
        final long taken = first.position();
        harness.isInvoked = false;
        publish(first, 101, 150);
        final long revoked = first.position();
        first.revoke();
        harness.await("the image to go", () -> harness.sinkPosition(first) < 0);
        harness.isInvoked = true;
        awaitCounter(SinkCounter.PUBLICATIONS_REVOKED, 1);
        assertDetached(connection);
        if (IngestMode.PLAIN == mode)
        {
            final String text = harness.errors.remove(0).getMessage();
            assertTrue(text.contains("DATA LOSS") && text.contains("revoked by its publisher at position " + revoked) &&
                text.contains("up to position " + taken), text);
        }

        final ExclusivePublication next = harness.addUnconnectedPublication();
        connect(next, mode);
        publish(next, 101, 200);
        harness.awaitCommitted(200);
        assertEquals(0, harness.counter(harness.aeron, SinkCounter.STREAMS_ENDED));
        harness.closeSink();
        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 200, (sequence) -> LENGTH);
    }

    /**
     * The other machine is gone from one moment to the next.
     */
    @Test
    void afterAnImageThatIsLostTheNextOneWrites() throws Exception
    {
        final String channel = "aeron:udp?endpoint=127.0.0.1:" + freePort() + "|term-length=64k";
        harness = new SinkHarness(directory, newDriver());
        harness.ctx.ingestMode(IngestMode.PLAIN).channel(channel);
        harness.launch(org.picolog.sink.ThreadingMode.DEDICATED);
        publishFromAnotherMachine(channel, 1, 100);
        awaitCounter(SinkCounter.IMAGES_LOST, 1);
        publishFromAnotherMachine(channel, 101, 200);
        assertEquals(0, harness.counter(harness.aeron, SinkCounter.STREAMS_ENDED));
        harness.closeSink();
        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 200, (sequence) -> LENGTH);
    }

    private void publishFromAnotherMachine(final String channel, final long first, final long last)
    {
        final MediaDriver other = newDriver();
        final Aeron aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(other.aeronDirectoryName())
            .errorHandler((ex) -> { }));
        try
        {
            final ExclusivePublication publication = aeron.addExclusivePublication(channel, harness.ctx.streamId());
            harness.await("the connection", publication::isConnected);
            publish(publication, first, last);
            harness.awaitCommitted(last);
        }
        finally
        {
            // The driver before the client: the end of the stream is not said any more.
            CloseHelper.closeAll(other, aeron);
        }
    }

    private static MediaDriver newDriver()
    {
        return MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(TestDriver.newDirectory())
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(1, 10, 1_000, 200_000))
            .dirDeleteOnStart(true)
            .dirDeleteOnShutdown(true)
            .imageLivenessTimeoutNs(TimeUnit.SECONDS.toNanos(2))
            .clientLivenessTimeoutNs(SinkHarness.DEADLINE_NS)
            .publicationUnblockTimeoutNs(2 * SinkHarness.DEADLINE_NS));
    }

    private static int freePort() throws Exception
    {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            return socket.getLocalPort();
        }
    }

    private void launch(final IngestMode mode)
    {
        harness = new SinkHarness(directory);
        harness.ctx.ingestMode(mode);
        harness.launch(org.picolog.sink.ThreadingMode.INVOKER);
    }

    private TestConnection connect(final ExclusivePublication publication, final IngestMode mode)
    {
        return IngestMode.SEQUENCED == mode ? harness.claim(publication) : null;
    }

    private void assertDetached(final TestConnection connection)
    {
        if (null != connection)
        {
            harness.await("word of it", () -> null != connection.lastAck() &&
                SinkStatus.DETACHED == connection.lastAck().status());
        }
    }

    private void awaitCounter(final SinkCounter kind, final long value)
    {
        harness.await(kind + " to be " + value, () -> value == harness.counter(harness.aeron, kind));
    }

    private void publish(final ExclusivePublication publication, final long first, final long last)
    {
        for (long sequence = first; sequence <= last; sequence++)
        {
            harness.publish(publication, sequence, LENGTH);
        }
    }
}
