/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
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
public final class ChildJvm implements AutoCloseable
{
    private static final long DEADLINE_S = 120;

    private final Process process;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    private ChildJvm(final Process process)
    {
        this.process = process;
    }

    /**
     * Start a JVM.
     *
     * @param mainClass to run.
     * @param arguments of its main method.
     * @return the process, to be closed by the caller.
     * @throws IOException if it cannot be started.
     */
    public static ChildJvm start(final Class<?> mainClass, final String... arguments) throws IOException
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

    /**
     * Its number.
     *
     * @return the process id.
     */
    public long pid()
    {
        return process.pid();
    }

    /**
     * Write a line to its standard input.
     *
     * @param line without its end.
     * @throws IOException if the process is gone.
     */
    public void say(final String line) throws IOException
    {
        final OutputStream input = process.getOutputStream();
        input.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        input.flush();
    }

    /**
     * Await a line that begins so; what comes before it is passed over.
     *
     * @param prefix of the line.
     * @return the line.
     * @throws InterruptedException if the thread is interrupted.
     */
    public String awaitLine(final String prefix) throws InterruptedException
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

    /**
     * Await the end of the process.
     *
     * @return its exit status: 128 and the signal's number after a signal.
     * @throws InterruptedException if the thread is interrupted.
     */
    public int awaitExit() throws InterruptedException
    {
        assertTrue(process.waitFor(DEADLINE_S, TimeUnit.SECONDS), "the child still runs");
        return process.exitValue();
    }

    /**
     * Await its end, with exit status 0.
     *
     * @throws InterruptedException if the thread is interrupted.
     */
    public void awaitSuccess() throws InterruptedException
    {
        assertEquals(0, awaitExit());
    }

    /**
     * End its standard input, and await its end, with exit status 0.
     *
     * @throws IOException          if that cannot be closed.
     * @throws InterruptedException if the thread is interrupted.
     */
    public void end() throws IOException, InterruptedException
    {
        process.getOutputStream().close();
        awaitSuccess();
    }

    /**
     * What it said that was not awaited.
     *
     * @return the lines.
     */
    public String output()
    {
        return String.join("\n", lines);
    }

    /**
     * SIGKILL; returns at once: the process may be dying in the kernel for a while.
     */
    public void kill()
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
