/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.Publication;
import org.agrona.collections.MutableLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.log.LogReader;
import org.picolog.log.LogReplacedException;
import org.picolog.log.WriteFailedException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * What breaks under a running sink, and that it stops for good, tells everybody once, and can be closed.
 */
@Timeout(180)
class SinkFailureTest
{
    private static final int LENGTH = 500;

    @TempDir
    private Path directory;
    private SinkHarness harness;
    private ExclusivePublication publication;
    private long published;

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
    void stopsForGoodWhenAWriteFails(final ThreadingMode mode)
    {
        launch(mode, (number, result) -> 20 == number ? -Errno.EIO : result);
        publishUntilFailed();

        final String message = assertInstanceOf(WriteFailedException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("EIO"), message);
        assertStopped();
        assertLogHoldsAtLeast(harness.lastAck().committed());
    }

    @ParameterizedTest
    @ValueSource(strings = { "anchor", "lock", "directory" })
    void stopsForGoodWhenItsFilesAreTakenAway(final String what) throws IOException
    {
        final Path log = Files.createDirectory(directory.resolve("log"));
        harness.ctx.log().directory(log);
        harness.launch(ThreadingMode.DEDICATED);
        publication = harness.addPublication();
        publishAndCommit(10);
        final Path gone = "directory".equals(what) ? log : log.resolve(what);
        Files.move(gone, directory.resolve("gone"));
        publishUntilFailed();

        final String message = assertInstanceOf(LogReplacedException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains(log.toString()), message);
        assertTrue(message.contains("was deleted, moved"), message);
        assertStopped();
    }

    @Test
    void isShortOfSpaceForAWhileAndLosesNothing()
    {
        final AtomicBoolean isFull = new AtomicBoolean();
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            void onCreate(final String name)
            {
                if (isFull.get() && name.endsWith(".plog.tmp"))
                {
                    throw new BlockIoException("planted: " + Errno.describe(Errno.ENOSPC), Errno.ENOSPC);
                }
            }
        });
        harness.launch(ThreadingMode.DEDICATED);
        publication = harness.addPublication();
        isFull.set(true);
        final MutableLong sequence = new MutableLong();
        harness.await("LOW_SPACE", () ->
        {
            publishOneIfThereIsRoom(sequence);
            return SinkStatus.LOW_SPACE == harness.lastAck().status();
        });
        assertEquals(1, harness.errors.size());
        assertTrue(harness.errors.get(0).getMessage().contains("no space"), harness.errors.get(0).getMessage());

        final long enough = sequence.get() + 20_000;
        isFull.set(false);
        harness.await("space again", () ->
        {
            publishOneIfThereIsRoom(sequence);
            return sequence.get() >= enough && SinkStatus.ACTIVE == harness.lastAck().status();
        });
        harness.awaitCommitted(sequence.get());
        assertNull(harness.sink.failure());
        assertEquals(1, harness.errors.size());
        harness.errors.clear();
        harness.closeSink();
        assertLogHolds(directory, sequence.get(), (number) -> LENGTH);
    }

    private void publishOneIfThereIsRoom(final MutableLong sequence)
    {
        final long next = sequence.get() + 1;
        final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        TestMessages.fill(message, 0, next, LENGTH);
        if (publication.offer(message, 0, LENGTH, (buffer, offset, length) -> next) > 0)
        {
            sequence.set(next);
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void stopsForGoodWhenAFileCannotBeWritten(final ThreadingMode mode)
    {
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            boolean writable(final String name, final boolean writable)
            {
                return writable && !name.endsWith("2.plog");
            }
        });
        harness.launch(mode);
        publication = harness.addPublication();
        publishUntilFailed();

        final String message = assertInstanceOf(WriteFailedException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("EBADF"), message);
        assertTrue(message.contains("2.plog"), message);
        assertStopped();
        assertLogHoldsAtLeast(harness.lastAck().committed());
    }

    @Test
    void rewritesAfterOneShortWrite()
    {
        launch(ThreadingMode.DEDICATED, (number, result) -> 0 == number % 5 ? 4096 * (int)(number % 2) / 2 : result);
        publishAndCommit(3_000);
        harness.closeSink();

        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 3_000, (sequence) -> LENGTH);
    }

    @Test
    void stopsAfterASecondShortWrite()
    {
        launch(ThreadingMode.DEDICATED, (number, result) -> 20 == number || 21 == number ? 512 : result);
        publishUntilFailed();

        final String message = assertInstanceOf(WriteFailedException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("only 512 bytes were written, twice"), message);
        assertStopped();
    }

    @Test
    void writesAgainWhenInterrupted()
    {
        launch(
            ThreadingMode.DEDICATED,
            (number, result) -> 0 != number % 10 ? -(0 == number % 2 ? Errno.EINTR : Errno.EAGAIN) : result);
        publishAndCommit(1_000);
        harness.closeSink();

        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 1_000, (sequence) -> LENGTH);
    }

    @Test
    void stopsWhenInterruptionsDoNotEnd()
    {
        launch(ThreadingMode.DEDICATED, (number, result) -> number >= 20 ? -Errno.EAGAIN : result);
        publishUntilFailed();

        final String message = assertInstanceOf(WriteFailedException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("EAGAIN"), message);
        assertStopped();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void failsWhenClosingFindsAWriteFailure(final ThreadingMode mode)
    {
        final AtomicBoolean isBroken = new AtomicBoolean();
        launch(mode, (number, result) -> isBroken.get() ? -Errno.EIO : result);
        publishAndCommit(10);
        isBroken.set(true);
        harness.isInvoked = false;
        harness.publish(publication, ++published, LENGTH);
        harness.sink.close();
        harness.await("the last ack", () -> SinkStatus.FAILED == harness.lastAck().status());

        assertInstanceOf(WriteFailedException.class, harness.sink.failure());
        assertEquals(List.of(harness.sink.failure()), harness.errors);
        assertEquals(10, harness.lastAck().committed());
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void stopsWhenNoSegmentCanBePrepared(final ThreadingMode mode)
    {
        final AtomicInteger segments = new AtomicInteger();
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            void onCreate(final String name)
            {
                if (name.endsWith(".plog.tmp") && segments.incrementAndGet() > 5)
                {
                    throw new BlockIoException("cannot create " + name + ": EIO", Errno.EIO);
                }
            }
        });
        harness.launch(mode);
        publication = harness.addPublication();
        publishUntilFailed();

        final String message = assertInstanceOf(SinkException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("no further segment can be prepared: cannot create segment-"), message);
        assertInstanceOf(BlockIoException.class, harness.sink.failure().getCause());
        assertStopped();
    }

    /**
     * Nothing but the agent's own care stands between an unforeseen error and the end of its thread.
     */
    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void survivesAnErrorOfTheVirtualMachine(final ThreadingMode mode)
    {
        launch(
            mode,
            (number, result) ->
            {
                if (20 == number)
                {
                    throw new StackOverflowError("planted");
                }
                return result;
            });
        publishUntilFailed();

        assertInstanceOf(StackOverflowError.class, harness.sink.failure());
        assertStopped();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void outlivesItsMediaDriver(final ThreadingMode mode)
    {
        harness.ctx.driverTimeoutNs(TimeUnit.SECONDS.toNanos(2));
        harness.launch(mode);
        publication = harness.addPublication();
        publishAndCommit(100);
        harness.forgetClient();
        harness.driver.close();
        harness.await("the loss to be noticed", () -> !harness.errors.isEmpty());
        assertTrue(harness.errors.get(0).getMessage().contains("media driver"), harness.errors::toString);
        assertNull(harness.sink.failure());

        try (MediaDriver driver = TestDriver.launch(harness.aeronDirectory);
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
            ExclusivePublication next = aeron.addExclusivePublication(SinkHarness.CHANNEL, harness.ctx.streamId());
            TestConnection connection = new TestConnection(aeron, harness.ctx, SinkHarness.REPLY_STREAM_ID))
        {
            connection.claim(next, harness.nextCorrelationId()).epoch(1).sequences(1, 101);
            harness.await("the sink to listen", connection::send);
            harness.await("the answer", () ->
            {
                connection.poll();
                return !connection.connected.isEmpty();
            });
            assertEquals(101, connection.connected.get(0).expected());
            for (int sequence = 101; sequence <= 200; sequence++)
            {
                harness.publish(next, sequence, LENGTH);
            }
            harness.await("acks", () ->
            {
                connection.poll();
                return null != connection.lastAck() && 200 == connection.lastAck().committed();
            });
            assertEquals(1, harness.counter(aeron, SinkCounter.DRIVER_LOSSES));
            assertEquals(200, harness.counter(aeron, SinkCounter.COMMITTED_SEQUENCE));
            harness.sink.close();
        }
        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertLogHolds(directory, 200, (sequence) -> LENGTH);
    }

    /**
     * To find it may block, on a shared thread that of the flusher, too.
     */
    @Test
    void looksForAnotherMediaDriverOnceAllThatWasTakenInIsDurable()
    {
        final AtomicBoolean isHeard = new AtomicBoolean(true);
        final MutableLong skippedNs = new MutableLong();
        harness.ctx.driverTimeoutNs(TimeUnit.SECONDS.toNanos(2)).log()
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
        publication = harness.addPublication();
        publishAndCommit(100);
        isHeard.set(false);
        harness.publish(publication, 101, LENGTH);
        harness.awaitConsumed(publication);
        harness.forgetClient();
        harness.driver.close();
        harness.await("the loss to be noticed", () -> !harness.errors.isEmpty());

        try (MediaDriver driver = TestDriver.launch(harness.aeronDirectory);
            Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName())))
        {
            for (int i = 0; i < 30; i++)
            {
                skippedNs.addAndGet(TimeUnit.MILLISECONDS.toNanos(200));
                harness.work();
            }
            assertEquals(-1, harness.counter(aeron, SinkCounter.DRIVER_LOSSES));
            assertEquals(100, harness.sink.committedSequence());
            isHeard.set(true);
            harness.await("the driver to be found", () -> 1 == harness.counter(aeron, SinkCounter.DRIVER_LOSSES));
            assertEquals(101, harness.sink.committedSequence());
            harness.sink.close();
        }
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void stopsWhenTheGivenClientIsClosed(final ThreadingMode mode)
    {
        final Aeron given = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(harness.aeronDirectory)
            .closeLingerDurationNs(TimeUnit.SECONDS.toNanos(3)));
        harness.ctx.aeron(given);
        harness.launch(mode);
        publication = harness.addPublication();
        publishAndCommit(100);
        given.close();
        harness.await("the failure", () -> null != harness.sink.failure());
        harness.sink.close();

        assertInstanceOf(SinkException.class, harness.sink.failure());
        assertEquals(List.of(harness.sink.failure()), harness.errors);
        assertLogHolds(directory, 100, (sequence) -> LENGTH);
    }

    @Test
    void cannotBeClosedOnAThreadOfItsOwn()
    {
        final AtomicReference<Throwable> thrown = new AtomicReference<>();
        harness.ctx.errorHandler((cause) ->
        {
            try
            {
                harness.sink.close();
            }
            catch (final IllegalStateException ex)
            {
                thrown.set(ex);
            }
        });
        launch(ThreadingMode.DEDICATED, (number, result) -> 20 == number ? -Errno.EIO : result);
        publishUntilFailed();
        harness.await("the refusal", () -> null != thrown.get());
        harness.sink.close();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void waitsForItsAgentsOnAnInterruptedThread(final ThreadingMode mode)
    {
        harness.launch(mode);
        publication = harness.addPublication();
        publishAndCommit(100);
        Thread.currentThread().interrupt();
        harness.sink.close();

        assertTrue(Thread.interrupted());
        assertEquals(List.of(), harness.errors);
        harness.await("the last ack", () -> SinkStatus.CLOSED == harness.lastAck().status());
    }

    private void launch(final ThreadingMode mode, final ResultFunction results)
    {
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            int result(final long number, final int result)
            {
                return results.apply(number, result);
            }
        });
        harness.launch(mode);
        publication = harness.addPublication();
    }

    private void publishAndCommit(final int count)
    {
        for (int i = 0; i < count; i++)
        {
            harness.publish(publication, ++published, LENGTH);
        }
        harness.awaitCommitted(published);
    }

    private void publishUntilFailed()
    {
        harness.await(
            "the failure",
            () ->
            {
                final long result = harness.tryPublish(publication, published + 1, LENGTH);
                published += result > 0 ? 1 : 0;
                return null != harness.sink.failure();
            });
    }

    /**
     * No ack advances, FAILED is repeated, the publisher is held, the cause was told once, and close returns.
     */
    private void assertStopped()
    {
        final Throwable failure = harness.sink.failure();
        harness.await("FAILED", () -> SinkStatus.FAILED == harness.lastAck().status());
        final long committed = harness.lastAck().committed();
        final int heard = harness.acks.size();
        harness.await("further heartbeats", () -> harness.acks.size() > heard + 5);
        final long consumed = harness.sinkPosition(publication);
        harness.await(
            "back-pressure", () -> Publication.BACK_PRESSURED == harness.tryPublish(publication, 1, LENGTH));
        assertEquals(consumed, harness.sinkPosition(publication), "taken in after the failure");
        harness.sink.close();
        harness.pollAcks();

        assertEquals(committed, harness.lastAck().committed());
        assertTrue(harness.acks.stream().noneMatch((ack) -> SinkStatus.CLOSED == ack.status()));
        assertSame(failure, harness.sink.failure());
        assertEquals(List.of(failure), harness.errors);
    }

    private void assertLogHoldsAtLeast(final long count)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            long read = 0;
            while (read < count && reader.next())
            {
                read = reader.sequence();
            }
            assertEquals(count, read);
        }
    }

    @FunctionalInterface
    private interface ResultFunction
    {
        int apply(long number, int result);
    }
}
