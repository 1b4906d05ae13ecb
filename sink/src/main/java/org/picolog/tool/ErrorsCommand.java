/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.agrona.concurrent.errors.ErrorLogReader;
import org.picolog.sink.MarkFileReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;

/**
 * {@code picolog errors}: the error log of a sink.
 */
@Command(
    name = "errors",
    header = "Print the error log of a sink: each distinct error, how often and when.",
    description = {
        "",
        "Of the sink that runs, or ran last, on the log, and of the last one before it that had errors.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:printed; there may be none",
        "15:no sink has run on this log",
        "other:see picolog --help"})
final class ErrorsCommand implements Callable<Integer>
{
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    @Option(names = "--traces", description = "With the stack traces.")
    private boolean hasTraces;

    ErrorsCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException
    {
        final Path file = MarkFileReader.file(LogDirectory.check(directory));
        if (!Files.exists(file))
        {
            throw new ToolException(ExitCode.NO_SINK, "no sink has run in " + directory + ": there is no " + file);
        }

        final Path previous = MarkFileReader.previousFile(directory);
        if (Files.exists(previous))
        {
            MarkFileReader.read(previous, this::print);
        }
        MarkFileReader.read(file, this::print);

        return ExitCode.OK;
    }

    private int print(final MarkFileReader reader)
    {
        console.out().println(
            "sink of process " + reader.processId() + ", epoch " + reader.epoch() + ", started " +
            Instant.ofEpochMilli(reader.startMs()) +
            (reader.heartbeatMs() < 0 ? ", closed in order" :
            ", last alive " + Instant.ofEpochMilli(reader.heartbeatMs())));
        final int count = ErrorLogReader.read(reader.errorLog(), this::print);
        if (0 == count)
        {
            console.out().println("  no errors");
        }

        return count;
    }

    private void print(final int count, final long firstMs, final long lastMs, final String text)
    {
        console.out().println(
            "  " + Instant.ofEpochMilli(firstMs) +
            (1 == count ? "" : " to " + Instant.ofEpochMilli(lastMs) + ", " + count + " times"));
        final int end = text.indexOf("\n\tat ");
        (hasTraces || end < 0 ? text : text.substring(0, end)).lines()
            .forEach((line) -> console.out().println("    " + line));
    }
}
