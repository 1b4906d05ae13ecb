/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.SystemUtil;

import java.util.Arrays;
import java.util.Locale;

/**
 * Values of system properties that nothing else reads strictly: a value that makes no sense is refused by the name of
 * its property, and not taken for the default.
 */
public final class Settings
{
    private Settings()
    {
    }

    /**
     * Value of a property that is a number.
     *
     * @param property     name of it.
     * @param defaultValue without the property.
     * @return the value.
     * @throws IllegalArgumentException if it is not a number that an int holds.
     */
    public static int intValue(final String property, final int defaultValue)
    {
        final String value = System.getProperty(property);
        try
        {
            return null == value ? defaultValue : Integer.decode(value.strip());
        }
        catch (final NumberFormatException ex)
        {
            throw new IllegalArgumentException(property + "=" + value + ": must be a whole number of 32 bits", ex);
        }
    }

    /**
     * Value of a property that is a length in bytes, with an optional suffix k, m or g.
     *
     * @param property     name of it.
     * @param defaultValue without the property.
     * @return the value.
     * @throws IllegalArgumentException if it is no length.
     */
    public static long longSizeValue(final String property, final long defaultValue)
    {
        try
        {
            return SystemUtil.getSizeAsLong(property, defaultValue);
        }
        catch (final NumberFormatException ex)
        {
            throw noSize(property, ex);
        }
    }

    /**
     * As {@link #longSizeValue(String, long)}, below 2g.
     *
     * @param property     name of it.
     * @param defaultValue without the property.
     * @return the value.
     * @throws IllegalArgumentException if it is no length that an int holds.
     */
    public static int sizeValue(final String property, final int defaultValue)
    {
        final long value = longSizeValue(property, defaultValue);
        if (value > Integer.MAX_VALUE)
        {
            throw noSize(property, null);
        }

        return (int)value;
    }

    /**
     * Value of a property that is a duration, with its unit: ns, us, ms or s.
     *
     * @param property       name of it.
     * @param defaultValueNs without the property, in nanoseconds.
     * @return the value in nanoseconds.
     * @throws IllegalArgumentException if it is no duration, or has no unit.
     */
    public static long durationValue(final String property, final long defaultValueNs)
    {
        final String value = System.getProperty(property);
        return null == value ? defaultValueNs : parseDuration(property, value);
    }

    /**
     * Parse a duration with its unit: ns, us, ms or s. A number alone, which could be meant in any of them, is refused;
     * but for 0.
     *
     * @param name  of what is parsed, for the message.
     * @param value to be parsed.
     * @return the duration in nanoseconds.
     * @throws IllegalArgumentException if it is none, or has no unit.
     */
    public static long parseDuration(final String name, final String value)
    {
        try
        {
            final boolean hasUnit = !value.isEmpty() && Character.isLetter(value.charAt(value.length() - 1));
            if (hasUnit || "0".equals(value))
            {
                return SystemUtil.parseDuration(name, value);
            }
        }
        catch (final NumberFormatException ex)
        {
            throw noDuration(name, value, ex);
        }

        throw noDuration(name, value, null);
    }

    /**
     * Value of a property that names a constant, in upper or lower case.
     *
     * @param property     name of it.
     * @param defaultValue without the property.
     * @param <E>          type of the constant.
     * @return the value.
     * @throws IllegalArgumentException if there is no such constant.
     */
    public static <E extends Enum<E>> E enumValue(final String property, final E defaultValue)
    {
        final String value = System.getProperty(property, defaultValue.name());
        final E[] constants = defaultValue.getDeclaringClass().getEnumConstants();
        for (final E constant : constants)
        {
            if (constant.name().equals(value.strip().toUpperCase(Locale.ROOT)))
            {
                return constant;
            }
        }

        throw new IllegalArgumentException(property + "=" + value + ": must be one of " + Arrays.toString(constants));
    }

    private static IllegalArgumentException noDuration(final String name, final String value, final Throwable cause)
    {
        return new IllegalArgumentException(
            name + "=" + value + ": must be a duration with its unit, like 500us, 100ms or 10s", cause);
    }

    private static IllegalArgumentException noSize(final String property, final Throwable cause)
    {
        return new IllegalArgumentException(
            property + "=" + System.getProperty(property) + ": must be a length like 65536, 64k, 16m or 1g", cause);
    }

    /**
     * Refuse a setting by its name.
     *
     * @param holds    does the rule hold?
     * @param property name of the property, or of the setter if there is none.
     * @param value    that it has.
     * @param rule     what must be, for people.
     * @throws IllegalArgumentException if the rule does not hold.
     */
    public static void check(final boolean holds, final String property, final Object value, final String rule)
    {
        if (!holds)
        {
            throw new IllegalArgumentException(property + "=" + value + ": " + rule);
        }
    }
}
