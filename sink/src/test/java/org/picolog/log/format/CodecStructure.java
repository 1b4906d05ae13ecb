/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import org.picolog.log.format.FormatDocument.Field;
import org.picolog.log.format.FormatDocument.Structure;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * A structure as the generated codec has it, and its picture: four bytes to a row.
 */
final class CodecStructure
{
    private static final String PACKAGE = "org.picolog.codecs.log.";
    private static final String OFFSET_SUFFIX = "EncodingOffset";
    private static final int ROW_BYTES = 4;
    private static final int BYTE_WIDTH = 16;

    private CodecStructure()
    {
    }

    static Structure of(final String name, final boolean isComposite) throws ReflectiveOperationException
    {
        final Class<?> decoder = Class.forName(PACKAGE + name + "Decoder");
        final List<Field> fields = new ArrayList<>();
        for (final Method method : decoder.getMethods())
        {
            if (method.getName().endsWith(OFFSET_SUFFIX))
            {
                final String field =
                    method.getName().substring(0, method.getName().length() - OFFSET_SUFFIX.length());
                final int length = (int)decoder.getMethod(field + "EncodingLength").invoke(null);
                fields.add(new Field(field, (int)method.invoke(null), length));
            }
        }
        fields.sort(Comparator.comparingInt(Field::offset));

        final int templateId = isComposite ? 0 : decoder.getField("TEMPLATE_ID").getInt(null);
        final int length = decoder.getField(isComposite ? "ENCODED_LENGTH" : "BLOCK_LENGTH").getInt(null);

        return new Structure(name, templateId, length, fields, draw(fields, length));
    }

    private static String draw(final List<Field> fields, final int length)
    {
        final StringBuilder out = new StringBuilder(
            " 0               1               2               3\n" + line() + "\n");
        int end = 0;
        for (final Field field : fields)
        {
            if (end < field.offset())
            {
                drawCell(out, "zero", end, field.offset() - end);
            }
            end = drawCell(out, field.name(), field.offset(), field.length());
        }

        if (end % ROW_BYTES != 0)
        {
            end = drawCell(out, "zero", end, ROW_BYTES - end % ROW_BYTES);
        }
        if (end < length)
        {
            out.append('/').append(centred("zero up to " + length, ROW_BYTES)).append("/ ").append(end)
                .append('\n').append(line()).append('\n');
        }

        return out.toString();
    }

    private static int drawCell(final StringBuilder out, final String name, final int offset, final int length)
    {
        final int inRow = Math.min(length, ROW_BYTES);
        if (0 == offset % ROW_BYTES)
        {
            out.append('|');
        }
        out.append(centred(name, inRow)).append('|');

        int end = offset + inRow;
        if (0 == end % ROW_BYTES)
        {
            out.append(' ').append(end - ROW_BYTES).append('\n');
            for (; end < offset + length; end += ROW_BYTES)
            {
                out.append('+').append(centred("", ROW_BYTES)).append("+\n");
                out.append('|').append(centred("", ROW_BYTES)).append("| ").append(end).append('\n');
            }
            out.append(line()).append('\n');
        }

        return end;
    }

    private static String line()
    {
        return "+" + ("-".repeat(BYTE_WIDTH - 1) + "+").repeat(ROW_BYTES);
    }

    private static String centred(final String name, final int bytes)
    {
        final int width = bytes * BYTE_WIDTH - 1;
        final int before = (width - name.length()) / 2;

        return " ".repeat(before) + name + " ".repeat(width - before - name.length());
    }
}
