/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Another JVM with this one's class path and access flags. Killed when closed.
 */
final class ChildJvm implements AutoCloseable
{
    private static final long DEADLINE_S = 30;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildJvm(final Process process)
    {
        this.process = process;
    }

    static ChildJvm start(final Class<?> mainClass, final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter((argument) -> argument.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass.getName()));
        command.addAll(List.of(arguments));

        final ChildJvm child = new ChildJvm(new ProcessBuilder(command).redirectErrorStream(true).start());
        final Thread reader = new Thread(child::readLines, "child-output");
        reader.setDaemon(true);
        reader.start();
        return child;
    }

    long pid()
    {
        return process.pid();
    }

    /** Await a line that begins so; what comes before it is passed over. */
    String awaitLine(final String prefix) throws InterruptedException
    {
        final StringBuilder seen = new StringBuilder();
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (System.nanoTime() < deadlineNs)
        {
            final String line = lines.poll(100, TimeUnit.MILLISECONDS);
            if (null != line)
            {
                if (line.startsWith(prefix))
                {
                    return line;
                }
                seen.append(line).append('\n');
            }
        }
        throw new AssertionError("the child did not say " + prefix + ", but:\n" + seen);
    }

    void awaitSuccess() throws InterruptedException
    {
        assertTrue(process.waitFor(DEADLINE_S, TimeUnit.SECONDS), "the child still runs");
        assertEquals(0, process.exitValue());
    }

    /** SIGKILL; returns when the process is gone for us: it may still be dying in the kernel. */
    void kill()
    {
        process.destroyForcibly();
    }

    @Override
    public void close()
    {
        kill();
        process.onExit().orTimeout(DEADLINE_S, TimeUnit.SECONDS).join();
    }

    private void readLines()
    {
        try (BufferedReader reader = process.inputReader())
        {
            for (String line = reader.readLine(); null != line; line = reader.readLine())
            {
                lines.add(line);
            }
        }
        catch (final IOException ex)
        {
            lines.add("output ended: " + ex);
        }
    }
}
