/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The tool in a process of its own, with this one's class path and access flags. Killed when closed.
 */
final class ToolProcess implements AutoCloseable
{
    private static final long DEADLINE_S = 90;

    private final Process process;
    private final StringBuffer output = new StringBuffer();
    private final Thread reader;

    private ToolProcess(final Process process)
    {
        this.process = process;
        reader = new Thread(this::read, "tool-output");
        reader.setDaemon(true);
        reader.start();
    }

    static ToolProcess start(final String... args) throws IOException
    {
        final List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
            .filter((argument) -> argument.startsWith("--")).forEach(command::add);
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), PicologTool.class.getName()));
        command.addAll(List.of(args));

        return new ToolProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
    }

    String output()
    {
        return output.toString();
    }

    void awaitOutput(final String text) throws InterruptedException
    {
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
        while (output.indexOf(text) < 0)
        {
            assertTrue(
                reader.isAlive() && System.nanoTime() - deadlineNs < 0, () -> "no \"" + text + "\" in:\n" + output);
            reader.join(10);
        }
    }

    /**
     * SIGTERM, and the exit code.
     */
    int terminate() throws InterruptedException
    {
        // Not by the process itself, which would close the pipe of its output.
        process.toHandle().destroy();
        return awaitExit();
    }

    int awaitExit() throws InterruptedException
    {
        assertTrue(process.waitFor(DEADLINE_S, TimeUnit.SECONDS), () -> "still runs:\n" + output);
        reader.join();
        return process.exitValue();
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

    private void read()
    {
        final byte[] bytes = new byte[4096];
        try (InputStream in = process.getInputStream())
        {
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes))
            {
                output.append(new String(bytes, 0, length, StandardCharsets.UTF_8));
            }
        }
        catch (final IOException ex)
        {
            output.append("output ended: ").append(ex);
        }
    }
}
