/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import io.aeron.Aeron;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.CloseHelper;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.Claim;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(180)
class EngineCommandTest
{
    @TempDir
    private Path directory;

    @Test
    void confirmsEachTradeThatIsInTheLogOneEngineAfterAnother() throws Exception
    {
        final String aeronDirectory = directory.resolve("aeron").toString();
        final Path log = Files.createDirectory(directory.resolve("log"));
        try (MediaDriver driver = launchDriver();
            Sink sink = launchSink(driver, log))
        {
            for (int leader = 1; leader <= 2; leader++)
            {
                final ByteArrayOutputStream said = new ByteArrayOutputStream();
                final EngineCommand command = new EngineCommand(new PrintStream(said, true, StandardCharsets.UTF_8));
                assertEquals(0, new CommandLine(command).execute(
                    "--aeron-dir", aeronDirectory, "--trades", "20000", "--rate", "1000000"));
                assertEquals(20_000, command.confirmed());
                assertTrue(said.toString(StandardCharsets.UTF_8).contains("leading as " + leader), said::toString);
            }
            assertEquals(40_000, sink.committedSequence());
        }

        try (LogReader reader = LogReader.open(log))
        {
            long count = 0;
            while (reader.next())
            {
                assertEquals(++count, reader.sequence());
            }
            assertEquals(40_000, count);
        }
    }

    /**
     * The sink is started anew on a copy of its log that is too old: what the engine has confirmed is not in it.
     */
    @Test
    void saysThatPublishingEnded() throws Exception
    {
        final Path log = Files.createDirectory(directory.resolve("log"));
        final Path copy = Files.createDirectory(directory.resolve("copy"));
        final ByteArrayOutputStream said = new ByteArrayOutputStream();
        final FutureTask<Integer> engine = new FutureTask<>(() ->
            new CommandLine(new EngineCommand(new PrintStream(said, true, StandardCharsets.UTF_8))).execute(
                "--aeron-dir", directory.resolve("aeron").toString(), "--rate", "1000"));
        try (MediaDriver driver = launchDriver())
        {
            try (Sink sink = launchSink(driver, log))
            {
                new Thread(engine).start();
                await(() -> sink.committedSequence() > 100);
            }
            for (final File file : log.toFile().listFiles(File::isFile))
            {
                Files.copy(file.toPath(), copy.resolve(file.getName()));
            }
            try (Sink sink = launchSink(driver, log))
            {
                final long before = sink.committedSequence();
                await(() -> sink.committedSequence() > before + 1_000);
            }
            try (Sink sink = launchSink(driver, copy))
            {
                assertEquals(5, engine.get(60, TimeUnit.SECONDS), said::toString);
                assertTrue(sink.committedSequence() > 0);
            }
        }
        assertTrue(said.toString(StandardCharsets.UTF_8).contains("publishing ended: DATA_LOSS"), said::toString);
    }

    @Test
    void aCommitThatFindsNoDriverPublishesNothingAndIsNoError() throws Exception
    {
        try (MediaDriver driver = launchDriver();
            Sink sink = launchSink(driver, Files.createDirectory(directory.resolve("log")));
            Aeron aeron = Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .closeLingerDurationNs(TimeUnit.SECONDS.toNanos(3)));
            SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext().aeron(aeron)))
        {
            final Claim claim = new Claim();
            assertEquals(1, adapter.tryClaim(8, claim));
            assertTrue(MatchingEngine.isCommitted(claim));
            assertEquals(2, adapter.tryClaim(8, claim));
            CloseHelper.close(aeron);
            assertFalse(MatchingEngine.isCommitted(claim));
            assertEquals(2, adapter.nextSequence());
            assertNull(sink.failure());
        }
    }

    @Test
    void helpIsPrintedAndNothingIsStarted()
    {
        for (final Object command : new Object[]{ new EngineCommand(System.out), new SampleDriver() })
        {
            final StringWriter help = new StringWriter();
            assertEquals(0, new CommandLine(command).setOut(new PrintWriter(help)).execute("--help"));
            assertTrue(help.toString().startsWith("Usage: picolog "), help::toString);
        }
    }

    private MediaDriver launchDriver()
    {
        return MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("aeron").toString())
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 100_000))
            .ipcTermBufferLength(1024 * 1024));
    }

    private static Sink launchSink(final MediaDriver driver, final Path log)
    {
        return Sink.launch(new SinkContext()
            .aeronDirectoryName(driver.aeronDirectoryName())
            .errorHandler((cause) -> { })
            .log(new LogContext().directory(log).segmentLength(4 * 1024 * 1024)));
    }

    private static void await(final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "in vain waited");
            Thread.yield();
        }
    }

    @Test
    void saysThatThereIsNoMediaDriver()
    {
        System.setProperty("picolog.adapter.connect.timeout", "100ms");
        try
        {
            assertEquals(4, new CommandLine(new EngineCommand(System.out))
                .execute("--aeron-dir", directory.resolve("none").toString()));
        }
        finally
        {
            System.clearProperty("picolog.adapter.connect.timeout");
        }
    }
}
