/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.driver.MediaDriver;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * The whole way, adapter and sink each at a media driver of its own, over what Aeron has beside IPC.
 */
@Timeout(180)
class SinkTransportTest
{
    private enum Transport
    {
        UNICAST
        {
            @Override
            String publication(final int port, final int control)
            {
                return "aeron:udp?endpoint=127.0.0.1:" + port;
            }

            @Override
            String subscription(final int port, final int control)
            {
                return publication(port, control);
            }
        },

        MULTI_DESTINATION
        {
            @Override
            String publication(final int port, final int control)
            {
                return "aeron:udp?control=127.0.0.1:" + control + "|control-mode=dynamic|fc=min";
            }

            @Override
            String subscription(final int port, final int control)
            {
                return "aeron:udp?endpoint=127.0.0.1:" + port + "|control=127.0.0.1:" + control +
                    "|control-mode=dynamic";
            }
        };

        abstract String publication(int port, int control);

        abstract String subscription(int port, int control);
    }

    private static final int MESSAGES = 5_000;

    @TempDir
    private Path directory;
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @ParameterizedTest
    @EnumSource
    void carriesMessagesAndAcksAcrossARestartOfTheSink(final Transport transport) throws Exception
    {
        final int dataPort = freePort();
        final int dataControl = freePort();
        final String control = "aeron:udp?endpoint=127.0.0.1:" + freePort() + "|term-length=64k";
        final String replies = "aeron:udp?endpoint=127.0.0.1:" + freePort() + "|term-length=64k";
        final Path log = Files.createDirectory(directory.resolve("log"));
        try (MediaDriver sinkDriver = TestDriver.launch();
            MediaDriver adapterDriver = TestDriver.launch())
        {
            final SinkContext sinkCtx = new SinkContext()
                .aeronDirectoryName(sinkDriver.aeronDirectoryName())
                .channel(transport.subscription(dataPort, dataControl))
                .controlChannel(control)
                .errorHandler(errors::add)
                .monitor(new MonitorContext()
                    .cycleThresholdNs(SinkHarness.DEADLINE_NS).driverSilenceThresholdNs(SinkHarness.DEADLINE_NS))
                .log(new LogContext()
                    .directory(log).segmentLength(1024 * 1024).slowWriteThresholdNs(SinkHarness.DEADLINE_NS));
            Sink sink = Sink.launch(sinkCtx);
            try (SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext()
                .aeronDirectoryName(adapterDriver.aeronDirectoryName())
                .channel(transport.publication(dataPort, dataControl))
                .controlChannel(control)
                .replyChannel(replies)
                .connectTimeoutNs(SinkHarness.DEADLINE_NS)
                .errorHandler(errors::add)))
            {
                publish(adapter, MESSAGES);
                sink.close();
                sink = Sink.launch(sinkCtx.clone());
                publish(adapter, 2 * MESSAGES);
            }
            finally
            {
                sink.close();
            }
        }
        assertLogHolds(log, 2 * MESSAGES, SinkTransportTest::length);
        assertEquals(List.of(), errors);
    }

    /**
     * Up to a sequence, and until that is durable.
     */
    private void publish(final SequencerAdapter adapter, final long last)
    {
        final UnsafeBuffer message = new UnsafeBuffer(new byte[4_096]);
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (adapter.committedSequence() < last)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "committed " + adapter.committedSequence() +
                ", the adapter is " + adapter.state() + ", errors " + errors);
            if (adapter.nextSequence() <= last)
            {
                final int length = length(adapter.nextSequence());
                TestMessages.fill(message, 0, adapter.nextSequence(), length);
                adapter.offer(message, 0, length);
            }
            adapter.poll();
            Thread.yield();
        }
    }

    private static int length(final long sequence)
    {
        return (int)(0 == sequence % 50 ? 4_000 : 20 + sequence % 300);
    }

    private static int freePort() throws IOException
    {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            return socket.getLocalPort();
        }
    }
}
