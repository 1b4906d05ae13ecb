/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogFinding;
import org.picolog.log.LogVerification;
import org.picolog.log.LogVerifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;

/**
 * {@code picolog verify}: is everything there?
 */
@Command(
    name = "verify",
    header = "Read a whole log and check each page and each message of it.",
    description = {
        "",
        "Changes nothing; goes on past a bad page and sums up. A log that a writer has open is verified as far as it " +
            "is durable.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:clean",
        "3:torn tail; nothing that was acknowledged is lost",
        "4:damaged: data is gone that was acknowledged",
        "5:written by a newer version",
        "other:see picolog --help"})
final class VerifyCommand implements Callable<Integer>
{
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    VerifyCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        return verify(directory, console);
    }

    static int verify(final Path directory, final Console console)
    {
        LogDirectory.check(directory);
        final LogVerification found;
        try (ProgressLine progress = new ProgressLine(console, "Verifying"))
        {
            found = LogVerifier.verify(directory, progress);
        }

        print(found, console.out());

        return exitCode(found.verdict());
    }

    static void print(final LogVerification found, final PrintStream out)
    {
        line(out, "log", (null == found.logId() ? "unreadable" : found.logId()) + " in " + found.directory());
        line(out, "verdict", describe(found.verdict()));
        final boolean isAFinding = found.findings().stream().anyMatch((one) -> found.detail().equals(one.describe()));
        if (!found.detail().isEmpty() && !isAFinding)
        {
            line(out, "detail", found.detail());
        }
        if (found.isLive())
        {
            line(out, "writer", "has the log open: this is what is durable");
        }
        line(out, "read", found.segments() + " segments, " + found.pages() + " pages, " + found.records() +
            " records (" + found.controlRecords() + " control), " + found.epochs() + " epochs");
        line(out, "messages", 0 == found.messages() ? "none" :
            found.messages() + ", sequences " + found.firstSequence() + " to " + found.lastSequence());
        if (found.firstTimestampNs() > 0)
        {
            line(out, "time",
                Times.format(found.firstTimestampNs()) + " to " + Times.format(found.lastTimestampNs()));
        }
        if (found.publisher().epoch() > 0)
        {
            line(out, "publisher", found.publisher().id() + ", epoch " + found.publisher().epoch());
        }
        printFindings(found, out);
    }

    static void line(final PrintStream out, final String name, final Object text)
    {
        out.printf(Locale.ROOT, "%-9s %s%n", name, text);
    }

    private static void printFindings(final LogVerification found, final PrintStream out)
    {
        line(out, "findings", 0 == found.findingCount() ? "none" : found.findingCount());
        for (final LogFinding finding : found.findings())
        {
            out.println("  " + finding.describe());
        }

        final long rest = found.findingCount() - found.findings().size();
        if (rest > 0)
        {
            out.println("  and " + rest + " more");
        }
    }

    private static String describe(final LogVerification.Verdict verdict)
    {
        switch (verdict)
        {
            case CLEAN:
                return "clean";

            case TORN_TAIL:
                return "torn tail: nothing that was acknowledged is lost; the next writer cuts the log there";

            case DAMAGED:
                return "damaged: data is gone that was acknowledged";

            default:
                return "unsupported: written by a newer version";
        }
    }

    private static int exitCode(final LogVerification.Verdict verdict)
    {
        switch (verdict)
        {
            case CLEAN:
                return ExitCode.OK;

            case TORN_TAIL:
                return ExitCode.TORN_TAIL;

            case DAMAGED:
                return ExitCode.DAMAGED;

            default:
                return ExitCode.UNSUPPORTED;
        }
    }
}
