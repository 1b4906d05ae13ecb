/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogIndexer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * {@code picolog index}: check and rebuild the sparse index.
 */
@Command(
    name = "index",
    header = "Check the index of each segment, and rebuild what is wrong or missing.",
    description = {
        "",
        "The index makes seeking faster and is derived from the segments: nothing is lost without it.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:every live segment has a good index now",
        "4:a segment is damaged and has none",
        "9:a writer has the log open",
        "other:see picolog --help"})
final class IndexCommand implements Callable<Integer>
{
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    IndexCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        return index(directory, console);
    }

    static int index(final Path directory, final Console console)
    {
        LogDirectory.check(directory);
        final List<LogIndexer.Result> results;
        try (ProgressLine progress = new ProgressLine(console, "Indexing"))
        {
            results = LogIndexer.rebuild(directory, progress);
        }

        final PrintStream out = console.out();
        for (final LogIndexer.Result result : results)
        {
            if (LogIndexer.State.GOOD != result.state())
            {
                out.println(result.fileName() + ": " + describe(result));
            }
        }

        final long bad = count(results, LogIndexer.State.DAMAGED);
        out.println(
            results.size() + " live segments: " + count(results, LogIndexer.State.GOOD) + " had a good index, " +
            count(results, LogIndexer.State.MISSING) + " had none, " + count(results, LogIndexer.State.WRONG) +
            " had a wrong one" + (bad > 0 ? ", " + bad + " are damaged" : "") + ".");

        return bad > 0 ? ExitCode.DAMAGED : ExitCode.OK;
    }

    private static String describe(final LogIndexer.Result result)
    {
        switch (result.state())
        {
            case MISSING:
                return "was missing, rebuilt";

            case WRONG:
                return "was wrong, rebuilt";

            default:
                return "not built: " + result.finding();
        }
    }

    private static long count(final List<LogIndexer.Result> results, final LogIndexer.State state)
    {
        return results.stream().filter((result) -> result.state() == state).count();
    }
}
