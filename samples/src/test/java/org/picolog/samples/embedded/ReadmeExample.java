/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

/**
 * Compares an example's source with what the README shows.
 */
final class ReadmeExample
{
    private static final Path README = Path.of("../README.md");
    private static final Path SOURCES = Path.of("src/main/java/org/picolog/samples/embedded");

    private ReadmeExample()
    {
    }

    /**
     * @param marker that the README has before ": begin" and ": end".
     */
    static void assertShown(final Class<?> example, final String marker) throws IOException
    {
        final Path file = SOURCES.resolve(example.getSimpleName() + ".java");
        final String source =
            between(file, "// README: begin", "// README: end").stripTrailing().stripIndent().strip();
        final String readme = between(README, "<!-- " + marker + ": begin -->", "<!-- " + marker + ": end -->").lines()
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
