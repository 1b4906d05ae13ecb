/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.exceptions.ConfigurationException;
import org.agrona.SystemUtil;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every setting of the adapter: has a property that has an effect and refuses what makes no sense, a setter with a
 * getter, and a row with its default in the documents.
 */
class AdapterSettingsTest
{
    private static final Path DOCUMENT = Path.of("../docs/operations.md");
    private static final Pattern ROW = Pattern.compile("\\| `(picolog\\.adapter\\.[a-z.]+)` \\| (.*?) \\| .*");
    private static final String AERON_DIRECTORY = "aeronDirectoryName";

    @Test
    void everyPropertyTakesEffect() throws Exception
    {
        for (final String name : properties())
        {
            final Method getter = getter(name);
            System.setProperty(name, text(name, sample(getter)));
            try
            {
                assertEquals(sample(getter), value(new AdapterContext(), getter), name);
            }
            finally
            {
                System.clearProperty(name);
            }
        }
    }

    @Test
    void everyPropertyHasASetterAndAGetter() throws Exception
    {
        for (final String name : properties())
        {
            final Method getter = getter(name);
            final AdapterContext ctx = new AdapterContext();
            final Method setter = AdapterContext.class.getMethod(getter.getName(), getter.getReturnType());
            assertEquals(ctx, setter.invoke(ctx, sample(getter)), name);
            assertEquals(sample(getter), getter.invoke(ctx), name);
        }
    }

    /**
     * Refused by name, and not taken for the default: a setting that is not in force is one that somebody relies on.
     */
    @Test
    void everyPropertyRefusesWhatMakesNoSense() throws Exception
    {
        for (final String name : properties())
        {
            if (String.class != getter(name).getReturnType())
            {
                assertRefused(name, "nonsense");
                assertRefused(name, "");
            }
            if (getter(name).getName().endsWith("Ns"))
            {
                assertRefused(name, "5000");
            }
        }
    }

    @Test
    void everyPropertyHasARowWithItsDefaultInTheDocuments() throws Exception
    {
        final Map<String, String> expected = new TreeMap<>();
        for (final String name : properties())
        {
            final Method getter = getter(name);
            final Object value = getter.invoke(new AdapterContext());
            final String none = AERON_DIRECTORY.equals(getter.getName()) ? "Aeron's" : "none";
            expected.put(name, null == value ? none : text(name, value));
        }
        assertEquals(expected, rows());
    }

    private static Map<String, String> rows() throws IOException
    {
        return Files.readAllLines(DOCUMENT).stream()
            .map(ROW::matcher)
            .filter(Matcher::matches)
            .collect(Collectors.toMap((row) -> row.group(1), (row) -> row.group(2)));
    }

    private static void assertRefused(final String name, final String text)
    {
        System.setProperty(name, text);
        try
        {
            final ConfigurationException ex = assertThrows(ConfigurationException.class, AdapterContext::new, name);
            assertTrue(ex.getMessage().contains(name + "=" + text + ": must be"), ex.getMessage());
        }
        finally
        {
            System.clearProperty(name);
        }
    }

    /**
     * The accessor that the name of a property stands for; one of a duration says its unit.
     */
    private static Method getter(final String property) throws NoSuchMethodException
    {
        if (AdapterConfiguration.AERON_DIRECTORY_PROP_NAME.equals(property))
        {
            return AdapterContext.class.getMethod(AERON_DIRECTORY);
        }

        final StringBuilder name = new StringBuilder();
        for (final String word : property.substring("picolog.adapter.".length()).split("\\."))
        {
            name.append(0 == name.length() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        final boolean isDuration = List.of("Timeout", "Interval").stream().anyMatch(name.toString()::endsWith);
        return AdapterContext.class.getMethod(isDuration ? name + "Ns" : name.toString());
    }

    /**
     * Which of two directories applies is decided when the context is concluded.
     */
    private static Object value(final AdapterContext ctx, final Method getter) throws Exception
    {
        return getter.invoke(AERON_DIRECTORY.equals(getter.getName()) ? ctx.conclude() : ctx);
    }

    /**
     * A value that is no setting's default.
     */
    private static Object sample(final Method getter)
    {
        final Class<?> type = getter.getReturnType();
        if (UUID.class == type)
        {
            return new UUID(1, 2);
        }
        if (int.class == type)
        {
            return 8123;
        }

        return long.class == type ? (Object)7_000_000L : "aeron:ipc?alias=something";
    }

    private static String text(final String property, final Object value)
    {
        final boolean isDuration = property.endsWith(".timeout") || property.endsWith(".interval");
        return isDuration ? SystemUtil.formatDuration((Long)value) : value.toString();
    }

    private static TreeSet<String> properties() throws IllegalAccessException
    {
        final TreeSet<String> names = new TreeSet<>();
        for (final Field field : AdapterConfiguration.class.getFields())
        {
            if (field.getName().endsWith("_PROP_NAME"))
            {
                names.add((String)field.get(null));
            }
        }

        return names;
    }
}
