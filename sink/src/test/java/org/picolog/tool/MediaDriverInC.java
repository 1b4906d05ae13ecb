/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Aeron's media driver in C, which has to be built from Aeron's sources: where there is none the tests with it are
 * skipped.
 */
final class MediaDriverInC implements AutoCloseable
{
    static final String HOW_TO_HAVE_ONE =
        "no aeronmd on the PATH, nor named by -Dpicolog.test.aeronmd: not tried beside the media driver in C";
    private static final String PROPERTY = "picolog.test.aeronmd";
    private static final long DEADLINE_S = 60;

    private final Process process;

    private MediaDriverInC(final Process process)
    {
        this.process = process;
    }

    /**
     * @return the executable, or null.
     */
    static Path find()
    {
        final String path = System.getenv().getOrDefault("PATH", "");
        final Stream<Path> onPath = Arrays.stream(path.split(File.pathSeparator))
            .filter((entry) -> !entry.isEmpty())
            .map((entry) -> Path.of(entry, "aeronmd"));
        final String named = System.getProperty(PROPERTY);

        return Stream.concat(Stream.ofNullable(named).map(Path::of), onPath)
            .filter(Files::isExecutable).findFirst().orElse(null);
    }

    static MediaDriverInC start(final Path aeronmd, final Path directory) throws IOException, InterruptedException
    {
        final ProcessBuilder builder = new ProcessBuilder(aeronmd.toString()).redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().putAll(Map.of(
            "AERON_DIR", directory.toString(),
            "AERON_DIR_DELETE_ON_START", "1",
            "AERON_DIR_DELETE_ON_SHUTDOWN", "1",
            "AERON_THREADING_MODE", "SHARED",
            "AERON_SHARED_IDLE_STRATEGY", "backoff",
            "AERON_IPC_TERM_BUFFER_LENGTH", "64k"));
        // Of one that was killed.
        Files.deleteIfExists(directory.resolve("cnc.dat"));
        final MediaDriverInC driver = new MediaDriverInC(builder.start());
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (!Files.exists(directory.resolve("cnc.dat")))
        {
            assertTrue(driver.process.isAlive() && System.nanoTime() - deadlineNs < 0, "aeronmd does not start");
            driver.process.waitFor(10, TimeUnit.MILLISECONDS);
        }

        return driver;
    }

    /**
     * SIGKILL.
     */
    void kill()
    {
        process.destroyForcibly().onExit().orTimeout(DEADLINE_S, TimeUnit.SECONDS).join();
    }

    @Override
    public void close()
    {
        kill();
    }
}
