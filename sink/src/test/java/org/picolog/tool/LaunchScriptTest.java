/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The launch script, laid out as in the archive, and what it would start: in place of Java is a script that prints its
 * arguments.
 */
@Timeout(60)
class LaunchScriptTest
{
    @TempDir
    private Path home;

    @BeforeEach
    void before() throws Exception
    {
        Files.copy(Path.of("../picolog"), home.resolve("picolog"));
        Files.createFile(Files.createDirectory(home.resolve("lib")).resolve("picolog.jar"));
        Files.createFile(home.resolve("lib/picolog-samples.jar"));
        final Path java = Files.createDirectories(home.resolve("jdk/bin")).resolve("java");
        Files.writeString(java, """
            #!/bin/sh
            if [ "$1" = -version ]; then echo 'openjdk version "17.0.1"' >&2; else echo "$@"; fi
            """);
        assertTrue(java.toFile().setExecutable(true));
    }

    @Test
    void startsWhatIsInTheArchive() throws Exception
    {
        assertEquals("-XX:+UseParallelGC -jar " + home + "/lib/picolog.jar stat DIR", run(0, "", "stat", "DIR"));
        assertEquals("-XX:+UseParallelGC -jar " + home + "/lib/picolog-samples.jar", run(0, "", "demo"));
        assertTrue(run(0, "", "driver").endsWith("org.picolog.samples.processes.SampleDriver"));
        assertTrue(run(0, "", "engine").endsWith("org.picolog.samples.processes.EngineCommand"));
    }

    @Test
    void aCollectorThatTheOptionsNameIsTheOnlyOne() throws Exception
    {
        for (final String command : new String[]{"sink", "driver"})
        {
            final String zgc = run(0, "-Xmx1g -XX:+UseZGC", command);
            assertTrue(zgc.contains("-Xmx1g -XX:+UseZGC"), zgc);
            assertFalse(zgc.contains("Parallel"), zgc);
            assertTrue(run(0, "-Xmx1g", command).contains("-XX:+UseParallelGC"));
        }
    }

    @Test
    void whatIsNotInTheArchiveIsRefusedByName() throws Exception
    {
        for (final String command : new String[]{"bench", "resume", "jmh"})
        {
            assertEquals(
                "picolog: " + command + " is not in the archive: it needs a checkout of the sources",
                run(1, "", command));
        }
    }

    private String run(final int exitCode, final String options, final String... arguments) throws Exception
    {
        final ProcessBuilder builder = new ProcessBuilder("bash", home.resolve("picolog").toString());
        builder.command().addAll(List.of(arguments));
        builder.environment().put("JAVA_HOME", home.resolve("jdk").toString());
        builder.environment().put("PICOLOG_JAVA_OPTIONS", options);
        final Process process = builder.redirectErrorStream(true).start();
        final String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assertEquals(exitCode, process.waitFor(), output);
        return output;
    }
}
