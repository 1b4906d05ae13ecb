/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The main method in a process of its own: what it prints where, and its exit code.
 */
class PicologProcessTest
{
    private static final long TIMEOUT_S = 30;

    @TempDir
    private Path directory;

    @Test
    void exitsWithTheCodeOfTheCommand() throws Exception
    {
        assertEquals(ExitCode.NOT_A_LOG, run("holds no log"));

        TestLog.write(directory, 10, 100);

        assertEquals(ExitCode.OK, run("sequences 1 to 10"));
    }

    @Test
    void failsWhereItsOutputCannotBeWritten() throws Exception
    {
        TestLog.write(directory, 10, 100);

        final Process process = command("dump").redirectOutput(new File("/dev/full")).start();
        final String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        assertEquals(ExitCode.FAILED, process.exitValue(), errors);
        assertTrue(errors.contains("picolog: cannot write all of the output: "), errors);
    }

    private int run(final String expected) throws Exception
    {
        final Process process = command("describe").redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(TIMEOUT_S, TimeUnit.SECONDS));
        assertTrue(output.contains(expected), output);

        return process.exitValue();
    }

    private ProcessBuilder command(final String name)
    {
        return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            PicologTool.class.getName(),
            name,
            directory.toString());
    }
}
