/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.CommonContext;
import org.junit.jupiter.api.Test;
import org.picolog.log.LogConfiguration;
import org.picolog.log.RetentionPolicy;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Every setting of a sink: has a property that has an effect, a setter with a getter, a default and a row in the
 * documents.
 */
class SettingsTest
{
    private static final Path DOCUMENT = Path.of("../docs/operations.md");
    private static final String DURATION = "[0-9]+(ns|us|ms|s)";
    private static final Map<String, String> WORDS = Map.of(
        "picolog.ingest.mode", "PLAIN",
        "picolog.threading.mode", "SHARED",
        "picolog.log.durability", "DEVICE_ACCEPTED",
        "picolog.log.io", "SYNC");

    @Test
    void everyPropertyIsPrintedAndTakesEffect() throws Exception
    {
        final Map<String, String> defaults = new SinkContext().settings();
        final Set<String> names = new TreeSet<>(Set.of(CommonContext.AERON_DIR_PROP_NAME));
        names.addAll(constants(SinkContext.class));
        names.addAll(constants(MonitorContext.class));
        names.addAll(constants(ThreadContext.class));
        names.addAll(constants(LogConfiguration.class));
        assertEquals(names, new TreeSet<>(defaults.keySet()));

        for (final Map.Entry<String, String> setting : defaults.entrySet())
        {
            final String name = setting.getKey();
            final String sample = sample(name, setting.getValue());
            final Properties before = (Properties)System.getProperties().clone();
            System.setProperty(name, sample);
            try
            {
                final SinkContext ctx = new SinkContext();
                assertEquals(sample, ctx.settings().get(name), name);
                assertTrue(ctx.toString().contains("    " + name + "=" + sample + "\n"), name);
            }
            finally
            {
                System.setProperties(before);
            }
        }
    }

    @Test
    void everyPropertyHasASetterAndAGetter() throws Exception
    {
        final Set<String> set = new TreeSet<>();
        final SinkContext ctx = new SinkContext();
        setAll(ctx, ctx, set);
        setAll(ctx, ctx.monitor(), set);
        setAll(ctx, ctx.threads(), set);
        setAll(ctx, ctx.log(), set);
        assertEquals(new TreeSet<>(ctx.settings().keySet()), set);
    }

    /**
     * Refused by name, and not taken for the default: a setting that is not in force is one that somebody relies on.
     */
    @Test
    void everyPropertyWithAUnitOrANumberRefusesWhatIsNone()
    {
        final List<String> accepted = new ArrayList<>();
        for (final Map.Entry<String, String> setting : new SinkContext().settings().entrySet())
        {
            final String name = setting.getKey();
            if ((setting.getValue().matches("-?[0-9]+[a-z]*") || WORDS.containsKey(name)) && accepts(name, "nonsense"))
            {
                accepted.add(name);
            }
            if (setting.getValue().matches(DURATION) && accepts(name, "5000"))
            {
                accepted.add(name + " without a unit");
            }
        }
        assertEquals(List.of(), accepted);
    }

    private static boolean accepts(final String name, final String value)
    {
        final Properties before = (Properties)System.getProperties().clone();
        System.setProperty(name, value);
        try
        {
            new SinkContext();
            return true;
        }
        catch (final IllegalArgumentException ex)
        {
            assertTrue(ex.getMessage().contains(name + "=" + value), ex.getMessage());
            return false;
        }
        finally
        {
            System.setProperties(before);
        }
    }

    @Test
    void everyPropertyHasARowWithItsDefaultInTheDocuments() throws IOException
    {
        final List<String> rows = Files.readAllLines(DOCUMENT);
        final List<String> missing = new ArrayList<>();
        new SinkContext().settings().forEach((name, value) ->
        {
            final String shown =
                CommonContext.AERON_DIR_PROP_NAME.equals(name) ? "Aeron's" : value.isEmpty() ? "none" : value;
            final String begin = "| `" + name + "` | " + shown.toLowerCase(Locale.ROOT) + " | ";
            if (rows.stream().noneMatch((row) -> row.toLowerCase(Locale.ROOT).startsWith(begin)))
            {
                missing.add(begin);
            }
        });
        assertEquals(List.of(), missing, "rows of " + DOCUMENT);
    }

    /**
     * Call each setter of a context that takes a value, and note which settings that changes.
     */
    private static void setAll(final SinkContext ctx, final Object context, final Set<String> set) throws Exception
    {
        for (final Method setter : context.getClass().getMethods())
        {
            final Object value = 1 == setter.getParameterCount() && setter.getReturnType() == context.getClass() ?
                value(setter.getParameterTypes()[0]) : null;
            if (null != value)
            {
                final Map<String, String> before = ctx.settings();
                setter.invoke(context, value);
                assertEquals(value, context.getClass().getMethod(setter.getName()).invoke(context), setter::toString);
                ctx.settings().forEach((name, text) ->
                {
                    if (!text.equals(before.get(name)))
                    {
                        assertTrue(set.add(name), name);
                    }
                });
            }
        }
    }

    /**
     * One that is no setting's default.
     *
     * @return null for what cannot be written in a property.
     */
    private static Object value(final Class<?> type)
    {
        if (int.class == type)
        {
            return 12_345 * 4096;
        }
        if (long.class == type)
        {
            return 7_000_001L;
        }
        if (String.class == type)
        {
            return "aeron:something";
        }
        if (Path.class == type)
        {
            return Path.of("/some/where");
        }
        if (RetentionPolicy.class == type)
        {
            return new RetentionPolicy(1 << 20, 7_000_001L, Path.of("/some/where"));
        }
        if (type.isEnum())
        {
            final Object[] constants = type.getEnumConstants();
            return constants[constants.length - 1];
        }

        return null;
    }

    private static String sample(final String name, final String defaultValue)
    {
        if (WORDS.containsKey(name))
        {
            return WORDS.get(name);
        }
        if (defaultValue.matches(DURATION))
        {
            return "7ms";
        }
        if (defaultValue.matches("[0-9]+[kmg]"))
        {
            return "64k";
        }

        return defaultValue.matches("-?[0-9]+") ? "8" : "/some/where";
    }

    private static Set<String> constants(final Class<?> type) throws IllegalAccessException
    {
        final Set<String> names = new TreeSet<>();
        for (final Field field : type.getFields())
        {
            if (Modifier.isStatic(field.getModifiers()) && field.getName().endsWith("_PROP_NAME"))
            {
                names.add((String)field.get(null));
            }
        }

        return names;
    }
}
