/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * One kill, so that it does not rot. Says nothing about how long it takes.
 */
@Timeout(120)
class ResumeTimeTest
{
    @TempDir
    private Path directory;

    @Test
    void measuresAKillAndLeavesNothingBehind() throws IOException
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final ResumeTime command = new ResumeTime(new PrintStream(out, true, StandardCharsets.UTF_8));

        assertEquals(0, new CommandLine(command).execute(
            "--dir", directory.toString(), "--liveness", "1", "--kills", "1"));
        final String report = out.toString(StandardCharsets.UTF_8);
        assertTrue(report.lines().anyMatch((line) -> line.matches("\\| 1 \\| .* \\| .* \\| 1 \\|")), report);
        try (Stream<Path> left = Files.list(directory))
        {
            assertEquals(0, left.count());
        }
    }
}
