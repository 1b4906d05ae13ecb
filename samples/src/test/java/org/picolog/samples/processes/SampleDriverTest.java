/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.processes;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The sample's media driver in a process of its own, where another one runs or ran.
 */
@Timeout(120)
class SampleDriverTest
{
    private static final long END_TIMEOUT_S = 60;

    @TempDir
    private Path temporary;
    private final List<Process> processes = new ArrayList<>();
    private Path directory;
    private String ready;
    private String waiting;

    @BeforeEach
    void before()
    {
        directory = temporary.resolve("aeron");
        ready = "media driver in " + directory + "; Ctrl-C ends it";
        waiting = "waiting up to 5 s for the heartbeat of the media driver that was in " + directory + " to grow old";
    }

    @AfterEach
    void after()
    {
        processes.forEach(SampleDriverTest::kill);
    }

    @Test
    void takesThePlaceOfOneThatWasKilled() throws Exception
    {
        final Process first = start();
        assertEquals(ready, first.inputReader(StandardCharsets.UTF_8).readLine());
        kill(first);

        final BufferedReader second = start().inputReader(StandardCharsets.UTF_8);
        assertEquals(waiting, second.readLine());
        assertEquals(ready, second.readLine());
    }

    @Test
    void leavesOneAloneThatRuns() throws Exception
    {
        assertEquals(ready, start().inputReader(StandardCharsets.UTF_8).readLine());

        final Process second = start();
        final BufferedReader said = second.inputReader(StandardCharsets.UTF_8);
        assertEquals(waiting, said.readLine());
        assertEquals(
            "picolog driver: a media driver runs in " + directory + " already: use that one, or another directory",
            said.readLine());
        assertNull(said.readLine());
        assertTrue(second.waitFor(END_TIMEOUT_S, TimeUnit.SECONDS));
        assertEquals(1, second.exitValue());
    }

    /**
     * Everything printed goes to one stream.
     */
    private Process start() throws IOException
    {
        final Process process = new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-XX:TieredStopAtLevel=1",
            "-Daeron.dir=" + directory,
            "-Daeron.driver.timeout=5000",
            "-cp", System.getProperty("java.class.path"),
            SampleDriver.class.getName()).redirectErrorStream(true).start();
        processes.add(process);

        return process;
    }

    private static void kill(final Process process)
    {
        process.destroyForcibly().onExit().orTimeout(END_TIMEOUT_S, TimeUnit.SECONDS).join();
    }
}
