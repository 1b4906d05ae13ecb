/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogInspector;
import org.picolog.log.LogSummary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code picolog describe}: what a log is made of.
 */
@Command(
    name = "describe",
    header = "Say what a log is made of: segments, epochs, sequences, times, fill.",
    description = {
        "",
        "Reads a few pages of each segment and changes nothing. A log that a writer has open is described as far as " +
            "it is durable by the writer's published mark.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:described",
        "4:described, as far as possible: data is gone that was acknowledged",
        "other:see picolog --help"})
final class DescribeCommand implements Callable<Integer>
{
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    @Option(names = "--json", description = "Print one line of JSON.")
    private boolean isJson;

    DescribeCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        return describe(directory, isJson, console.out());
    }

    static int describe(final Path directory, final boolean isJson, final PrintStream out)
    {
        final LogSummary summary = LogInspector.inspect(LogDirectory.check(directory));
        final LogDescription description = new LogDescription(summary);
        if (isJson)
        {
            description.printJson(out);
        }
        else
        {
            description.print(out);
        }

        return summary.isDamaged() ? ExitCode.DAMAGED : ExitCode.OK;
    }
}
