/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads JSON as RFC 8259 has it and nothing else: maps, lists, strings, {@link BigDecimal}, booleans and null. Refuses
 * what many parsers let pass, also a name twice in an object.
 */
final class StrictJson
{
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    private final String text;
    private int at;

    private StrictJson(final String text)
    {
        this.text = text;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> object(final String text)
    {
        return (Map<String, Object>)parse(text);
    }

    static Object parse(final String text)
    {
        final StrictJson json = new StrictJson(text);
        final Object value = json.value();
        json.space();
        if (json.at < text.length())
        {
            throw json.error("end");
        }

        return value;
    }

    private Object value()
    {
        space();
        switch (peek())
        {
            case '{':
                return object();

            case '[':
                return array();

            case '"':
                return string();

            case 't':
                return word("true", true);

            case 'f':
                return word("false", false);

            case 'n':
                return word("null", null);

            default:
                return number();
        }
    }

    private Map<String, Object> object()
    {
        final Map<String, Object> members = new LinkedHashMap<>();
        expect('{');
        if (!skip('}'))
        {
            do
            {
                space();
                final String name = string();
                if (members.containsKey(name))
                {
                    throw error("a new name");
                }
                space();
                expect(':');
                members.put(name, value());
            }
            while (skip(','));
            expect('}');
        }

        return members;
    }

    private List<Object> array()
    {
        final List<Object> elements = new ArrayList<>();
        expect('[');
        if (!skip(']'))
        {
            do
            {
                elements.add(value());
            }
            while (skip(','));
            expect(']');
        }

        return elements;
    }

    private String string()
    {
        expect('"');
        final StringBuilder string = new StringBuilder();
        while ('"' != peek())
        {
            final char c = text.charAt(at++);
            if (c < ' ')
            {
                throw error("no control character");
            }
            string.append('\\' == c ? escape() : c);
        }
        at++;

        return string.toString();
    }

    private char escape()
    {
        final char c = text.charAt(at++);
        switch (c)
        {
            case '"':
            case '\\':
            case '/':
                return c;

            case 'b':
                return '\b';

            case 'f':
                return '\f';

            case 'n':
                return '\n';

            case 'r':
                return '\r';

            case 't':
                return '\t';

            case 'u':
                at += 4;
                return (char)Integer.parseInt(text.substring(at - 4, at), 16);

            default:
                throw error("an escape");
        }
    }

    private BigDecimal number()
    {
        final Matcher matcher = NUMBER.matcher(text).region(at, text.length());
        if (!matcher.lookingAt())
        {
            throw error("a value");
        }
        at = matcher.end();

        return new BigDecimal(matcher.group());
    }

    private Object word(final String word, final Object value)
    {
        if (!text.startsWith(word, at))
        {
            throw error(word);
        }
        at += word.length();

        return value;
    }

    private boolean skip(final char c)
    {
        space();
        if (c == peek())
        {
            at++;
            return true;
        }

        return false;
    }

    private void expect(final char c)
    {
        if (!skip(c))
        {
            throw error("'" + c + "'");
        }
    }

    private void space()
    {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0)
        {
            at++;
        }
    }

    private char peek()
    {
        if (at >= text.length())
        {
            throw error("more");
        }

        return text.charAt(at);
    }

    private AssertionError error(final String expected)
    {
        return new AssertionError("expected " + expected + " at " + at + " of " + text);
    }
}
