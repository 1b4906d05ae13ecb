/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

/**
 * Writes JSON (RFC 8259) without white space. Puts the commas; trusts its caller that a name goes before each value in
 * an object.
 */
final class JsonWriter
{
    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final StringBuilder out;
    private boolean isCommaDue;

    JsonWriter(final StringBuilder out)
    {
        this.out = out;
    }

    StringBuilder out()
    {
        return out;
    }

    JsonWriter reset()
    {
        out.setLength(0);
        isCommaDue = false;
        return this;
    }

    /**
     * Take back what was written since a value ended.
     *
     * @param length of the text up to there.
     */
    void truncate(final int length)
    {
        out.setLength(length);
        isCommaDue = true;
    }

    JsonWriter beginObject()
    {
        return begin('{');
    }

    JsonWriter endObject()
    {
        return end('}');
    }

    JsonWriter beginArray()
    {
        return begin('[');
    }

    JsonWriter endArray()
    {
        return end(']');
    }

    JsonWriter name(final String name)
    {
        comma();
        quote(name);
        out.append(':');
        isCommaDue = false;
        return this;
    }

    JsonWriter value(final long value)
    {
        comma();
        out.append(value);
        return this;
    }

    JsonWriter value(final boolean value)
    {
        comma();
        out.append(value);
        return this;
    }

    /**
     * A string, or null.
     */
    JsonWriter value(final String value)
    {
        comma();
        if (null == value)
        {
            out.append("null");
        }
        else
        {
            quote(value);
        }
        return this;
    }

    JsonWriter nullValue()
    {
        return value((String)null);
    }

    /**
     * A number in the writing of JSON.
     */
    JsonWriter number(final String value)
    {
        comma();
        out.append(value);
        return this;
    }

    /**
     * A number; what JSON has no number for is a string.
     */
    JsonWriter value(final double value)
    {
        final String text = Double.toString(value);
        return Double.isFinite(value) ? number(text) : value(text);
    }

    private JsonWriter begin(final char bracket)
    {
        comma();
        out.append(bracket);
        isCommaDue = false;
        return this;
    }

    private JsonWriter end(final char bracket)
    {
        out.append(bracket);
        isCommaDue = true;
        return this;
    }

    private void comma()
    {
        if (isCommaDue)
        {
            out.append(',');
        }
        isCommaDue = true;
    }

    private void quote(final String text)
    {
        out.append('"');
        for (int i = 0; i < text.length(); i++)
        {
            final char c = text.charAt(i);
            if ('"' == c || '\\' == c)
            {
                out.append('\\').append(c);
            }
            else if (c < ' ' || 0x7F == c || isLoneSurrogate(text, i))
            {
                escape(c);
            }
            else
            {
                out.append(c);
            }
        }
        out.append('"');
    }

    private void escape(final char c)
    {
        switch (c)
        {
            case '\n':
                out.append("\\n");
                break;

            case '\r':
                out.append("\\r");
                break;

            case '\t':
                out.append("\\t");
                break;

            default:
                out.append("\\u");
                for (int shift = 12; shift >= 0; shift -= 4)
                {
                    out.append(HEX[c >> shift & 0xF]);
                }
                break;
        }
    }

    private static boolean isLoneSurrogate(final String text, final int i)
    {
        final char c = text.charAt(i);
        if (Character.isHighSurrogate(c))
        {
            return i + 1 == text.length() || !Character.isLowSurrogate(text.charAt(i + 1));
        }

        return Character.isLowSurrogate(c) && (0 == i || !Character.isHighSurrogate(text.charAt(i - 1)));
    }
}
