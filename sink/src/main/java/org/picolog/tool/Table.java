/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * A table of text with columns as wide as they need to be.
 */
final class Table
{
    private static final String INDENT = "  ";

    private final List<String[]> rows = new ArrayList<>();
    private final int[] widths;
    private final boolean[] isNumeric;

    /**
     * Construct with headings; one that begins with '>' is of a column that is aligned to the right.
     *
     * @param headings of the columns.
     */
    Table(final String... headings)
    {
        widths = new int[headings.length];
        isNumeric = new boolean[headings.length];
        final String[] first = new String[headings.length];
        for (int i = 0; i < headings.length; i++)
        {
            isNumeric[i] = headings[i].startsWith(">");
            first[i] = isNumeric[i] ? headings[i].substring(1) : headings[i];
        }
        row(first);
    }

    /**
     * Add a row.
     *
     * @param cells as many as there are headings.
     */
    void row(final String... cells)
    {
        rows.add(cells);
        for (int i = 0; i < cells.length; i++)
        {
            widths[i] = Math.max(widths[i], cells[i].length());
        }
    }

    void print(final PrintStream out)
    {
        final StringBuilder line = new StringBuilder();
        for (final String[] row : rows)
        {
            line.setLength(0);
            for (int i = 0; i < row.length; i++)
            {
                final String padding = " ".repeat(widths[i] - row[i].length());
                line.append(INDENT).append(isNumeric[i] ? padding + row[i] : row[i] + padding);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
