/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench.parts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

import java.nio.file.Path;
import java.util.Collection;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A moment of every JMH benchmark, in this process, so that none rots. Says nothing about speed.
 */
@Timeout(180)
class PartsTest
{
    private static final int BENCHMARKS = 10;

    @TempDir
    private Path directory;

    @Test
    void everyPartRuns() throws RunnerException
    {
        System.setProperty(WorkDirectory.PROP_NAME, directory.toString());
        try
        {
            final Collection<RunResult> results = new Runner(new OptionsBuilder()
                .include("org\\.picolog\\.")
                .forks(0)
                .warmupIterations(0)
                .measurementIterations(1)
                .measurementTime(TimeValue.milliseconds(20))
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .param("length", "100")
                .build()).run();

            assertTrue(results.size() >= BENCHMARKS, () -> results.size() + " benchmarks");
        }
        finally
        {
            System.clearProperty(WorkDirectory.PROP_NAME);
        }
    }
}
