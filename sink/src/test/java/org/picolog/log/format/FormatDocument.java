/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/log-format.md} says in a form that a program can check.
 */
final class FormatDocument
{
    private static final Path FILE = Path.of("../docs/log-format.md");
    private static final Pattern STRUCTURE =
        Pattern.compile("^### (\\w+): (?:template (\\d+)|composite), (\\d+) bytes$", Pattern.MULTILINE);
    private static final Pattern ROW =
        Pattern.compile("^\\| (\\w+) \\| (\\d+) \\| (\\d+) \\| .+ \\|$", Pattern.MULTILINE);

    private final String text;

    FormatDocument() throws IOException
    {
        text = Files.readString(FILE);
    }

    /**
     * A structure as the document describes it.
     *
     * @param name       of the structure in the schema.
     * @param templateId in the schema, 0 for a composite.
     * @param length     in bytes.
     * @param fields     in the order of the document.
     * @param diagram    the first fenced block of the section.
     */
    record Structure(String name, int templateId, int length, List<Field> fields, String diagram)
    {
    }

    /**
     * A row of a table.
     *
     * @param name   of the field.
     * @param offset from the beginning of the structure.
     * @param length in bytes.
     */
    record Field(String name, int offset, int length)
    {
    }

    String text()
    {
        return text;
    }

    List<Structure> structures()
    {
        final List<Structure> structures = new ArrayList<>();
        final Matcher heading = STRUCTURE.matcher(text);
        while (heading.find())
        {
            final int end = text.indexOf("\n##", heading.end());
            final String section = text.substring(heading.end(), end < 0 ? text.length() : end);
            final String templateId = heading.group(2);
            structures.add(new Structure(
                heading.group(1),
                null == templateId ? 0 : Integer.parseInt(templateId),
                Integer.parseInt(heading.group(3)),
                fields(section),
                fenced(section, 0)));
        }

        return structures;
    }

    /**
     * The fenced block after the marker of a hexdump.
     */
    String hexdump(final String fileName)
    {
        return fenced(text, text.indexOf("<!-- hexdump: " + fileName + " -->"));
    }

    private static List<Field> fields(final String section)
    {
        final List<Field> fields = new ArrayList<>();
        final Matcher row = ROW.matcher(section);
        while (row.find())
        {
            fields.add(new Field(row.group(1), Integer.parseInt(row.group(2)), Integer.parseInt(row.group(3))));
        }

        return fields;
    }

    private static String fenced(final String text, final int from)
    {
        final int fence = from < 0 ? -1 : text.indexOf("```", from);
        if (fence < 0)
        {
            return "";
        }

        final int begin = text.indexOf('\n', fence) + 1;
        return text.substring(begin, text.indexOf("```", begin));
    }
}
