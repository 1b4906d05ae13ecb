/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads numbers from the command line, and says in terms of a log what one must be.
 */
final class MessageNumber
{
    private MessageNumber()
    {
    }

    /**
     * Which message.
     */
    static final class Sequence implements ITypeConverter<Long>
    {
        @Override
        public Long convert(final String text)
        {
            return parse(text, 1, "a sequence");
        }
    }

    /**
     * How many messages.
     */
    static final class Count implements ITypeConverter<Long>
    {
        @Override
        public Long convert(final String text)
        {
            return parse(text, 0, "a number of messages");
        }
    }

    private static long parse(final String text, final long least, final String what)
    {
        try
        {
            final long value = Long.parseLong(text);
            if (value >= least)
            {
                return value;
            }
            throw refusal(text, least, what);
        }
        catch (final NumberFormatException ex)
        {
            throw refusal(text, least, what);
        }
    }

    private static TypeConversionException refusal(final String text, final long least, final String what)
    {
        return new TypeConversionException("'" + text + "' is not " + what + ", a whole number from " + least);
    }
}
