/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * The demo in a process of its own: how it reacts to signals, and what it leaves behind.
 */
@Timeout(120)
class DemoProcessTest
{
    private static final long END_TIMEOUT_S = 60;

    @TempDir
    private Path temporary;

    @ParameterizedTest
    @CsvSource({"INT, 2, 130", "TERM, 15, 143"})
    void endsCleanlyOnASignal(final String signal, final int number, final int expectedStatus) throws Exception
    {
        assumeTrue(!isIgnored(number), "SIG" + signal + " is ignored here, and children inherit that");

        final Process demo = start("--trades", "10000000", "--rate", "5000");
        final List<String> lines = new ArrayList<>();
        try (BufferedReader out = new BufferedReader(
            new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8)))
        {
            for (String line = out.readLine(); null != line; line = out.readLine())
            {
                lines.add(line);
                if (line.startsWith("published "))
                {
                    kill(signal, demo.pid());
                    break;
                }
            }
            // On a signal the line about progress may come once more before the end.
            for (String line = out.readLine(); null != line; line = out.readLine())
            {
                lines.add(line);
            }
            assertTrue(demo.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS), () -> "still running: " + lines);
        }
        finally
        {
            demo.destroyForcibly();
        }

        assertEquals(expectedStatus, demo.exitValue(), lines::toString);
        assertTrue(lines.get(lines.size() - 1).endsWith(" trades recovered, identical"), lines::toString);
        assertNothingIsLeft();
    }

    @Test
    void leavesNothingBehind() throws Exception
    {
        final Process demo = start("--trades", "1000");
        final String out = new String(demo.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(demo.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS), out);

        assertEquals(0, demo.exitValue(), out);
        assertTrue(out.endsWith("1,000 trades recovered, identical\n"), out);
        assertNothingIsLeft();
    }

    /**
     * In a directory of its own, with the media driver's files below it. Everything printed goes to one stream.
     */
    private Process start(final String... args) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Dpicolog.log.segment.length=2m",
            "-Djava.io.tmpdir=" + temporary,
            "-cp", System.getProperty("java.class.path"),
            DemoCommand.class.getName()));
        command.addAll(List.of(args));

        return new ProcessBuilder(command).directory(temporary.toFile()).redirectErrorStream(true).start();
    }

    private void assertNothingIsLeft() throws IOException
    {
        try (Stream<Path> files = Files.list(temporary))
        {
            assertEquals(List.of(), files.toList());
        }
    }

    private static void kill(final String signal, final long pid) throws Exception
    {
        final Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).inheritIO().start();
        assertTrue(kill.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS));
        assertEquals(0, kill.exitValue());
    }

    private static boolean isIgnored(final int signal) throws IOException
    {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter((line) -> line.startsWith("SigIgn:"))
            .mapToLong((line) -> Long.parseUnsignedLong(line.substring("SigIgn:".length()).trim(), 16))
            .anyMatch((ignored) -> (ignored >>> (signal - 1) & 1) != 0);
    }
}
