/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.driver.MediaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Finding another client, without threads: time is the test's.
 */
@Timeout(180)
class MediaDriverLinkTest
{
    private static final long SECOND_NS = TimeUnit.SECONDS.toNanos(1);

    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private long nowNs = SECOND_NS;

    /**
     * Counters are used by other threads as soon as they are there: their memory must outlast what comes after them.
     */
    @Test
    void aClientThatTurnsOutToBeOfNoUseIsNotTakenFromUnderThoseWhoCount(@TempDir final Path directory) throws Exception
    {
        final int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress()))
        {
            port = free.getLocalPort();
        }
        try (MediaDriver driver = TestDriver.launch())
        {
            final SinkContext ctx = new SinkContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .channel("aeron:udp?endpoint=localhost:" + port)
                .errorHandler(errors::add)
                .log(new LogContext().directory(directory).segmentLength(256 * 1024).slabLength(1024 * 1024)
                    .nanoClock(() -> nowNs))
                .conclude();
            try (DurableLog log = DurableLog.open(ctx.log()))
            {
                final SinkCounters counters = SinkCounters.of(ctx, log.logId(), log.epoch());
                counters.attach(ctx.aeron());
                final Replies replies = new Replies(ctx, log, new Answers(), ctx.state());
                try (MediaDriverLink link = new MediaDriverLink(ctx, counters, replies, ctx.state()))
                {
                    ctx.ownClient().close();
                    link.doWork();
                    nowNs += SECOND_NS;
                    link.doWork();
                    assertFalse(link.isLinked());
                    final long others = clients();

                    try (DatagramSocket taken = occupy(port))
                    {
                        assertEquals(port, taken.getLocalPort());
                        nowNs += SECOND_NS;
                        link.doWork();
                        assertFalse(link.isLinked());
                        assertTrue(errors.get(1).getMessage().contains("trying again"), errors::toString);
                        link.doWork();
                        assertEquals(others + 1, clients());
                        nowNs += SECOND_NS;
                        link.doWork();
                        assertEquals(others, clients());
                    }

                    while (!link.isLinked())
                    {
                        nowNs += SECOND_NS;
                        link.doWork();
                    }
                    assertEquals(2, errors.size(), errors::toString);
                    assertEquals(1, counters.get(SinkCounter.DRIVER_LOSSES), "an attempt in vain is no loss");
                }
            }
        }
    }

    /**
     * As soon as the media driver has let go of it.
     */
    private static DatagramSocket occupy(final int port) throws Exception
    {
        final long deadlineNs = System.nanoTime() + SinkHarness.DEADLINE_NS;
        while (true)
        {
            try
            {
                return new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            }
            catch (final java.net.BindException ex)
            {
                assertTrue(System.nanoTime() - deadlineNs < 0, "the media driver keeps the port");
                Thread.yield();
            }
        }
    }

    /**
     * How many clients are open, each of which has a thread.
     */
    private static long clients()
    {
        return Thread.getAllStackTraces().keySet().stream()
            .filter((thread) -> thread.getName().equals("aeron-client"))
            .count();
    }
}
