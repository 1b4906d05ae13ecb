/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogRepair;
import org.picolog.log.LogRepairReport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code picolog repair}: end a damaged log before what is gone.
 */
@Command(
    name = "repair",
    header = "End a damaged log before the first page that is gone.",
    description = {
        "",
        "Gives up acknowledged data, and says which sequences; so nothing is changed without --yes. The originals " +
            "are kept. A log with a torn tail needs no repair: whoever opens it next cuts it.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:repaired, or nothing to repair",
        " 4:damaged beyond what this command can repair",
        " 5:written by a newer version",
        " 9:a writer has the log open",
        "11:described and not done, for want of --yes",
        "other:see picolog --help"})
final class RepairCommand implements Callable<Integer>
{
    private final Console console;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    @Option(names = "--yes", description = "Do it.")
    private boolean isConfirmed;

    RepairCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        return repair(directory, isConfirmed, console);
    }

    static int repair(final Path directory, final boolean isConfirmed, final Console console)
    {
        LogDirectory.check(directory);
        final LogRepairReport report;
        try (ProgressLine progress = new ProgressLine(console, isConfirmed ? "Repairing" : "Verifying"))
        {
            report = isConfirmed ?
                LogRepair.repair(directory, progress) : LogRepair.dryRun(directory, progress);
        }

        final PrintStream out = console.out();
        VerifyCommand.print(report.verification(), out);
        out.println();
        if (report.isNeeded())
        {
            printEnd(report, out);
        }
        else if (report.keptFiles().isEmpty())
        {
            out.println("Nothing to repair.");
            return ExitCode.OK;
        }
        else
        {
            out.println("An earlier repair was broken off when all but this was done:");
        }

        printKept(report, out);
        if (!report.isDone())
        {
            out.println("Nothing was changed. To do this: picolog repair " + directory + " --yes");
            return ExitCode.UNCONFIRMED;
        }

        out.println("Repaired.");
        return ExitCode.OK;
    }

    private static void printEnd(final LogRepairReport report, final PrintStream out)
    {
        out.println((report.isDone() ? "The log was ended" : "A repair would end the log") + " before what is gone:");
        if (null != report.firstGone())
        {
            VerifyCommand.line(out, "end", report.firstGone().describe());
        }
        final long kept = report.lastKeptSequence();
        VerifyCommand.line(out, "kept", 0 == kept ? "no message" : "up to sequence " + kept);
        VerifyCommand.line(out, "gone", report.describeGone());
        VerifyCommand.line(out, "epoch", report.epoch() + " begins there");
    }

    private static void printKept(final LogRepairReport report, final PrintStream out)
    {
        for (final LogRepairReport.KeptFile file : report.keptFiles())
        {
            final String verb = report.isDone() ? " is kept as " : " would be kept as ";
            final String copy = file.isCopy() ? ", and stays for the pages before" : "";
            VerifyCommand.line(out, "original", file.name() + verb + file.keptAs() + copy);
            for (final long position : file.unreadable())
            {
                out.println("  the device does not read the page at " + position + ": zeros stand for it");
            }
        }
    }
}
