/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.CommonContext;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.LogContext;
import org.picolog.sink.SinkContext;
import org.picolog.sink.SinkMediaDriver;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Runs every command of the tool that the documents show, as they show it, on a log that is closed or on a sink that
 * runs.
 */
@Timeout(180)
class DocumentedCommandsTest
{
    private static final List<Path> DOCUMENTS = List.of(Path.of("../README.md"), Path.of("../docs/operations.md"));
    private static final Pattern COMMAND = Pattern.compile("^ {4}\\./picolog ([a-z]+)( [^#]*)?(#.*)?$");

    /**
     * They have modules, and tests, of their own.
     */
    private static final Set<String> ELSEWHERE = Set.of("demo", "bench", "driver", "engine");

    @TempDir
    private Path directory;
    private final String aeronDirectory =
        Path.of(System.getProperty("java.io.tmpdir"), "aeron-" + UUID.randomUUID()).toString();

    @Test
    void everyCommandDoesWhatIsShown() throws IOException
    {
        final Path closed = Files.createDirectory(directory.resolve("closed"));
        final Path running = Files.createDirectory(directory.resolve("running"));
        TestLog.write(closed, 10, 100);
        final Set<String> run = new TreeSet<>();
        try (SinkMediaDriver both = SinkMediaDriver.launch(
            new MediaDriver.Context()
                .aeronDirectoryName(aeronDirectory)
                .threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnShutdown(true),
            new SinkContext()
                .errorHandler(Throwable::printStackTrace)
                .log(new LogContext().directory(running).segmentLength(256 * 1024).slabLength(1024 * 1024))))
        {
            for (final Path document : DOCUMENTS)
            {
                for (final String line : Files.readAllLines(document))
                {
                    final Matcher matcher = COMMAND.matcher(line);
                    if (matcher.matches() && !ELSEWHERE.contains(matcher.group(1)))
                    {
                        run.add(matcher.group(1));
                        final boolean isOfSink = Set.of("stat", "errors").contains(matcher.group(1));
                        assertRuns(line, arguments(matcher, isOfSink ? running : closed));
                    }
                }
            }
            assertEquals(null, both.sink().failure());
        }
        assertTrue(
            run.containsAll(Set.of(
                "sink", "stat", "errors", "describe", "verify", "dump", "repair", "index", "purge")),
            run::toString);
    }

    private List<String> arguments(final Matcher matcher, final Path log)
    {
        final String command = matcher.group(1);
        final List<String> arguments = new ArrayList<>(List.of(command));
        final String rest = null == matcher.group(2) ? "" : matcher.group(2).strip();
        for (final String argument : rest.isEmpty() ? new String[0] : rest.split(" +"))
        {
            arguments.add(argument.equals("DIR") ? log.toString() : argument.replaceAll("^examples/", "../examples/"));
        }
        if (command.equals("stat"))
        {
            // Runs until a signal otherwise.
            arguments.addAll(rest.contains("--once") ? List.of("--interval", "0.1") : List.of("--once"));
        }
        if (command.equals("sink"))
        {
            // Runs until a signal: SinkCommandTest does that.
            arguments.add("--print-configuration");
        }

        return arguments;
    }

    private void assertRuns(final String line, final List<String> arguments)
    {
        final Properties before = (Properties)System.getProperties().clone();
        // In place of Aeron's default directory, in which the documents have their driver.
        System.setProperty(CommonContext.AERON_DIR_PROP_NAME, aeronDirectory);
        try
        {
            final ToolRun run = ToolRun.of(arguments.toArray());
            assertEquals(ExitCode.OK, run.exitCode(), () -> line + "\n" + run.err());
            if (arguments.get(0).equals("sink"))
            {
                assertTrue(run.lines().contains("aeron.dir=" + aeronDirectory), () -> line + "\n" + run.out());
            }
        }
        finally
        {
            System.setProperties(before);
        }
    }
}
