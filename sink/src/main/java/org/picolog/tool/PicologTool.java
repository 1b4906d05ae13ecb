/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The command line: the sink, and what there is to look at a log.
 */
@Command(
    name = "picolog",
    header = "Run a Picolog sink; look at a log, check it, print what is in it, repair it, purge it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = PicologTool.Version.class,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:done, and nothing is wrong",
        " 1:failed: the disk, the machine; or the output cannot be written",
        " 2:the command line makes no sense",
        " 3:the log ends in a torn tail; nothing that was acknowledged is lost",
        " 4:the log is damaged: data is gone that was acknowledged",
        " 5:the log was written by a newer version",
        " 6:there is no such directory",
        " 7:the directory holds no log",
        " 8:no permission to read or write it",
        " 9:a writer has the log open, and must not; or a reader what is to be purged",
        "10:the SBE schema cannot be read or makes no sense",
        "11:a repair was described and not done, for want of --yes",
        "12:there is no media driver, or it was lost",
        "13:the machine, the disk or the file system cannot keep the promise",
        "14:a write failed: the device wants to be looked at",
        "15:no sink runs there, or has run"},
    footer = {"", "A failure is one message on the standard error."})
public final class PicologTool implements Runnable
{
    @Spec
    private CommandSpec spec;

    private PicologTool()
    {
    }

    /**
     * Run a command and exit with its code.
     *
     * @param args command, options and directory; {@code --help} lists them.
     */
    public static void main(final String[] args)
    {
        final Output out = new Output(new FileOutputStream(FileDescriptor.out));
        System.exit(run(new Console(out, System.err, isTerminal()), args));
    }

    /**
     * Run a command.
     *
     * @param out  for what was asked for; a {@link PrintStream} would hide that it cannot be written.
     * @param err  for what went wrong.
     * @param args command, options and directory.
     * @return one of {@link ExitCode}.
     */
    public static int run(final OutputStream out, final PrintStream err, final String... args)
    {
        return run(new Console(new Output(out), err, false), args);
    }

    static int run(final Console console, final String... args)
    {
        final CommandLine tool = new CommandLine(new PicologTool());
        tool.addSubcommand(new SinkCommand(console));
        tool.addSubcommand(new StatCommand(console));
        tool.addSubcommand(new ErrorsCommand(console));
        tool.addSubcommand(new DescribeCommand(console));
        tool.addSubcommand(new VerifyCommand(console));
        tool.addSubcommand(new DumpCommand(console));
        tool.addSubcommand(new RepairCommand(console));
        tool.addSubcommand(new IndexCommand(console));
        tool.addSubcommand(new PurgeCommand(console));
        tool.getSubcommands().values().forEach(
            (command) -> command.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version()));
        tool.setOut(new PrintWriter(console.out(), true));
        tool.setErr(new PrintWriter(console.err(), true));
        tool.setUsageHelpAutoWidth(false);
        tool.setUsageHelpWidth(100);
        tool.setParameterExceptionHandler((ex, args1) -> usageError(console.err(), ex));
        tool.setExecutionExceptionHandler((ex, command, result) -> failure(console, ex));

        try
        {
            return checkOutput(console, tool.execute(args));
        }
        catch (final Error ex)
        {
            return failure(console, ex);
        }
    }

    /**
     * Is all that was asked for written? If not, a command that ended well did not; another has said worse.
     */
    private static int checkOutput(final Console console, final int exitCode)
    {
        final IOException failure = console.out().failure();
        if (null == failure || Output.isReaderGone(failure))
        {
            return exitCode;
        }

        console.err().println("picolog: cannot write all of the output: " + failure.getMessage());
        return ExitCode.OK == exitCode ? ExitCode.FAILED : exitCode;
    }

    @Override
    public void run()
    {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int usageError(final PrintStream err, final ParameterException ex)
    {
        err.println("picolog: " + ex.getMessage() + ". Try: " +
            ex.getCommandLine().getCommandSpec().qualifiedName() + " --help");
        return ExitCode.USAGE;
    }

    private static int failure(final Console console, final Throwable ex)
    {
        console.out().flush();
        console.err().println("picolog: " + Failures.message(ex));
        return Failures.exitCode(ex);
    }

    private static boolean isTerminal()
    {
        try
        {
            final String target = Files.readSymbolicLink(Path.of("/proc/self/fd/1")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
        }
        catch (final IOException | UnsupportedOperationException ex)
        {
            return false;
        }
    }

    /**
     * The version as the jar has it.
     */
    static final class Version implements IVersionProvider
    {
        @Override
        public String[] getVersion()
        {
            final String version = PicologTool.class.getPackage().getImplementationVersion();
            return new String[] {"picolog " + (null == version ? "(not built as a jar)" : version)};
        }
    }
}
