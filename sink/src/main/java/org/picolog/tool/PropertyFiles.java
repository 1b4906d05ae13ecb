/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.picolog.sink.SinkContext;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/**
 * Files of system properties, in the format of {@link Properties}. A property that begins with "picolog." and does not
 * exist is refused: it would be a setting that somebody believes in.
 */
final class PropertyFiles
{
    private static final String OURS = "picolog.";
    private static final String ADAPTERS = "picolog.adapter.";

    private final Set<String> names = new TreeSet<>(new SinkContext().settings().keySet());

    /**
     * Set the properties of a file. What is set already is set anew.
     *
     * @param file to read, in UTF-8.
     * @throws ToolException if it cannot be read, or has a property that does not exist.
     */
    void load(final Path file)
    {
        final Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file))
        {
            properties.load(reader);
        }
        catch (final NoSuchFileException ex)
        {
            throw new ToolException(ExitCode.USAGE, "there is no file " + file);
        }
        catch (final IOException | IllegalArgumentException ex)
        {
            throw new ToolException(ExitCode.USAGE, "cannot read properties from " + file + ": " + ex);
        }

        properties.stringPropertyNames().forEach((name) -> set(name, properties.getProperty(name), file.toString()));
    }

    /**
     * Set properties.
     *
     * @param properties names and values.
     * @param where      they were given, for people.
     * @throws ToolException if one does not exist.
     */
    void set(final Map<String, String> properties, final String where)
    {
        properties.forEach((name, value) -> set(name, value, where));
    }

    private void set(final String name, final String value, final String where)
    {
        if (name.startsWith(OURS) && !name.startsWith(ADAPTERS) && !names.contains(name))
        {
            throw new ToolException(
                ExitCode.USAGE,
                where + " sets " + name + ", which does not exist; there are " + String.join(", ", names));
        }
        System.setProperty(name, value.strip());
    }
}
