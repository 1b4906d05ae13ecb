/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.picolog.codecs.sample.Side;

/**
 * One line of comma-separated values, taken field by field. What is wrong is reported with the file, the line, and the
 * column in characters, both from 1.
 */
final class CsvLine
{
    private static final int MAX_DIGITS = 18;

    private final String fileName;
    private final long lineNumber;
    private final String line;
    private int start;
    private int end = -1;

    CsvLine(final String fileName, final long lineNumber, final String line)
    {
        this.fileName = fileName;
        this.lineNumber = lineNumber;
        this.line = line;
    }

    /**
     * Step to the next field.
     */
    CsvLine field(final String name)
    {
        if (end == line.length())
        {
            throw malformed(end, "the line ends where " + name + " was expected");
        }

        start = end + 1;
        final int comma = line.indexOf(',', start);
        end = comma < 0 ? line.length() : comma;
        if (start == end)
        {
            throw malformed(start, name + " is empty");
        }

        return this;
    }

    void end()
    {
        if (end != line.length())
        {
            throw malformed(end, "more fields than expected");
        }
    }

    String text(final int maxLength)
    {
        if (end - start > maxLength)
        {
            throw malformed(start + maxLength, "longer than " + maxLength + " characters");
        }

        return line.substring(start, end);
    }

    long number()
    {
        long value = 0;
        for (int i = start; i < end; i++)
        {
            value = value * 10 + digit(i, i - start);
        }

        return value;
    }

    long microsAsNanos()
    {
        final long micros = number();
        if (micros > Long.MAX_VALUE / 1_000)
        {
            throw malformed(start, "not a time in microseconds since the epoch");
        }

        return micros * 1_000;
    }

    Side side()
    {
        final String text = line.substring(start, end);
        if ("buy".equals(text))
        {
            return Side.BUY;
        }
        if ("sell".equals(text))
        {
            return Side.SELL;
        }

        throw malformed(start, "expected buy or sell, found '" + text + "'");
    }

    /**
     * All digits of a decimal, without its point.
     */
    long mantissa()
    {
        final int point = point();
        if (start == point || end - 1 == point)
        {
            throw malformed(point, "a digit was expected before and after the decimal point");
        }

        long value = 0;
        int digits = 0;
        for (int i = start; i < end; i++)
        {
            if (i != point)
            {
                value = value * 10 + digit(i, digits++);
            }
        }

        return value;
    }

    /**
     * Power of ten that the {@link #mantissa()} is to be multiplied with.
     */
    byte exponent()
    {
        final int point = point();
        return point < 0 ? 0 : (byte)(point + 1 - end);
    }

    private int point()
    {
        final int point = line.indexOf('.', start);
        return point < end ? point : -1;
    }

    private int digit(final int index, final int digitsBefore)
    {
        final char c = line.charAt(index);
        if (c < '0' || c > '9')
        {
            throw malformed(index, "expected a digit, found '" + c + "'");
        }
        if (digitsBefore >= MAX_DIGITS)
        {
            throw malformed(index, "more than " + MAX_DIGITS + " digits");
        }

        return c - '0';
    }

    private DemoException malformed(final int index, final String message)
    {
        return new DemoException(
            ExitStatus.INPUT, fileName + ", line " + lineNumber + ", column " + (index + 1) + ": " + message);
    }
}
