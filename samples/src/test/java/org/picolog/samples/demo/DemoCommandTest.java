/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.codecs.sample.MessageHeaderDecoder;
import org.picolog.codecs.sample.TradeDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.LinuxBlockIo;
import org.picolog.log.LogConfiguration;
import org.picolog.log.LogReader;
import org.picolog.sink.ThreadingMode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(60)
class DemoCommandTest
{
    private static final String CSV =
        CsvTrades.HEADER + "\n" +
        "binance-futures,BTCUSDT,1582329602111000,1582329602418379,42377944,buy,9682,0.132\n" +
        "binance-futures,BTCUSDT,1582329602116000,1582329602418420,42377945,sell,9682.05,12\n" +
        "binance-futures,BTCUSDT,1582329602118000,1582329602418431,42377946,buy,9681.5,0.002\n";

    @TempDir
    private Path temporary;

    @BeforeAll
    static void useSmallSegments()
    {
        System.setProperty(LogConfiguration.SEGMENT_LENGTH_PROP_NAME, "2m");
    }

    @AfterAll
    static void useDefaultSegments()
    {
        System.clearProperty(LogConfiguration.SEGMENT_LENGTH_PROP_NAME);
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
    void recoversGeneratedTradesAcrossSegments(final ThreadingMode mode)
    {
        final DemoRun run = DemoRun.of("--trades", "100000", "--threading", mode.name().toLowerCase());

        assertSuccess(run, "100,000 trades recovered, identical");
        assertFalse(Files.exists(run.logDirectory()), run::toString);
    }

    @ParameterizedTest
    @EnumSource(value = ThreadingMode.class, names = "INVOKER", mode = EnumSource.Mode.EXCLUDE)
    void recoversTradesOfAFileRepeated(final ThreadingMode mode) throws IOException
    {
        final Path csv = Files.writeString(temporary.resolve("trades.csv"), CSV);

        final DemoRun run = DemoRun.of("--trades", "1000", "--csv", csv.toString(), "--threading", mode.name());

        assertSuccess(run, "1,000 trades recovered, identical");
        assertTrue(run.out().contains("read 3 trades from " + csv), run::toString);
    }

    @Test
    void publishesAtARate()
    {
        final DemoRun run = DemoRun.of("--trades", "4000", "--rate", "20000");

        assertSuccess(run, "4,000 trades recovered, identical");
        assertTrue(run.out().contains("20,000 per second"), run::toString);
    }

    @Test
    void summarises()
    {
        final String out = DemoRun.of("--trades", "2000").out();

        for (final String part : List.of("trades ", "MB/s", "submission  p50", "commit      p50", "p99.9", "on disk"))
        {
            assertTrue(out.contains(part), out);
        }
    }

    @Test
    void keepsANamedDirectory() throws IOException
    {
        final Path directory = temporary.resolve("kept");
        final Path csv = Files.writeString(temporary.resolve("trades.csv"), CSV);

        final DemoRun run = DemoRun.of("--trades", "5", "--dir", directory.toString(), "--csv", csv.toString());

        assertSuccess(run, "5 trades recovered, identical");
        final TradeDecoder trade = new TradeDecoder();
        final MessageHeaderDecoder header = new MessageHeaderDecoder();
        try (LogReader reader = LogReader.open(directory))
        {
            for (int i = 1; i <= 5; i++)
            {
                assertTrue(reader.next());
                assertEquals(i, reader.sequence());
                trade.wrapAndApplyHeader(reader.buffer(), reader.offset(), header);
                assertEquals(42_377_943 + i, trade.tradeId());
                assertEquals("BTCUSDT", trade.instrument());
            }
            assertFalse(reader.next());
        }
    }

    @Test
    void overwritesOneLineOfATerminal()
    {
        final DemoRun run = new DemoRun().terminal().run("--trades", "20000", "--rate", "20000");

        assertSuccess(run, "20,000 trades recovered, identical");
        assertTrue(run.out().contains("\r\u001b[K\u001b[?7lpublished "), run::toString);
    }

    @Test
    void writesPlainLinesOtherwise()
    {
        final DemoRun run = DemoRun.of("--trades", "26000", "--rate", "20000");

        assertSuccess(run, "26,000 trades recovered, identical");
        assertTrue(run.out().lines().anyMatch((line) -> line.startsWith("published ")), run::toString);
        assertFalse(run.out().contains("\r"), run::toString);
    }

    @Test
    void endsCleanlyWhenAskedToStop()
    {
        final DemoRun run = new DemoRun().stopAt("published").run("--trades", "10000000", "--rate", "5000");

        assertEquals(ExitStatus.INTERRUPTED.code(), run.status(), run::toString);
        assertTrue(run.out().contains("trades recovered, identical"), run::toString);
        assertFalse(Files.exists(run.logDirectory()), run::toString);
    }

    @Test
    void endsCleanlyWhenAskedToStopBeforeTheFirstTrade()
    {
        final DemoRun run = new DemoRun().stopAt("log in").run("--trades", "1000");

        assertEquals(ExitStatus.INTERRUPTED.code(), run.status(), run::toString);
        assertTrue(run.out().contains("\n0 trades recovered, identical"), run::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "--trades 0, --trades",
        "--trades -5, --trades",
        "--trades 1000000000001, --trades",
        "--trades many, --trades",
        "--trades, --trades",
        "--rate -1, --rate",
        "--threading INVOKER, --threading INVOKER",
        "--threading NONE, --threading",
        "--unknown, --unknown",
        "surplus, surplus",
    })
    void refusesBadOptions(final String args, final String named)
    {
        final DemoRun run = DemoRun.of(args.split(" "));

        assertFailure(run, ExitStatus.USAGE, named);
        assertTrue(run.err().contains("--help"), run::toString);
    }

    @Test
    void helps()
    {
        final DemoRun run = DemoRun.of("--help");

        assertEquals(ExitStatus.OK.code(), run.status());
        for (final ExitStatus status : ExitStatus.values())
        {
            assertTrue(run.out().contains("\n  " + status.code() + " "), run::toString);
        }
    }

    @Test
    void refusesADirectoryWithoutParent()
    {
        final Path directory = temporary.resolve("absent/log");

        assertFailure(
            DemoRun.of("--dir", directory.toString()), ExitStatus.DIRECTORY, directory.getParent().toString());
    }

    @Test
    void refusesAFile() throws IOException
    {
        final Path file = Files.createFile(temporary.resolve("file"));

        assertFailure(DemoRun.of("--dir", file.toString()), ExitStatus.DIRECTORY, "not a directory");
        assertFailure(DemoRun.of("--dir", file.resolve("log").toString()), ExitStatus.DIRECTORY, "no directory");
    }

    @Test
    void refusesADirectoryThatIsNotEmpty() throws IOException
    {
        Files.createFile(temporary.resolve("file"));

        assertFailure(DemoRun.of("--dir", temporary.toString()), ExitStatus.DIRECTORY, "not empty");
        assertTrue(Files.exists(temporary.resolve("file")));
    }

    /**
     * Nobody may write there, not even root.
     */
    @ParameterizedTest
    @ValueSource(strings = {"/proc/picolog-demo", "/proc/sys/picolog-demo"})
    void refusesADirectoryThatCannotBeCreated(final String directory)
    {
        assertFailure(DemoRun.of("--dir", directory), ExitStatus.DIRECTORY, directory);
    }

    @Test
    void refusesMemory() throws IOException
    {
        final Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isDirectory(memory) && "tmpfs".equals(Files.getFileStore(memory).type()));
        final Path directory = memory.resolve("picolog-demo-test-" + ProcessHandle.current().pid());

        assertFailure(DemoRun.of("--trades", "10", "--dir", directory.toString()), ExitStatus.DIRECTORY, "tmpfs");
        assertFalse(Files.exists(directory));
    }

    @Test
    void refusesADirectoryInUse()
    {
        try (BlockDirectory directory = new LinuxBlockIo().openDirectory(temporary);
            BlockFile lock = directory.lock("lock", 0))
        {
            assertFailure(DemoRun.of("--trades", "10", "--dir", temporary.toString()), ExitStatus.LOCKED, lock.name());
        }
    }

    @Test
    void refusesMoreTradesThanThereIsSpaceFor()
    {
        assertFailure(DemoRun.of("--trades", "1000000000000"), ExitStatus.NO_SPACE, "--dir");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "x,BTCUSDT,1,2,3,buy,1.5         | line 2, column 24: the line ends where amount",
        "x,BTCUSDT,1,2,3,buy,1.5,1,9     | line 2, column 26: more fields",
        "x,BTCUSDT,1,2,3,hold,1.5,1      | line 2, column 17: expected buy or sell, found 'hold'",
        "x,BTCUSDT,1,2,3,buy,-1.5,1      | line 2, column 21: expected a digit, found '-'",
        "x,BTCUSDT,1,2,3,buy,1.5.2,1     | line 2, column 24: expected a digit, found '.'",
        "x,BTCUSDT,1,2,3,buy,.5,1        | line 2, column 21: a digit was expected",
        "x,BTCUSDT,1,2,3,buy,5.,1        | line 2, column 22: a digit was expected",
        "x,BTCUSDT,1,2,,buy,5,1          | line 2, column 15: id is empty",
        "x,BTCUSDT,1,2,1234567890123456789,buy,5,1 | line 2, column 33: more than 18 digits",
        "x,BTCUSDT,99999999999999999,2,3,buy,5,1 | line 2, column 11: not a time",
        "x,MUCHTOOLONGNAME,1,2,3,buy,5,1 | line 2, column 15: longer than 12",
    })
    void refusesAMalformedLine(final String line, final String expected) throws IOException
    {
        final Path csv = Files.writeString(
            temporary.resolve("trades.csv"), CsvTrades.HEADER + "\n" + line + "\n");

        assertFailure(DemoRun.of("--csv", csv.toString()), ExitStatus.INPUT, csv + ", " + expected);
    }

    @Test
    void refusesAFileThatHoldsNoTrades() throws IOException
    {
        final Path csv = temporary.resolve("trades.csv");
        assertFailure(DemoRun.of("--csv", csv.toString()), ExitStatus.INPUT, "no file " + csv);

        Files.writeString(csv, "");
        assertFailure(DemoRun.of("--csv", csv.toString()), ExitStatus.INPUT, csv + ", line 1, column 1: ");

        Files.writeString(csv, CsvTrades.HEADER + "\n");
        assertFailure(DemoRun.of("--csv", csv.toString()), ExitStatus.INPUT, "holds no trades");
    }

    private static void assertSuccess(final DemoRun run, final String lastLine)
    {
        assertEquals(ExitStatus.OK.code(), run.status(), run::toString);
        assertEquals("", run.err());
        assertTrue(run.out().endsWith("\n" + lastLine + "\n"), run::toString);
    }

    private static void assertFailure(final DemoRun run, final ExitStatus status, final String named)
    {
        assertEquals(status.code(), run.status(), run::toString);
        assertTrue(run.err().contains(named), run::toString);
        assertFalse(run.err().contains("Exception"), run::toString);
        assertEquals(1, run.err().lines().count(), run::toString);
    }
}
