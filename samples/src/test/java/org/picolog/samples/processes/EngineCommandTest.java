/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(aeronDirectory)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 100_000))
            .ipcTermBufferLength(1024 * 1024));
            Sink sink = Sink.launch(new SinkContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .errorHandler((cause) -> { })
                .log(new LogContext().directory(log).segmentLength(4 * 1024 * 1024))))
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
