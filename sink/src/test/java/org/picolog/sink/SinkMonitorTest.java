/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.agrona.concurrent.errors.ErrorLogReader;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.LogContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How a sink watches itself, and what it leaves for those who look later.
 */
@Timeout(180)
class SinkMonitorTest
{
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

    @Test
    void tellsOfAStallWhileItLastsAndKeepsItForLater() throws IOException
    {
        harness.ctx.monitor().cycleThresholdNs(TimeUnit.SECONDS.toNanos(2));
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, 100);
        harness.awaitCommitted(1);
        assertEquals(0, value(SinkCounter.STALLS));

        harness.isInvoked = false;
        harness.await("two stalls", () -> 2 == value(SinkCounter.STALLS));
        harness.isInvoked = true;
        harness.await("the errors", () -> 2 == harness.errors.size());
        assertTrue(
            harness.errors.get(0).getMessage().startsWith("a duty cycle of picolog-ingest takes longer than"),
            harness.errors.get(0).getMessage());
        harness.await("its length", () -> value(SinkCounter.CYCLE_TIME_MAX) >= TimeUnit.SECONDS.toNanos(2));
        assertEquals(2, errorsIn(MarkFileReader.file(directory)).size());

        harness.publish(publication, 2, 100);
        harness.awaitCommitted(2);
        harness.closeSink();
        final Path file = MarkFileReader.file(directory);
        assertEquals(-1, (long)MarkFileReader.read(file, MarkFileReader::heartbeatMs));
        harness.sink = null;

        // The next run begins with no errors, and keeps those of this one.
        relaunch();
        assertEquals(List.of(), errorsIn(MarkFileReader.file(directory)));
        final List<String> kept = errorsIn(MarkFileReader.previousFile(directory));
        assertEquals(2, kept.size());
        assertTrue(kept.get(0).contains("a duty cycle of picolog-ingest takes longer than"), kept.get(0));
    }

    /**
     * For as long as it is reported: while a write hangs, and for some seconds after.
     */
    @Test
    void saysInItsAcksThatTheDeviceIsSlow()
    {
        final long thresholdNs = TimeUnit.SECONDS.toNanos(20);
        final AtomicBoolean isHeard = new AtomicBoolean(true);
        final AtomicLong skippedNs = new AtomicLong();
        harness.ctx.log()
            .slowWriteThresholdNs(thresholdNs)
            .nanoClock(() -> System.nanoTime() + skippedNs.get())
            .blockIo(new FaultyBlockIo()
            {
                @Override
                boolean isPolled()
                {
                    return isHeard.get();
                }
            });
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, 100);
        harness.awaitCommitted(1);
        assertEquals(SinkStatus.ACTIVE, harness.lastAck().status());

        isHeard.set(false);
        harness.publish(publication, 2, 100);
        harness.awaitConsumed(publication);
        harness.await("the write", () -> value(SinkCounter.WRITES_IN_FLIGHT) > 0);
        skippedNs.addAndGet(thresholdNs);
        harness.await("SLOW_DEVICE", () -> SinkStatus.SLOW_DEVICE == harness.lastAck().status());
        assertEquals(1, harness.lastAck().committed());
        assertEquals(SinkStatus.SLOW_DEVICE.value(), value(SinkCounter.STATE));
        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertTrue(harness.errors.get(0).getMessage().startsWith("writes to "), harness.errors::toString);

        isHeard.set(true);
        harness.awaitCommitted(2);
        assertEquals(SinkStatus.SLOW_DEVICE, harness.lastAck().status());
        harness.await("ACTIVE", () ->
        {
            skippedNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(1));
            return SinkStatus.ACTIVE == harness.lastAck().status();
        });
        assertEquals(2, harness.lastAck().committed());
        assertEquals(1, harness.errors.size(), harness.errors::toString);
    }

    @Test
    void saysWhoRunsAndWhereItsThingsAre() throws IOException
    {
        final long beforeMs = System.currentTimeMillis();
        harness.launch(ThreadingMode.SHARED);
        final Path file = MarkFileReader.file(directory);
        assertEquals(ProcessHandle.current().pid(), (long)MarkFileReader.read(file, MarkFileReader::processId));
        assertEquals(1, (long)MarkFileReader.read(file, MarkFileReader::epoch));
        assertEquals(harness.aeronDirectory, MarkFileReader.read(file, MarkFileReader::aeronDirectory));
        final String settings = MarkFileReader.read(file, MarkFileReader::settings);
        assertTrue(settings.contains("picolog.log.dir=" + directory + "\n"), settings);
        assertTrue(settings.contains("picolog.channel=" + harness.ctx.channel() + "\n"), settings);
        final long startMs = MarkFileReader.read(file, MarkFileReader::startMs);
        assertTrue(startMs >= beforeMs && startMs <= System.currentTimeMillis());
        final long heartbeatMs = MarkFileReader.read(file, MarkFileReader::heartbeatMs);
        harness.await("another heartbeat", () -> heartbeat(file) > heartbeatMs);
        assertEquals("rw-r-----", java.nio.file.attribute.PosixFilePermissions.toString(
            Files.getPosixFilePermissions(file)));
    }

    /**
     * The mark file is an aid: what must be durable does not depend on it.
     */
    @Test
    void runsWithoutAMarkFileWhereThereCanBeNone() throws IOException
    {
        final Path inTheWay = Files.createDirectory(MarkFileReader.file(directory));
        Files.createFile(inTheWay.resolve("file"));
        harness.launch(ThreadingMode.SHARED);
        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, 100);
        harness.awaitCommitted(1);
        assertEquals(1, harness.errors.size());
        assertTrue(harness.errors.get(0).getMessage().contains("cannot be made"), harness.errors.get(0).getMessage());
    }

    /**
     * What counts for one sink takes one writer, and no more from one sink to the next.
     */
    @Test
    void aCloneHasTheConsumersThatWereGivenAlone()
    {
        final LongConsumer mine = (timeNs) -> { };
        harness.ctx.log().flushTimeConsumer(mine).commitTimeConsumer(mine);
        harness.launch(ThreadingMode.SHARED);
        assertNotSame(mine, harness.ctx.log().flushTimeConsumer());
        assertNotSame(mine, harness.ctx.log().commitTimeConsumer());
        final LogContext copy = harness.ctx.clone().log();
        assertSame(mine, copy.flushTimeConsumer());
        assertSame(mine, copy.commitTimeConsumer());
    }

    @Test
    void startsAnewOverAMarkFileThatIsNone() throws IOException
    {
        Files.write(MarkFileReader.file(directory), new byte[]{1, 2, 3});
        harness.launch(ThreadingMode.SHARED);
        assertEquals(List.of(), harness.errors);
        assertEquals(1, (long)MarkFileReader.read(MarkFileReader.file(directory), MarkFileReader::epoch));
    }

    @Test
    void publishesLatenciesAndWritesThemToALog() throws IOException
    {
        final Path log = directory.resolve("latencies.hlog");
        harness.ctx.monitor().latencyLog(log).latencyLogIntervalNs(TimeUnit.SECONDS.toNanos(1));
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addPublication();
        long sequence = 0;
        while (0 == value(SinkCounter.COMMIT_LATENCY_MAX) || 0 == value(SinkCounter.FLUSH_LATENCY_P50))
        {
            harness.publish(publication, ++sequence, 500);
        }
        harness.awaitCommitted(sequence);
        harness.await("the space", () -> value(SinkCounter.SPACE_LEFT) > 0);
        final long writes = value(SinkCounter.WRITES_DURABLE);
        harness.closeSink();

        long flushes = 0;
        long commits = 0;
        try (HistogramLogReader reader = new HistogramLogReader(log.toFile()))
        {
            for (EncodableHistogram next = reader.nextIntervalHistogram(); null != next;
                next = reader.nextIntervalHistogram())
            {
                final long count = ((Histogram)next).getTotalCount();
                flushes += "flush".equals(next.getTag()) ? count : 0;
                commits += "commit".equals(next.getTag()) ? count : 0;
            }
        }
        assertTrue(flushes >= writes, flushes + " of " + writes);
        assertTrue(commits >= flushes, commits + " pages, " + flushes + " writes");
        assertFalse(commits > sequence * 2, commits + " pages for " + sequence + " messages");
    }

    private void relaunch()
    {
        harness.ctx.log(harness.ctx.log().clone());
        final SinkContext next = harness.ctx.clone().threadingMode(ThreadingMode.SHARED);
        harness.sink = Sink.launch(next);
    }

    private long value(final SinkCounter kind)
    {
        final CountersReader reader = harness.aeron.countersReader();
        final long[] value = {0};
        reader.forEach((id, typeId, key, label) ->
            value[0] = typeId == kind.typeId() ? reader.getCounterValue(id) : value[0]);

        return value[0];
    }

    private static long heartbeat(final Path file)
    {
        try
        {
            return MarkFileReader.read(file, MarkFileReader::heartbeatMs);
        }
        catch (final IOException ex)
        {
            throw new AssertionError(ex);
        }
    }

    private static List<String> errorsIn(final Path file) throws IOException
    {
        final List<String> errors = new ArrayList<>();
        MarkFileReader.read(
            file,
            (reader) -> ErrorLogReader.read(reader.errorLog(), (count, first, last, text) -> errors.add(text)));

        return errors;
    }
}
