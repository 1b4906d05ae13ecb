/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.aeron.ExclusivePublication;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.mark.MarkFileHeaderDecoder;
import org.picolog.codecs.mark.MessageHeaderDecoder;
import org.picolog.log.LogContext;
import org.picolog.sink.IngestMode;
import org.picolog.sink.MarkFileReader;
import org.picolog.sink.SinkContext;
import org.picolog.sink.SinkCounter;
import org.picolog.sink.SinkMediaDriver;

import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * {@code picolog stat} and {@code picolog errors} on a running sink.
 */
@Timeout(180)
class StatCommandTest
{
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int COUNT = 100;

    @TempDir
    private Path directory;
    @TempDir
    private Path other;
    private final String aeronDirectory =
        Path.of(System.getProperty("java.io.tmpdir"), "aeron-" + UUID.randomUUID()).toString();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private SinkMediaDriver both;

    @BeforeEach
    void before()
    {
        both = SinkMediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory)
                .threadingMode(ThreadingMode.SHARED)
                .ipcTermBufferLength(64 * 1024)
                .dirDeleteOnShutdown(true),
            new SinkContext()
                .ingestMode(IngestMode.PLAIN)
                .closeTimeoutNs(DEADLINE_NS)
                .errorHandler(errors::add)
                .log(new LogContext().directory(directory).segmentLength(256 * 1024).slabLength(1024 * 1024)
                    // The status is looked at, however slow the disk of the machine is.
                    .slowWriteThresholdNs(DEADLINE_NS)));
        publish();
    }

    @AfterEach
    void after()
    {
        both.close();
    }

    @Test
    void printsABlockForPeople()
    {
        final ToolRun run = ToolRun.of("stat", "--once", "--interval", "0.1", "--aeron-dir", aeronDirectory);
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertEquals("sink       " + directory + "  ACTIVE  epoch 1", run.lines().get(0));
        assertTrue(run.lines().get(1).startsWith("durable    sequence " + COUNT + "  position "), run.out());
        assertTrue(run.lines().stream().anyMatch((line) -> line.startsWith("trouble    0 errors  0 gaps")), run.out());
        assertFalse(run.out().contains("\033"), run.out());

        final ToolRun coloured = ToolRun.onTerminal("stat", "--once", "--interval", "0.1", directory);
        assertTrue(coloured.out().contains("\033[32mACTIVE\033[0m"), coloured.out());
    }

    @Test
    void printsJson()
    {
        final ToolRun run = ToolRun.of("stat", "--once", "--json", directory);
        assertEquals(1, run.lines().size());
        final Map<?, ?> sample = (Map<?, ?>)StrictJson.parse(run.lines().get(0));
        assertEquals(both.sink().logId().toString(), sample.get("logId"));
        assertEquals("ACTIVE", sample.get("status"));
        for (final SinkCounter kind : SinkCounter.values())
        {
            assertTrue(sample.containsKey(kind.text()), kind::name);
        }
        assertEquals(Integer.toString(COUNT), sample.get("committed-sequence").toString());
    }

    @Test
    void printsPrometheusText()
    {
        final ToolRun run = ToolRun.of("stat", "--prometheus", "--aeron-dir", aeronDirectory);
        final String labels = "{log_id=\"" + both.sink().logId() + "\",dir=\"" + directory + "\"} ";
        assertTrue(run.lines().contains("picolog_committed_sequence_total" + labels + COUNT), run.out());
        assertTrue(run.lines().contains("# TYPE picolog_committed_sequence_total counter"), run.out());
        assertTrue(run.lines().contains("picolog_state" + labels + 0), run.out());
        for (final String line : run.lines())
        {
            assertTrue(
                line.matches("# TYPE picolog_[a-z0-9_]+ (gauge|counter)") ||
                line.matches("picolog_[a-z0-9_]+\\{log_id=\"[^\"]+\",dir=\"[^\"]+\"\\} -?[0-9]+"), line);
        }
    }

    @Test
    void findsTheSinkByItsLogAndNotByTheEndOfAName() throws IOException
    {
        final Path link = Files.createSymbolicLink(other.resolve("gr\u00f6\u00dfe"), directory);
        final ToolRun run = ToolRun.of("stat", "--once", "--json", link);
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains(both.sink().logId().toString()), run.out());

        // Of another log, in a directory whose name ends as that of this one does.
        final Path longer = Files.createDirectories(Path.of(other + directory.toString()));
        final ByteBuffer mark = ByteBuffer.wrap(Files.readAllBytes(MarkFileReader.file(directory)));
        mark.order(ByteOrder.LITTLE_ENDIAN).putLong(
            MessageHeaderDecoder.ENCODED_LENGTH + MarkFileHeaderDecoder.logIdHighEncodingOffset(), 5);
        Files.write(MarkFileReader.file(longer), mark.array());
        final ToolRun none = ToolRun.of("stat", "--once", "--json", longer);
        assertEquals(ExitCode.NO_SINK, none.exitCode(), none.out());
    }

    /**
     * A sink that was killed leaves its counters until the media driver notices.
     */
    @Test
    void showsTheLatestRunOfALogAlone()
    {
        try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory));
            Counter before = addState(aeron, 0))
        {
            assertTrue(before.id() >= 0);
            assertEquals(1, ToolRun.of("stat", "--once", "--json", directory).lines().size());
            final ToolRun run = ToolRun.of("stat", "--prometheus", "--aeron-dir", aeronDirectory);
            assertEquals(1, run.lines().stream().filter((line) -> line.startsWith("picolog_state{")).count());

            try (Counter after = addState(aeron, 2))
            {
                assertTrue(after.id() >= 0);
                final ToolRun later = ToolRun.of("stat", "--once", "--json", directory);
                assertEquals(1, later.lines().size());
                assertTrue(later.out().contains("\"epoch\":2"), later.out());
            }
        }
    }

    private Counter addState(final Aeron aeron, final long epoch)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        buffer.putLong(0, both.sink().logId().getMostSignificantBits());
        buffer.putLong(8, both.sink().logId().getLeastSignificantBits());
        buffer.putLong(16, epoch);
        final int labelLength = buffer.putStringWithoutLengthAscii(32, "picolog-state: there");
        return aeron.addCounter(SinkCounter.STATE.typeId(), buffer, 0, 28, buffer, 32, labelLength);
    }

    @Test
    void endsWhenItsOutputCannotBeWritten() throws IOException
    {
        for (final String option : new String[] {"--once", "--json"})
        {
            final ByteArrayOutputStream err = new ByteArrayOutputStream();
            try (OutputStream full = new FileOutputStream("/dev/full"))
            {
                assertEquals(
                    ExitCode.FAILED,
                    PicologTool.run(
                        full, new PrintStream(err, true), "stat", option, "--interval", "0.1", directory.toString()));
            }
            assertTrue(err.toString().startsWith("picolog: cannot write all of the output: "), err::toString);
        }
    }

    @Test
    void saysWhatIsNotThere()
    {
        final ToolRun noDriver = ToolRun.of("stat", "--once", "--aeron-dir", directory);
        assertEquals(ExitCode.NO_DRIVER, noDriver.exitCode());
        assertTrue(noDriver.err().contains("no counters of a media driver in " + directory), noDriver.err());

        final ToolRun noSink = ToolRun.of("stat", "--once", directory.resolve("other"));
        assertEquals(ExitCode.NO_SINK, noSink.exitCode(), noSink.err());
        assertEquals(ExitCode.USAGE, ToolRun.of("stat", "--interval", "0").exitCode());

        both.sink().close();
        final ToolRun closed = ToolRun.of("stat", "--once", directory);
        assertEquals(ExitCode.NO_SINK, closed.exitCode(), closed.err());
    }

    @Test
    void printsTheErrorLog()
    {
        final ToolRun run = ToolRun.of("errors", directory);
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.lines().get(0).startsWith(
            "sink of process " + ProcessHandle.current().pid() + ", epoch 1, started "), run.out());
        assertEquals("  no errors", run.lines().get(1));

        // An error of a kind: the driver goes away under the sink.
        both.driver().close();
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (errors.isEmpty())
        {
            assertTrue(System.nanoTime() - deadlineNs < 0);
            Thread.yield();
        }
        both.sink().close();
        final ToolRun failed = ToolRun.of("errors", directory);
        assertTrue(failed.out().contains("media driver"), failed.out());
        assertFalse(failed.out().contains("\tat "), failed.out());
        assertTrue(ToolRun.of("errors", "--traces", directory).out().contains("\tat "));
        assertEquals(ExitCode.NO_DIRECTORY, ToolRun.of("errors", directory.resolve("other")).exitCode());
    }

    private void publish()
    {
        try (Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(aeronDirectory)))
        {
            final ExclusivePublication publication =
                aeron.addExclusivePublication(both.sink().context().channel(), both.sink().context().streamId());
            final UnsafeBuffer message = new UnsafeBuffer(new byte[100]);
            final long deadlineNs = System.nanoTime() + DEADLINE_NS;
            for (int i = 0; i < COUNT; i++)
            {
                while (publication.offer(message) < 0)
                {
                    assertTrue(System.nanoTime() - deadlineNs < 0);
                    Thread.yield();
                }
            }
            while (both.sink().committedSequence() < COUNT || durable() < COUNT)
            {
                assertTrue(System.nanoTime() - deadlineNs < 0);
                Thread.yield();
            }
        }
    }

    private long durable()
    {
        try (CountersFile file = CountersFile.open(Path.of(aeronDirectory)))
        {
            return file.sample().iterator().next().value(SinkCounter.COMMITTED_SEQUENCE);
        }
    }
}
