/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.driver.Configuration;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.IoUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.AdapterState;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * How long a sequencer is without commits when its sink is killed and started anew at once, by the time after which the
 * media driver gives up a client that is dead. The driver and the sink are processes of their own; this one is the
 * sequencer, which publishes all the time.
 */
@Command(
    name = "resume",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = "Kill a sink under load, start it again, and measure how long nothing is committed.")
public final class ResumeTime implements Callable<Integer>
{
    private static final int MESSAGE_LENGTH = 100;
    private static final long INTERVAL_NS = TimeUnit.SECONDS.toNanos(1) / 20_000;
    private static final long STEADY_NS = TimeUnit.SECONDS.toNanos(2);
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final double NS_PER_S = 1e9;

    @Option(names = "--dir", required = true, description = "Existing directory on the disk to be measured.")
    private Path directory;

    @Option(names = "--liveness", split = ",", description = "Client liveness timeouts in seconds: ${DEFAULT-VALUE}.")
    private List<Integer> livenessSeconds = List.of(1, 2, 5, 10);

    @Option(names = "--kills", description = "Of each, so many: ${DEFAULT-VALUE}.")
    private int kills = 5;

    @Option(names = "--after", description = "Start the next sink so many milliseconds later: ${DEFAULT-VALUE}.")
    private long afterMs = 0;

    private final PrintStream out;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_LENGTH]);
    private final IdleStrategy idle = new BackoffIdleStrategy(1, 10, 1_000, 100_000);
    private final List<Process> children = new ArrayList<>();
    private long nextNs;

    /**
     * Construct.
     *
     * @param out for the figures.
     */
    ResumeTime(final PrintStream out)
    {
        this.out = out;
    }

    /**
     * Measure; or be one of the processes that are measured.
     *
     * @param args see {@code --help}.
     * @throws IOException if standard input cannot be read.
     */
    public static void main(final String[] args) throws IOException
    {
        if (args.length == 3 && "driver".equals(args[0]))
        {
            runDriver(args[1], TimeUnit.SECONDS.toNanos(Long.parseLong(args[2])));
        }
        else if (args.length == 3 && "sink".equals(args[0]))
        {
            runSink(args[1], Path.of(args[2]));
        }
        else
        {
            System.exit(new CommandLine(new ResumeTime(System.out)).execute(args));
        }
    }

    @Override
    public Integer call() throws IOException
    {
        final Path work = Files.createTempDirectory(directory, "picolog-resume-");
        try
        {
            out.println("| liveness timeout s | connected again s: median (least to most) | " +
                "first new commit s: median (least to most) | kills |");
            out.println("| ---: | ---: | ---: | ---: |");
            for (final int seconds : livenessSeconds)
            {
                measure(Files.createDirectory(work.resolve("liveness-" + seconds)), seconds);
            }
            return 0;
        }
        finally
        {
            children.forEach(Process::destroyForcibly);
            children.forEach((child) -> child.onExit().join());
            IoUtil.delete(work.toFile(), true);
        }
    }

    private void measure(final Path place, final int seconds) throws IOException
    {
        final String aeronDirectory = place.resolve("aeron").toString();
        final String log = Files.createDirectory(place.resolve("log")).toString();
        final Process driver = start("driver", aeronDirectory, Integer.toString(seconds));
        Process sink = start("sink", aeronDirectory, log);
        final List<Double> connected = new ArrayList<>();
        final List<Double> committed = new ArrayList<>();
        try (SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext()
            .aeronDirectoryName(aeronDirectory)
            .connectTimeoutNs(DEADLINE_NS)
            .livenessTimeoutNs(TimeUnit.SECONDS.toNanos(seconds))
            .errorHandler((cause) -> System.err.println("adapter: " + cause))))
        {
            for (int i = 0; i < kills; i++)
            {
                publishSteadily(adapter);
                final long killNs = System.nanoTime();
                sink.destroyForcibly();
                await(adapter, () -> System.nanoTime() - killNs >= TimeUnit.MILLISECONDS.toNanos(afterMs), seconds);
                sink = start("sink", aeronDirectory, log);
                await(adapter, () -> AdapterState.CONNECTED != adapter.state(), seconds);
                await(adapter, () -> AdapterState.CONNECTED == adapter.state(), seconds);
                connected.add((System.nanoTime() - killNs) / NS_PER_S);
                final long sequence = adapter.nextSequence();
                await(adapter, () -> adapter.committedSequence() >= sequence, seconds);
                committed.add((System.nanoTime() - killNs) / NS_PER_S);
            }
        }
        end(sink);
        end(driver);
        out.printf(Locale.ROOT,
            "| %d | %s | %s | %d |%n", seconds, describe(connected), describe(committed), committed.size());
    }

    private void publishSteadily(final SequencerAdapter adapter)
    {
        final long startNs = System.nanoTime();
        final long first = adapter.committedSequence();
        await(
            adapter, () -> System.nanoTime() - startNs > STEADY_NS && adapter.committedSequence() > first, 0);
    }

    /**
     * Publish and poll until it is so.
     */
    private void await(
        final SequencerAdapter adapter, final BooleanSupplier condition, final int seconds)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
        while (!condition.getAsBoolean())
        {
            final long nowNs = System.nanoTime();
            if (nowNs - deadlineNs > 0)
            {
                throw new BenchException("nothing is committed any more, with a liveness timeout of " + seconds + " s");
            }
            int workCount = adapter.poll();
            if (nowNs - nextNs >= 0 && adapter.offer(message, 0, MESSAGE_LENGTH) > 0)
            {
                nextNs = Math.max(nextNs + INTERVAL_NS, nowNs - TimeUnit.MILLISECONDS.toNanos(1));
                workCount++;
            }
            idle.idle(workCount);
        }
    }

    private static String describe(final List<Double> seconds)
    {
        final List<Double> sorted = new ArrayList<>(seconds);
        Collections.sort(sorted);
        return String.format(Locale.ROOT, "%.2f (%.2f to %.2f)",
            sorted.get(sorted.size() / 2), sorted.get(0), sorted.get(sorted.size() - 1));
    }

    private Process start(final String... arguments) throws IOException
    {
        final List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseParallelGC",
            "--add-opens", "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp", System.getProperty("java.class.path"),
            ResumeTime.class.getName()));
        command.addAll(List.of(arguments));
        final Process child = new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.INHERIT).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        children.add(child);
        return child;
    }

    private static void end(final Process child) throws IOException
    {
        child.getOutputStream().close();
        child.onExit().orTimeout(1, TimeUnit.MINUTES).join();
    }

    private static void runDriver(final String aeronDirectory, final long livenessNs) throws IOException
    {
        try (MediaDriver driver = MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(aeronDirectory)
            .threadingMode(ThreadingMode.SHARED)
            .sharedIdleStrategy(new BackoffIdleStrategy(0, 20, 1_000, 100_000))
            .timerIntervalNs(Math.min(Configuration.DEFAULT_TIMER_INTERVAL_NS, livenessNs / 2))
            .clientLivenessTimeoutNs(livenessNs)
            .publicationUnblockTimeoutNs(2 * livenessNs)))
        {
            System.err.println("media driver in " + driver.aeronDirectoryName());
            awaitEndOfInput();
        }
    }

    private static void runSink(final String aeronDirectory, final Path log) throws IOException
    {
        try (Sink sink = Sink.launch(new SinkContext()
            .aeronDirectoryName(aeronDirectory)
            .errorHandler((cause) -> System.err.println("sink: " + cause))
            .log(new LogContext().directory(log))))
        {
            System.err.println("sink of " + sink);
            awaitEndOfInput();
        }
    }

    private static void awaitEndOfInput() throws IOException
    {
        while (System.in.read() >= 0)
        {
            Thread.onSpinWait();
        }
    }
}
