/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.embedded;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

@Timeout(60)
class EmbeddedSinkExampleTest
{
    private static final Path README = Path.of("../README.md");
    private static final Path SOURCE =
        Path.of("src/main/java/org/picolog/samples/embedded/EmbeddedSinkExample.java");

    @Test
    void publishesAwaitsAndReads(@TempDir final Path directory)
    {
        final ByteArrayOutputStream out = new ByteArrayOutputStream();

        EmbeddedSinkExample.run(directory, new PrintStream(out, true));

        assertEquals(
            List.of("durable up to sequence 1", "1: BUY 5 @ 101.25"),
            out.toString(StandardCharsets.UTF_8).lines().toList());
    }

    @Test
    void isWhatTheReadmeShows() throws IOException
    {
        final String source =
            between(SOURCE, "// README: begin", "// README: end").stripTrailing().stripIndent().strip();
        final String readme = between(README, "<!-- example: begin -->", "<!-- example: end -->").lines()
            .filter((line) -> !line.startsWith("```"))
            .collect(Collectors.joining("\n"))
            .strip();

        assertFalse(source.isEmpty());
        assertEquals(source, readme);
    }

    private static String between(final Path file, final String begin, final String end) throws IOException
    {
        final String text = Files.readString(file);
        final int from = text.indexOf('\n', text.indexOf(begin)) + 1;

        return text.substring(from, text.lastIndexOf('\n', text.indexOf(end)) + 1);
    }
}
