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
import java.io.FileOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PicologToolTest
{
    @TempDir
    private Path directory;

    @Test
    void listsCommandsAndExitCodes()
    {
        final ToolRun run = ToolRun.of("--help");

        assertEquals(ExitCode.OK, run.exitCode());
        for (final String command : new String[] {"describe", "verify", "dump", "repair"})
        {
            assertTrue(run.lines().stream().anyMatch((line) -> line.startsWith("  " + command + " ")), run.out());
        }
        for (int code = ExitCode.OK; code <= ExitCode.UNCONFIRMED; code++)
        {
            final String text = (code < 10 ? "   " : "  ") + code + " ";
            assertTrue(run.lines().stream().anyMatch((line) -> line.startsWith(text)), run.out());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "verify", "dump", "repair"})
    void explainsEachCommand(final String command)
    {
        final ToolRun run = ToolRun.of(command, "--help");

        assertEquals(ExitCode.OK, run.exitCode());
        assertTrue(run.out().contains("Usage: picolog " + command), run.out());
        assertTrue(run.out().contains("DIR"), run.out());
        assertTrue(run.out().contains("Exit codes:"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void saysItsVersion()
    {
        final ToolRun run = ToolRun.of("--version");

        assertEquals(ExitCode.OK, run.exitCode());
        assertTrue(run.out().startsWith("picolog "), run.out());
        assertEquals(run.out(), ToolRun.of("dump", "--version").out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "describe", "describe --nonsense x", "describe x y", "repair --no x"})
    void refusesACommandLineThatMakesNoSense(final String line)
    {
        final ToolRun run = line.isEmpty() ? ToolRun.of() : ToolRun.of((Object[])line.split(" "));

        assertFailure(run, ExitCode.USAGE, "--help");
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "verify", "dump", "repair", "index"})
    void saysWhyADirectoryIsNoLog(final String command) throws Exception
    {
        assertFailure(ToolRun.of(command, directory.resolve("absent")), ExitCode.NO_DIRECTORY, "there is no directory");

        assertFailure(ToolRun.of(command, directory), ExitCode.NOT_A_LOG, "holds no log");

        final Path file = Files.createFile(directory.resolve("segment-0000000000000000.plog"));
        final ToolRun run = ToolRun.of(command, directory);
        assertEquals(ExitCode.DAMAGED, run.exitCode(), run.toString());
        assertTrue((run.out() + run.err()).contains("anchor is missing"), run.toString());
        assertFailure(ToolRun.of(command, file), ExitCode.NO_DIRECTORY, "is not a directory");
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "verify", "dump", "repair"})
    void saysThatTheAnchorIsUnreadable(final String command) throws Exception
    {
        TestLog.write(directory, 10, 100);
        Files.write(directory.resolve("anchor"), new byte[8192]);

        final ToolRun run = ToolRun.of(command, directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode());
        assertTrue((run.out() + run.err()).contains("anchor"), run.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"describe", "verify", "dump", "index", "repair"})
    void aCopyOfALogWithoutALockHasNoWriter(final String command) throws Exception
    {
        TestLog.write(directory, 10, 100);
        Files.delete(directory.resolve("lock"));

        final ToolRun run = ToolRun.of(command, directory);

        assertEquals(ExitCode.OK, run.exitCode(), run.toString());
        assertEquals("", run.err());
        assertFalse(run.out().contains("has the log open: "), run.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "describe DIR", "verify DIR", "dump DIR", "index DIR", "repair DIR", "--help", "dump --help"})
    void saysThatTheOutputCannotBeWritten(final String line) throws Exception
    {
        TestLog.write(directory, 10, 100);
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        final int exitCode;
        try (OutputStream full = new FileOutputStream("/dev/full"))
        {
            exitCode = PicologTool.run(
                full,
                new PrintStream(err, true, StandardCharsets.UTF_8),
                line.replace("DIR", directory.toString()).split(" "));
        }

        final String message = err.toString(StandardCharsets.UTF_8);
        assertEquals(ExitCode.FAILED, exitCode, message);
        assertEquals(1, message.lines().count(), message);
        assertTrue(message.startsWith("picolog: cannot write all of the output: "), message);
    }

    @Test
    void whatACommandFoundIsWorseThanThatItCannotBeWritten() throws Exception
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 1), 10);
        final ByteArrayOutputStream err = new ByteArrayOutputStream();
        try (OutputStream full = new FileOutputStream("/dev/full"))
        {
            assertEquals(
                ExitCode.DAMAGED,
                PicologTool.run(
                    full, new PrintStream(err, true, StandardCharsets.UTF_8), "verify", directory.toString()));
        }
        assertTrue(err.toString(StandardCharsets.UTF_8).contains("cannot write all of the output"), err::toString);
    }

    private static void assertFailure(final ToolRun run, final int exitCode, final String message)
    {
        assertEquals(exitCode, run.exitCode(), run.toString());
        assertEquals("", run.out());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().startsWith("picolog: "), run.err());
        assertTrue(run.err().contains(message), run.err());
    }
}
