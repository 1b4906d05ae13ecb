/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.io.Errno;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.WriteFailedException;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * How a sink ends when something goes wrong with that: it says that it failed, and lets go of the log.
 */
@Timeout(180)
class SinkCloseTest
{
    private static final int LENGTH = 500;

    private final AtomicBoolean isBroken = new AtomicBoolean();

    @TempDir
    private Path directory;
    private SinkHarness harness;
    private ExclusivePublication publication;

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
    void letsGoOfTheLogWhenWaitingForTheLastWriteFails(final ThreadingMode mode)
    {
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            boolean isPolled()
            {
                return !isBroken.get();
            }

            @Override
            void onAwait()
            {
                if (isBroken.get())
                {
                    throw new StackOverflowError("planted");
                }
            }
        });
        launchAndCommit(mode);
        isBroken.set(true);
        harness.publish(publication, 2, LENGTH);
        harness.awaitConsumed(publication);
        closeAndAwaitFailed();

        assertInstanceOf(StackOverflowError.class, harness.sink.failure());
        assertEquals(List.of(harness.sink.failure()), harness.errors);
        assertReopens();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void letsGoOfTheLogWhenTheErrorHandlerThrows(final ThreadingMode mode)
    {
        harness.ctx.errorHandler((cause) ->
        {
            throw new StackOverflowError("planted");
        });
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            int result(final long number, final int result)
            {
                return isBroken.get() ? -Errno.EIO : result;
            }
        });
        launchAndCommit(mode);
        isBroken.set(true);
        harness.publish(publication, 2, LENGTH);
        harness.await("the failure", () -> null != harness.sink.failure());
        closeAndAwaitFailed();

        assertInstanceOf(WriteFailedException.class, harness.sink.failure());
        assertEquals("planted", harness.sink.failure().getSuppressed()[0].getMessage());
        assertReopens();
    }

    @ParameterizedTest
    @CsvSource({
        "DEDICATED, flush", "DEDICATED, ingest", "DEDICATED, preparer", "SHARED, flush", "SHARED, preparer",
        "INVOKER, preparer"})
    void failsWhenAThreadIsInterrupted(final ThreadingMode mode, final String role)
    {
        launchAndCommit(mode);
        Thread.getAllStackTraces().keySet().stream()
            .filter((thread) -> thread.getName().contains("picolog-" + role))
            .forEach(Thread::interrupt);
        harness.await("the failure", () -> null != harness.sink.failure());
        harness.await("FAILED", () -> SinkStatus.FAILED == harness.lastAck().status());
        harness.sink.close();
        harness.pollAcks();

        final String message = assertInstanceOf(SinkException.class, harness.sink.failure()).getMessage();
        assertTrue(message.contains("interrupted"), message);
        assertEquals(List.of(harness.sink.failure()), harness.errors);
        assertTrue(harness.acks.stream().noneMatch((ack) -> SinkStatus.CLOSED == ack.status()));
        assertReopens();
    }

    @Test
    void closesCleanlyAfterItsInvokerWasClosed()
    {
        launchAndCommit(ThreadingMode.INVOKER);
        harness.isInvoked = false;
        harness.sink.invoker().close();
        harness.closeSink();

        assertEquals(List.of(), harness.errors);
        assertReopens();
    }

    private void launchAndCommit(final ThreadingMode mode)
    {
        harness.launch(mode);
        publication = harness.addPublication();
        harness.publish(publication, 1, LENGTH);
        harness.awaitCommitted(1);
    }

    private void closeAndAwaitFailed()
    {
        harness.isInvoked = false;
        harness.sink.close();
        harness.await("FAILED", () -> SinkStatus.FAILED == harness.lastAck().status());
    }

    private void assertReopens()
    {
        DurableLog.open(new LogContext()
            .directory(directory).segmentLength(256 * 1024).lockTimeoutNs(TimeUnit.SECONDS.toNanos(2))).close();
    }
}
