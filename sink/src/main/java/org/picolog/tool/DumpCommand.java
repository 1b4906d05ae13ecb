/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.log.LogInspector;
import org.picolog.log.LogReader;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * {@code picolog dump}: the messages of a log.
 */
@Command(
    name = "dump",
    header = "Print the messages of a log, as hexadecimal dumps or by an SBE schema.",
    description = {
        "",
        "Without a schema: sequence, time, position and length of each message, and its bytes. With one: a line of " +
            "JSON for each message. In it, 64-bit integers are numbers, a value that is null or that the message's " +
            "version does not have is null, a decimal's number stands beside its mantissa and exponent, a set is an " +
            "array of its choices, and data without a character encoding is hexadecimal. A message that the schema " +
            "does not explain is shown as hexadecimal digits, with a remark.",
        "",
        "Of a log that a writer has open, what is durable is printed.",
        ""},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
        " 0:printed",
        " 4:data is gone that was acknowledged; what precedes it was printed",
        "10:the schema cannot be read or makes no sense",
        "other:see picolog --help"})
final class DumpCommand implements Callable<Integer>
{
    private static final int MESSAGES_PER_CHECK = 256;

    private final Console console;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "Directory of the log.")
    private Path directory;

    @Option(names = "--schema", paramLabel = "FILE", description = "SBE schema (XML) of the messages.")
    private Path schema;

    @ArgGroup
    private Start start = new Start();

    @Option(
        names = "--to",
        paramLabel = "SEQUENCE",
        converter = MessageNumber.Sequence.class,
        description = "Last message to print.")
    private long to = Long.MAX_VALUE;

    @Option(
        names = "--limit",
        paramLabel = "N",
        converter = MessageNumber.Count.class,
        description = "Print at most so many messages.")
    private long limit = Long.MAX_VALUE;

    /**
     * Where to begin: one of these.
     */
    static final class Start
    {
        @Option(
            names = "--from",
            paramLabel = "SEQUENCE",
            converter = MessageNumber.Sequence.class,
            description = "First message to print.")
        private Long sequence;

        @Option(
            names = "--from-time",
            paramLabel = "TIME",
            description = "Begin at the first message of this time (ISO 8601; UTC without an offset) or later, such " +
                "as 2026-01-31T09:30:00Z.")
        private String time;

        @Option(
            names = "--position",
            paramLabel = "SESSION:POSITION",
            description = "Begin with the page in which the stream of a session passes a position.")
        private String position;

        private boolean isGiven()
        {
            return null != sequence || null != time || null != position;
        }
    }

    DumpCommand(final Console console)
    {
        this.console = console;
    }

    @Override
    public Integer call()
    {
        final Seek seek = seek();
        if (null != start.sequence && start.sequence > to)
        {
            throw new ParameterException(
                spec.commandLine(), "--from " + start.sequence + " comes after --to " + to);
        }

        final RecordPrinter printer = null == schema ?
            new HexPrinter(console.out()) : new SbePrinter(console.out(), SbeSchema.read(schema));
        return dump(seek, printer);
    }

    /**
     * Goes to where printing begins.
     */
    private interface Seek
    {
        void seek(LogReader reader);
    }

    private int dump(final Seek seek, final RecordPrinter printer)
    {
        boolean isAtEnd = false;
        long count = 0;
        try (LogReader reader = LogReader.open(LogDirectory.check(directory)))
        {
            seek.seek(reader);
            while (count < limit)
            {
                isAtEnd = !reader.next();
                if (isAtEnd || reader.sequence() > to)
                {
                    break;
                }
                printer.print(reader);
                // Nobody gets the rest where this fails; if it is that who read it has gone, there is nobody to tell.
                if (0 == ++count % MESSAGES_PER_CHECK && null != console.out().failure())
                {
                    break;
                }
            }
        }

        if (0 == count && isAtEnd && start.isGiven())
        {
            sayWhereItEnds();
        }

        return ExitCode.OK;
    }

    private void sayWhereItEnds()
    {
        final long last = new LogDescription(LogInspector.inspect(directory)).lastSequence();
        // Of a log that is being written there may be more by now.
        if (null == start.sequence || last < start.sequence)
        {
            console.err().println("picolog: nothing to print: the log in " + directory +
                (0 == last ? " holds no message" : " ends at sequence " + last));
        }
    }

    private Seek seek()
    {
        if (null != start.sequence)
        {
            return (reader) -> reader.seekSequence(start.sequence);
        }

        try
        {
            if (null != start.time)
            {
                final long timestampNs = Times.parse(start.time);
                return (reader) -> reader.seekTime(timestampNs);
            }

            if (null != start.position)
            {
                return seekPosition(start.position);
            }
        }
        catch (final IllegalArgumentException ex)
        {
            throw new ParameterException(spec.commandLine(), ex.getMessage(), ex);
        }

        return (reader) ->
        {
            // From the beginning.
        };
    }

    private static Seek seekPosition(final String text)
    {
        final int colon = text.indexOf(':');
        try
        {
            final int sessionId = Integer.parseInt(text.substring(0, Math.max(0, colon)));
            final long position = Long.parseLong(text.substring(colon + 1));
            return (reader) -> reader.seekPosition(sessionId, position);
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException("--position is SESSION:POSITION, two numbers, not '" + text + "'", ex);
        }
    }
}
