/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DumpCommandTest
{
    private static final long SECOND_NS = 1_000_000_000L;

    @TempDir
    private Path directory;

    @Test
    void printsMessagesAsHexadecimalDumps()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.add(new byte[] {0, 1, 'A', 'z', '~', 0x7F, (byte)0xFF, ' ', '|', 9, 10, 11, 12, 13, 14, 15, 16});
            log.add(new byte[0]);
        }

        final ToolRun run = ToolRun.of("dump", directory);

        assertEquals("", run.err());
        assertEquals(ExitCode.OK, run.exitCode());
        assertEquals(
            "sequence 1  time 2026-01-01T00:00:00.000000000Z  session 0  position 17  length 17\n" +
            "00000000  00 01 41 7a 7e 7f ff 20  7c 09 0a 0b 0c 0d 0e 0f  |..Az~.. |.......|\n" +
            "00000010  10                                                |.|\n" +
            "\n" +
            "sequence 2  time 2026-01-01T00:00:00.000000000Z  session 0  position 17  length 0\n" +
            "\n",
            run.out());
    }

    @Test
    void printsMessagesThatSpanPages()
    {
        TestLog.write(directory, 3, 20_000);

        final ToolRun run = ToolRun.of("dump", directory);

        assertEquals(List.of(1L, 2L, 3L), sequences(run));
        assertEquals(3 * (2 + 1_250), run.lines().size());
        assertTrue(run.out().contains("00004e10  "), "the last line of 20000 bytes");
    }

    @Test
    void printsFromOneSequenceToAnother()
    {
        TestLog.write(directory, 5_000, 100);

        assertEquals(range(1, 5_000), sequences(ToolRun.of("dump", directory)));
        assertEquals(range(4_998, 5_000), sequences(ToolRun.of("dump", "--from", 4_998, directory)));
        assertEquals(range(2_500, 2_510), sequences(ToolRun.of("dump", "--from=2500", "--to=2510", directory)));
        assertEquals(range(7, 9), sequences(ToolRun.of("dump", directory, "--from=7", "--limit", "3")));
        assertEquals(range(1, 2), sequences(ToolRun.of("dump", directory, "--to=2")));
        assertEquals(List.of(), sequences(ToolRun.of("dump", directory, "--limit=0")));
    }

    @Test
    void saysWhereALogEndsThatHoldsNothingOfWhatIsAskedFor() throws Exception
    {
        TestLog.write(directory, 5_000, 100);

        assertNothingToPrint("ends at sequence 5000", directory, "--from=5001");
        assertNothingToPrint("ends at sequence 5000", directory, "--from-time=2026-01-02");
        assertNothingToPrint("ends at sequence 5000", directory, "--position=9:0");
        final Path empty = Files.createDirectory(directory.resolve("empty"));
        new TestLog(empty).close();
        assertNothingToPrint("holds no message", empty, "--from=1");
        for (final String option : new String[] {"--from=5000", "--from=1 --limit=0", "--to=1"})
        {
            assertEquals("", ToolRun.of((Object[])("dump " + directory + " " + option).split(" ")).err());
        }
        assertEquals("", ToolRun.of("dump", empty).err());
    }

    private static void assertNothingToPrint(final String words, final Path log, final String option)
    {
        final ToolRun run = ToolRun.of("dump", log, option);
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertEquals("", run.out());
        assertEquals("picolog: nothing to print: the log in " + log + " " + words, run.err().strip());
    }

    @Test
    void printsFromATime()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(100, 100);
            log.time(TestLog.START_NS + SECOND_NS).append(100, 100);
            log.time(TestLog.START_NS + 2 * SECOND_NS).append(100, 100);
        }

        assertEquals(range(101, 300), sequences(ToolRun.of("dump", "--from-time=2026-01-01T00:00:01Z", directory)));
        assertEquals(
            range(201, 300), sequences(ToolRun.of("dump", "--from-time=2026-01-01T01:00:01.5+01:00", directory)));
        assertEquals(range(1, 300), sequences(ToolRun.of("dump", "--from-time=2026-01-01", directory)));
        assertEquals(List.of(), sequences(ToolRun.of("dump", "--from-time=2026-01-01T00:00:03", directory)));
    }

    @Test
    void printsFromAPosition()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.session(-7).append(100, 100);
            log.session(8).append(100, 100).append(100, 100);
        }

        assertEquals(range(1, 300), sequences(ToolRun.of("dump", "--position=-7:0", directory)));
        assertEquals(range(101, 300), sequences(ToolRun.of("dump", "--position", "8:0", directory)));
        final List<Long> later = sequences(ToolRun.of("dump", "--position", "8:20000", directory));
        assertTrue(later.get(0) > 101 && later.get(0) <= 201, later::toString);
        assertEquals(List.of(), sequences(ToolRun.of("dump", "--position", "9:0", directory)));
    }

    @Test
    void printsALiveLogUpToWhatIsDurable()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(3_000, 100);
            log.add(new byte[100]);

            assertEquals(range(1, 3_000), sequences(ToolRun.of("dump", directory)));
        }

        assertEquals(range(1, 3_001), sequences(ToolRun.of("dump", directory)));
    }

    @Test
    void printsWhatPrecedesDamage()
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 1), 10);

        final ToolRun run = ToolRun.of("dump", directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains("is damaged"), run.err());
        final List<Long> printed = sequences(run);
        assertTrue(printed.size() > 2_000 && printed.size() < 10_000, () -> "printed " + printed.size());
        assertEquals(range(1, printed.size()), printed);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "--from=x", "--from=0", "--from=-5", "--to=0", "--to=1.5",
        "--limit=-1", "--limit=1.5", "--from-time=yesterday", "--from-time=2026-13-01",
        "--from-time=9999-01-01", "--position=5", "--position=a:b", "--position=:", "--position=99999999999:1",
        "--nonsense", "--from=2 --to=1", "--from=1 --from-time=2026-01-01"})
    void refusesOptionsThatMakeNoSense(final String options)
    {
        final String[] args = ("dump " + options + " " + directory).split(" ");

        final ToolRun run = ToolRun.of((Object[])args);

        assertEquals(ExitCode.USAGE, run.exitCode());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("picolog: "), run.err());
        assertTrue(run.err().contains("--help"), run.err());
    }

    @Test
    void saysWhatASequenceIs()
    {
        for (final String option : new String[] {"--from=x", "--from=0", "--to=x", "--to=-1"})
        {
            final ToolRun run = ToolRun.of("dump", option, directory);
            assertEquals(ExitCode.USAGE, run.exitCode());
            final String value = option.substring(option.indexOf('=') + 1);
            assertTrue(
                run.err().contains("'" + value + "' is not a sequence, a whole number from 1"), run.err());
        }
    }

    @Test
    void stopsWhereTheDiskIsFull()
    {
        TestLog.write(directory, 5_000, 100);
        final int[] room = {100_000};
        final OutputStream disk = new OutputStream()
        {
            @Override
            public void write(final int b) throws IOException
            {
                if (0 == room[0])
                {
                    // There is room again later, for what would not follow on what was written.
                    room[0] = 1_000_000;
                    throw new IOException("No space left on device");
                }
                room[0]--;
            }
        };
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        final int exitCode = PicologTool.run(
            disk, new PrintStream(err, true, StandardCharsets.UTF_8), "dump", directory.toString());

        assertEquals(ExitCode.FAILED, exitCode);
        assertEquals(
            "picolog: cannot write all of the output: No space left on device",
            err.toString(StandardCharsets.UTF_8).strip());
        assertEquals(1_000_000, room[0]);
    }

    @Test
    void endsQuietlyWhenNobodyReadsOn()
    {
        TestLog.write(directory, 5_000, 100);
        final ByteArrayOutputStream read = new ByteArrayOutputStream();
        final OutputStream pipe = new OutputStream()
        {
            @Override
            public void write(final int b) throws IOException
            {
                if (read.size() >= 1_000)
                {
                    throw new IOException("Broken pipe");
                }
                read.write(b);
            }
        };
        final ByteArrayOutputStream err = new ByteArrayOutputStream();

        final int exitCode = PicologTool.run(
            pipe,
            new PrintStream(err, true, StandardCharsets.UTF_8),
            "dump",
            directory.toString());

        assertEquals(ExitCode.OK, exitCode);
        assertEquals("", err.toString(StandardCharsets.UTF_8));
        assertEquals(1_000, read.size());
    }

    private static List<Long> range(final long first, final long last)
    {
        return LongStream.rangeClosed(first, last).boxed().collect(Collectors.toList());
    }

    private static List<Long> sequences(final ToolRun run)
    {
        return run.lines().stream()
            .filter((line) -> line.startsWith("sequence "))
            .map((line) -> Long.parseLong(line.split(" +")[1]))
            .collect(Collectors.toList());
    }
}
