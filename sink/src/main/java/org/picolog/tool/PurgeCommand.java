/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.tool;

import org.agrona.SystemUtil;
import org.picolog.io.DirectoryLockedException;
import org.picolog.log.ConsumerFile;
import org.picolog.log.LogConfiguration;
import org.picolog.log.LogPurge;
import org.picolog.log.RetentionPolicy;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code picolog purge}: delete the oldest segments of a log.
 */
@Command(
    name = "purge",
    header = "Delete the oldest segments of a log that nobody writes.",
    description = {
        "",
        "A segment goes as a whole. With --bytes or --age it goes when either says so; --before and --consumer keep " +
            "what is not done with, or alone let everything else go. The segment with the last message stays. A log " +
            "that is being written is purged by its writer: see picolog.log.retention in docs/operations.md.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        "0:what may go is gone, or would be",
        "2:none of --bytes, --age, --before and --consumer is given, or one makes no sense",
        "4:the log is damaged, nothing was changed",
        "9:a writer has the log open, or a reader what is to go",
        "other:see picolog --help"})
final class PurgeCommand implements Callable<Integer>
{
    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    @Option(
        names = "--bytes", paramLabel = "SIZE", description = "Keep the newest segments that fit in here; 500m, 10g.")
    private String bytes;

    @Option(names = "--age", paramLabel = "AGE", description = "Let go what is at least this old; 90s, 36h, 7d.")
    private String age;

    @Option(
        names = "--before",
        paramLabel = "SEQUENCE",
        converter = MessageNumber.Sequence.class,
        description = "Keep this message and all after it.")
    private Long before;

    @Option(
        names = "--consumer",
        paramLabel = "FILE",
        description = "Keep all after the message whose sequence this file holds.")
    private Path consumerFile;

    @Option(names = "--dry-run", description = "Say what would go, and change nothing.")
    private boolean isDryRun;

    PurgeCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        if (null == bytes && null == age && null == before && null == consumerFile)
        {
            throw new ParameterException(
                spec.commandLine(), "say what may go: --bytes, --age, --before or --consumer");
        }

        final RetentionPolicy policy = policy();
        LogDirectory.check(directory);
        final LogPurge.Report report;
        try
        {
            report = LogPurge.run(directory, policy, consumedSequence(), isDryRun);
        }
        catch (final DirectoryLockedException ex)
        {
            throw new ToolException(
                ExitCode.LOCKED,
                ex.getMessage() + ". Or let the writer purge while it writes: " +
                LogConfiguration.RETENTION_BYTES_PROP_NAME + ", " + LogConfiguration.RETENTION_AGE_PROP_NAME + ", " +
                LogConfiguration.RETENTION_CONSUMER_FILE_PROP_NAME);
        }

        print(report, console.out());
        return report.heldSegment() < 0 ? ExitCode.OK : ExitCode.LOCKED;
    }

    private RetentionPolicy policy()
    {
        try
        {
            return new RetentionPolicy(
                null == bytes ? 0 : positive("--bytes", SystemUtil.parseSize("--bytes", bytes)),
                null == age ? 0 : positive("--age", RetentionPolicy.parseAge("--age", age)),
                null);
        }
        catch (final NumberFormatException ex)
        {
            throw new ParameterException(spec.commandLine(), "--bytes=" + bytes + ": must be a size such as 500m, 10g");
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), ex.getMessage());
        }
    }

    private long consumedSequence()
    {
        final long byCommand = null == before ? Long.MAX_VALUE : before - 1;
        final long byFile = null == consumerFile ? Long.MAX_VALUE : ConsumerFile.read(consumerFile);
        return Math.min(byCommand, byFile);
    }

    private long positive(final String option, final long value)
    {
        if (value <= 0)
        {
            throw new ParameterException(spec.commandLine(), option + "=" + value + ": must be positive");
        }
        return value;
    }

    private static void print(final LogPurge.Report report, final PrintStream out)
    {
        for (final String name : report.fileNames())
        {
            out.println(name + (report.isDone() ? " is gone" : " would go"));
        }
        out.println(
            report.fileNames().size() + " segments, " + report.bytes() + " bytes" +
            (report.isDone() ? " purged" : " would be purged") + "; the log " +
            (report.isDone() ? "begins" : "would begin") + " with segment " + report.firstKept() + ", sequence " +
            report.firstSequence() + ".");
        if (report.heldSegment() >= 0)
        {
            out.println(
                "Segment " + report.heldSegment() + " was to go too, but is being read: close the reader, and purge " +
                "again.");
        }
        if (!report.isDone())
        {
            out.println("Nothing was changed.");
        }
    }
}
