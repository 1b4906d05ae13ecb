/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.driver.ThreadingMode;
import org.agrona.BitUtil;
import org.agrona.ErrorHandler;
import org.agrona.concurrent.IdleStrategy;
import org.picolog.io.BlockIo;
import org.picolog.io.WriteDurability;
import org.picolog.log.LogContext;
import org.picolog.sink.SinkContext;
import picocli.CommandLine.Option;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be measured, and how: the command's options. What they do not say comes from the system properties of the
 * parts.
 */
final class Settings
{
    private static final int MIN_TERM_LENGTH = 64 * 1024;
    private static final double NS_PER_SECOND = 1e9;
    private static final int MEGABYTE = 1024 * 1024;
    private static final long GIGABYTE = 1024L * MEGABYTE;
    private static final int MIN_SEGMENT_LENGTH = 64 * BlockIo.BLOCK_SIZE;
    private static final String LOG_PREFIX = "log-";

    @Option(names = "--seconds", paramLabel = "S", defaultValue = "5", description =
        "How long each measurement takes (default: ${DEFAULT-VALUE}).")
    private double seconds;

    @Option(names = "--warmup", paramLabel = "S", defaultValue = "2", description =
        "How long each measurement runs unmeasured before (default: ${DEFAULT-VALUE}).")
    private double warmupSeconds;

    @Option(names = "--settle", paramLabel = "S", defaultValue = "10", description =
        "How long to wait at most, after each measurement, until the disk is quiet (default: ${DEFAULT-VALUE}).")
    private double settleSeconds;

    @Option(names = "--repetitions", paramLabel = "N", defaultValue = "3", description =
        "How often each is measured, in turn with the others (default: ${DEFAULT-VALUE}).")
    private int repetitions;

    @Option(names = "--rates", paramLabel = "R", split = ",", defaultValue = "100000,1000000", description =
        "Messages per second of the open loops (default: ${DEFAULT-VALUE}).")
    private List<Long> rates;

    @Option(names = "--sizes", paramLabel = "B", split = ",", defaultValue = "100", description =
        "Message lengths in bytes (default: ${DEFAULT-VALUE}).")
    private List<Integer> sizes;

    @Option(names = "--modes", paramLabel = "M", split = ",", defaultValue = "DEDICATED,SHARED", description =
        "Threading modes of the sink: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}). INVOKER runs the sink on " +
        "the generator's thread.")
    private List<org.picolog.sink.ThreadingMode> modes;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description =
        "Measure only what begins with one of these names, in whole words, as in device-4k,open-shared; see --list.")
    private List<String> only = List.of();

    @Option(names = "--sink-idle", paramLabel = "I", converter = Idling.Converter.class, description =
        "What the sink's agents, and the consumer of the bare IPC pair, do when idle: backoff, yield, busy-spin or " +
        "sleep (default: the sink's own).")
    private Idling sinkIdling;

    @Option(names = "--driver-idle", paramLabel = "I", converter = Idling.Converter.class, description =
        "The same of the media driver's agents (default: Aeron's own).")
    private Idling driverIdling;

    @Option(names = "--generator-idle", paramLabel = "I", converter = Idling.Converter.class, defaultValue = "yield",
        description = "The same of the load generator between sends (default: ${DEFAULT-VALUE}).")
    private Idling generatorIdling;

    @Option(names = "--driver-threading", paramLabel = "M", defaultValue = "SHARED", description =
        "Threading mode of the media driver: SHARED, SHARED_NETWORK or DEDICATED (default: ${DEFAULT-VALUE}).")
    private ThreadingMode driverThreading;

    @Option(names = "--term-length", paramLabel = "BYTES", defaultValue = "16777216", description =
        "Term length of the IPC stream, with and without a sink (default: ${DEFAULT-VALUE}).")
    private int termLength;

    @Option(names = "--device-megabytes", paramLabel = "N", defaultValue = "1024", description =
        "Length in MiB of the file in which the device is measured (default: ${DEFAULT-VALUE}).")
    private int deviceMegabytes;

    @Option(names = "--all", description =
        "Measure the log-... scenarios, too: without this or --only they are left out, since they take long.")
    private boolean isAll;

    @Option(names = "--log-gigabytes", paramLabel = "N", defaultValue = "8", description =
        "Length in GiB of the log that is read and sought in (default: ${DEFAULT-VALUE}).")
    private double logGigabytes;

    @Option(names = "--log-segment-length", paramLabel = "BYTES", defaultValue = "4194304", description =
        "Length of the segments of log-start-1, -10 and -100 (default: ${DEFAULT-VALUE}).")
    private int logSegmentLength;

    @Option(names = "-D", paramLabel = "NAME=VALUE", mapFallbackValue = "", description =
        "Set a system property, such as picolog.log.slab.length=32m; may be repeated.")
    private Map<String, String> properties = new TreeMap<>();

    private final StopSignal stopSignal = new StopSignal();
    private ErrorHandler errorHandler;

    /**
     * Check the options, and set the system properties, which the rest is read from.
     *
     * @return null if all is well, else what is wrong.
     */
    String conclude(final ErrorHandler errorHandler)
    {
        this.errorHandler = errorHandler;
        properties.forEach(System::setProperty);
        if (seconds <= 0 || warmupSeconds < 0 || settleSeconds < 0)
        {
            return "--seconds must be positive, --warmup and --settle must not be negative";
        }
        if (repetitions < 1)
        {
            return "--repetitions must be at least 1: " + repetitions;
        }
        if (rates.stream().anyMatch((rate) -> rate < 1))
        {
            return "--rates must be at least 1: " + rates;
        }
        if (sizes.stream().anyMatch((size) -> size < Payload.MIN_LENGTH || size > maxMessageLength()))
        {
            return "--sizes must be from " + Payload.MIN_LENGTH + " to " + maxMessageLength() + ": " + sizes +
                "; a greater --term-length allows longer messages";
        }
        if (!BitUtil.isPowerOfTwo(termLength) || termLength < MIN_TERM_LENGTH)
        {
            return "--term-length must be a power of two and at least " + MIN_TERM_LENGTH + ": " + termLength;
        }
        if (deviceMegabytes < 1)
        {
            return "--device-megabytes must be at least 1: " + deviceMegabytes;
        }
        if (logGigabytes <= 0)
        {
            return "--log-gigabytes must be positive: " + logGigabytes;
        }
        if (logSegmentLength < MIN_SEGMENT_LENGTH || logSegmentLength % BlockIo.BLOCK_SIZE != 0)
        {
            return "--log-segment-length must be a multiple of " + BlockIo.BLOCK_SIZE + " and at least " +
                MIN_SEGMENT_LENGTH + ": " + logSegmentLength;
        }
        if (ThreadingMode.INVOKER == driverThreading)
        {
            return "--driver-threading INVOKER: nobody would invoke it";
        }

        return null;
    }

    StopSignal stopSignal()
    {
        return stopSignal;
    }

    ErrorHandler errorHandler()
    {
        return errorHandler;
    }

    long durationNs()
    {
        return nanos(seconds);
    }

    long warmupNs()
    {
        return nanos(warmupSeconds);
    }

    long settleNs()
    {
        return nanos(settleSeconds);
    }

    int repetitions()
    {
        return repetitions;
    }

    List<Long> rates()
    {
        return rates;
    }

    List<Integer> sizes()
    {
        return sizes;
    }

    List<org.picolog.sink.ThreadingMode> modes()
    {
        return modes;
    }

    boolean isWanted(final String name)
    {
        return only.isEmpty() ?
            isAll || !name.startsWith(LOG_PREFIX) :
            only.stream().anyMatch((wanted) -> (name + "-").startsWith(wanted + "-"));
    }

    /**
     * Of the media driver's agents, null for Aeron's own.
     */
    Idling driverIdling()
    {
        return driverIdling;
    }

    Idling generatorIdling()
    {
        return generatorIdling;
    }

    IdleStrategy newSinkIdleStrategy()
    {
        return null == sinkIdling ? new SinkContext().idleStrategySupplier().get() : sinkIdling.newStrategy();
    }

    ThreadingMode driverThreading()
    {
        return driverThreading;
    }

    int termLength()
    {
        return termLength;
    }

    long deviceFileLength()
    {
        return (long)deviceMegabytes * MEGABYTE;
    }

    /**
     * Of the log that is read, in bytes.
     */
    long logLength()
    {
        return (long)(logGigabytes * GIGABYTE);
    }

    int logSegmentLength()
    {
        return logSegmentLength;
    }

    WriteDurability durability()
    {
        return new LogContext().durability();
    }

    boolean isDurable()
    {
        return WriteDurability.POWER_LOSS == durability();
    }

    boolean isSpinning()
    {
        return Idling.BUSY_SPIN == sinkIdling || Idling.BUSY_SPIN == driverIdling ||
            Idling.BUSY_SPIN == generatorIdling;
    }

    /**
     * Names and values, for the report.
     */
    Map<String, String> describe()
    {
        final LogContext log = new LogContext();
        final SinkContext sink = new SinkContext();
        return new TreeMap<>(Map.of(
            "run", String.format(
                Locale.ROOT, "%s s each after %s s of warm-up, %d repetitions, interleaved", seconds, warmupSeconds,
                repetitions),
            "idle strategies", "sink " + name(sinkIdling, "own") + ", media driver " +
                name(driverIdling, "Aeron's own") + ", generator " + generatorIdling.optionName(),
            "media driver", driverThreading + ", IPC term length " + termLength,
            "log", "segments of " + log.segmentLength() + ", " + log.preparedSegments() + " prepared, slab " +
                log.slabLength() + ", writes up to " + log.maxWriteLength() + ", " + log.maxWritesInFlight() +
                " in flight, durability " + log.durability(),
            "log scenarios", "a log of " + logGigabytes + " GiB, start-up with segments of " + logSegmentLength,
            "sink", "fragment limit " + sink.fragmentLimit() + ", modes " +
                modes.stream().map(Enum::name).collect(Collectors.joining(", "))));
    }

    private int maxMessageLength()
    {
        // Aeron's rule for the longest message.
        return Math.min(termLength / 8, 16 * MEGABYTE);
    }

    private static String name(final Idling idling, final String own)
    {
        return null == idling ? own : idling.optionName();
    }

    private static long nanos(final double seconds)
    {
        return (long)(seconds * NS_PER_SECOND);
    }
}
