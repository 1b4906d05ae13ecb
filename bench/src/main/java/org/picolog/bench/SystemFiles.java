/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Reads what the kernel tells in files, as far as it does on this machine.
 */
final class SystemFiles
{
    static final String UNKNOWN = "unknown";

    private SystemFiles()
    {
    }

    /**
     * Content of a small file.
     *
     * @return the text without white space around it, {@link #UNKNOWN} if there is none.
     */
    static String text(final Path path)
    {
        final String text = String.join("\n", lines(path)).trim();

        return text.isEmpty() ? UNKNOWN : text;
    }

    static List<String> lines(final Path path)
    {
        try
        {
            return Files.readAllLines(path);
        }
        catch (final IOException ex)
        {
            return List.of();
        }
    }

    /**
     * First value of a key in a file of lines like {@code key : value}.
     */
    static String value(final Path path, final String key)
    {
        return lines(path).stream()
            .filter((line) -> line.startsWith(key) && line.indexOf(':') >= 0)
            .filter((line) -> line.substring(0, line.indexOf(':')).trim().equals(key))
            .map((line) -> line.substring(line.indexOf(':') + 1).trim())
            .findFirst()
            .orElse(UNKNOWN);
    }
}
