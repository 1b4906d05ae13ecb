/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.log.LogReader;
import org.picolog.sink.SinkCounter;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * {@code picolog sink} in processes of its own, as an operator runs it, and the exit codes of what it refuses.
 */
@Timeout(240)
class SinkCommandTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int COUNT = 500;
    private static final String IPC = "aeron:ipc?term-length=64k";
    private static final String UDP = "aeron:udp?term-length=64k|endpoint=localhost:";

    @TempDir
    private Path directory;
    private final Path aeronDirectory = Path.of(System.getProperty("java.io.tmpdir"), "aeron-" + UUID.randomUUID());
    private final List<ToolProcess> processes = new ArrayList<>();

    @AfterEach
    void after() throws IOException
    {
        for (final ToolProcess process : processes)
        {
            process.close();
        }
        if (Files.exists(aeronDirectory))
        {
            try (var files = Files.walk(aeronDirectory))
            {
                files.sorted((a, b) -> b.compareTo(a)).forEach((file) -> assertTrue(file.toFile().delete()));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPC, UDP})
    void archivesBesideADriverInItsProcessUntilASignal(final String channel) throws Exception
    {
        final String actualChannel = withPort(channel);
        final ToolProcess sink = startSink(actualChannel, "--embedded-driver");
        sink.awaitOutput("sink ready: log ");
        publish(actualChannel, COUNT);

        assertEquals(ExitCode.OK, sink.terminate(), sink::output);
        assertTrue(
            sink.output().contains("durable up to sequence " + COUNT + ", which is all that was taken in"),
            sink::output);
        assertLogHolds(COUNT);
        assertFalse(Files.exists(aeronDirectory));
    }

    @ParameterizedTest
    @ValueSource(strings = {IPC, UDP})
    void archivesBesideADriverInC(final String channel) throws Exception
    {
        final Path aeronmd = MediaDriverInC.find();
        assumeTrue(null != aeronmd, MediaDriverInC.HOW_TO_HAVE_ONE);
        final String actualChannel = withPort(channel);
        try (MediaDriverInC driver = MediaDriverInC.start(aeronmd, aeronDirectory))
        {
            final ToolProcess sink = startSink(actualChannel);
            sink.awaitOutput("sink ready: log ");
            publish(actualChannel, COUNT);
            assertEquals(ExitCode.OK, sink.terminate(), sink::output);
            assertLogHolds(COUNT);

            // A restart beside the same driver, which then goes away.
            final ToolProcess second = startSink(actualChannel);
            second.awaitOutput("sink ready: log ");
            driver.kill();
            try (MediaDriverInC next = MediaDriverInC.start(aeronmd, aeronDirectory);
                Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory.toString())))
            {
                await("the sink to find it", () -> 1 == counter(aeron, SinkCounter.DRIVER_LOSSES));
                await("its counters", () -> COUNT == counter(aeron, SinkCounter.COMMITTED_SEQUENCE));
                publish(actualChannel, 2 * COUNT);
                assertEquals(ExitCode.OK, second.terminate(), second::output);
                assertTrue(second.output().contains("the media driver in " + aeronDirectory + " died"), second::output);
                next.kill();
            }
            assertLogHolds(2 * COUNT);
        }
    }

    @Test
    void goesOnAfterItWasKilled() throws Exception
    {
        final ToolProcess sink = startSink(IPC, "--embedded-driver");
        sink.awaitOutput("sink ready: log ");
        publish(IPC, COUNT);
        sink.kill();

        final ToolProcess second = startSink(IPC, "--embedded-driver");
        second.awaitOutput("epoch 2, durable up to sequence " + COUNT);
        publish(IPC, 2 * COUNT);
        assertEquals(ExitCode.OK, second.terminate(), second::output);
        assertLogHolds(2 * COUNT);
    }

    @Test
    void refusesByNameWhatMakesNoSense() throws IOException
    {
        final Path misspelt = directory.resolve("misspelt.properties");
        Files.writeString(misspelt, "picolog.log.dri=/data\n");
        assertRefused(ExitCode.USAGE, misspelt + " sets picolog.log.dri, which does not exist", "sink", misspelt);
        assertRefused(ExitCode.USAGE, "there is no file ", "sink", directory.resolve("missing.properties"));
        assertRefused(ExitCode.USAGE, "picolog.log.dir=null: must be set", "sink");
        assertRefused(
            ExitCode.USAGE,
            "picolog.close.timeout=5x: must be a duration with its unit",
            "sink", "-Dpicolog.close.timeout=5x");
        assertRefused(
            ExitCode.USAGE, "picolog.stream.id=seven: must be a whole number", "sink", "-Dpicolog.stream.id=seven");
        assertRefused(
            ExitCode.USAGE, "is for an application that embeds a sink", "sink", "-Dpicolog.threading.mode=INVOKER");
        assertRefused(
            ExitCode.NO_DRIVER,
            "no media driver answers in " + aeronDirectory,
            "sink", "-Dpicolog.log.dir=" + directory, "-Daeron.dir=" + aeronDirectory,
            "-Dpicolog.driver.timeout=100ms");
    }

    @Test
    void printsItsConfigurationAsAFileOfProperties() throws IOException
    {
        final Path file = directory.resolve("some.properties");
        Files.writeString(file, "picolog.log.segment.length=1m\npicolog.heartbeat.interval=7ms\n");
        final ToolRun run = withoutTraces(
            "sink", "--print-configuration", file, "-Dpicolog.log.dir=/data", "-Dpicolog.heartbeat.interval=8ms");
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.lines().contains("picolog.log.segment.length=1m"), run.out());
        assertTrue(run.lines().contains("picolog.heartbeat.interval=8ms"), run.out());
        assertTrue(run.lines().contains("picolog.log.dir=/data"), run.out());

        final Path printed = directory.resolve("printed.properties");
        Files.writeString(printed, run.out());
        assertEquals(run.out(), withoutTraces("sink", "--print-configuration", printed).out());
    }

    private void assertRefused(final int exitCode, final String message, final Object... args)
    {
        final ToolRun run = withoutTraces(args);
        assertEquals(exitCode, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertTrue(run.err().startsWith("picolog: ") && run.err().contains(message), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    /**
     * The command sets system properties: here of the tests' own process.
     */
    private static ToolRun withoutTraces(final Object... args)
    {
        final var before = (java.util.Properties)System.getProperties().clone();
        try
        {
            return ToolRun.of(args);
        }
        finally
        {
            System.setProperties(before);
        }
    }

    private ToolProcess startSink(final String channel, final String... options) throws IOException
    {
        final Path file = directory.resolveSibling(directory.getFileName() + ".properties");
        Files.writeString(
            file,
            """
            aeron.dir=%s
            aeron.threading.mode=SHARED
            aeron.driver.timeout=2000
            aeron.ipc.term.buffer.length=64k
            picolog.channel=%s
            picolog.ingest.mode=PLAIN
            picolog.log.dir=%s
            picolog.log.segment.length=1m
            picolog.close.timeout=60s
            """.formatted(aeronDirectory, channel, directory));
        final List<String> args = new ArrayList<>(List.of("sink"));
        args.addAll(List.of(options));
        args.add(file.toString());
        final ToolProcess process = ToolProcess.start(args.toArray(new String[0]));
        processes.add(process);
        return process;
    }

    /**
     * Publish until a given sequence is durable by the sink's counters, which the log numbers itself.
     */
    private void publish(final String channel, final int lastSequence)
    {
        try (Aeron aeron = Aeron.connect(new Aeron.Context()
            .aeronDirectoryName(aeronDirectory.toString()).driverTimeoutMs(TimeUnit.NANOSECONDS.toMillis(DEADLINE_NS))))
        {
            final ExclusivePublication publication = aeron.addExclusivePublication(channel, 7001);
            final UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
            final long first = counter(aeron, SinkCounter.COMMITTED_SEQUENCE) + 1;
            for (long sequence = first; sequence <= lastSequence; sequence++)
            {
                message.putLong(0, sequence);
                await("room", () -> publication.offer(message) > 0);
            }
            await("commit", () -> counter(aeron, SinkCounter.COMMITTED_SEQUENCE) == lastSequence);
        }
    }

    private static long counter(final Aeron aeron, final SinkCounter kind)
    {
        final CountersReader reader = aeron.countersReader();
        final long[] value = {-1};
        reader.forEach((id, typeId, key, label) ->
            value[0] = typeId == kind.typeId() ? reader.getCounterValue(id) : value[0]);

        return value[0];
    }

    private static void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, () -> "in vain waited for " + what);
            Thread.yield();
        }
    }

    private void assertLogHolds(final int count)
    {
        try (LogReader reader = LogReader.open(directory))
        {
            for (int sequence = 1; sequence <= count; sequence++)
            {
                assertTrue(reader.next());
                assertEquals(sequence, reader.sequence());
                assertEquals(sequence, reader.buffer().getLong(reader.offset()));
            }
            assertFalse(reader.next());
        }
    }

    private static String withPort(final String channel) throws SocketException
    {
        if (channel.startsWith(CommonContext.IPC_CHANNEL))
        {
            return channel;
        }

        try (DatagramSocket socket = new DatagramSocket(0))
        {
            return channel + socket.getLocalPort();
        }
    }
}
