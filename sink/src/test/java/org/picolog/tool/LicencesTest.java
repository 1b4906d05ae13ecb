/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * The document of the licences names what the published modules depend on: all of it, and nothing else.
 */
class LicencesTest
{
    private static final List<String> MODULES = List.of("sbe-schemas", "sink", "sequencer-adapter", "samples");
    private static final Pattern DEPENDENCY = Pattern.compile(
        "<dependency>\\s*<groupId>([^<]+)</groupId>\\s*<artifactId>([^<]+)</artifactId>(.*?)</dependency>",
        Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("\\| `([^`]+)` \\| [^|]+ \\| ([^|]+) \\| .*");

    @Test
    void everyDependencyHasARowThatNamesItsModules() throws IOException
    {
        final Map<String, TreeSet<String>> used = new TreeMap<>();
        for (final String module : MODULES)
        {
            final String pom = Files.readString(Path.of("..", module, "pom.xml"));
            final String dependencies = pom.contains("<build>") ? pom.substring(0, pom.indexOf("<build>")) : pom;
            final Matcher matcher = DEPENDENCY.matcher(dependencies);
            while (matcher.find())
            {
                final boolean isOurs = "org.picolog".equals(matcher.group(1));
                // A build's or a test's alone does not reach who uses it; that of JUnit is in the parent.
                final boolean isPublished =
                    !matcher.group(3).contains("<scope>") && !"junit-jupiter".equals(matcher.group(2));
                if (!isOurs && isPublished)
                {
                    used.computeIfAbsent(matcher.group(1) + ":" + matcher.group(2), (name) -> new TreeSet<>())
                        .add(module);
                }
            }
        }

        final Map<String, TreeSet<String>> documented = new TreeMap<>();
        for (final String line : Files.readAllLines(Path.of("../docs/licences.md")))
        {
            final Matcher matcher = ROW.matcher(line);
            if (matcher.matches())
            {
                final String modules = matcher.group(2);
                documented.put(
                    matcher.group(1),
                    new TreeSet<>("all".equals(modules) ? MODULES : List.of(modules.split(", "))));
            }
        }
        assertEquals(used, documented);
    }
}
