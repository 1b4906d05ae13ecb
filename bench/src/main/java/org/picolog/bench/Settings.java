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
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What is to be measured, and how: the command's options. What they do not say comes from the system properties of the
 * parts.
 */
final class Settings
{
    private static final int MIN_TERM_LENGTH = 64 * 1024;
    private static final int MIN_MTU = 1_408;
    private static final int MAX_MTU = 65_504;
    private static final int FRAME_ALIGNMENT = 32;
    private static final double NS_PER_SECOND = 1e9;
    private static final double LONG_WARMUP_SECONDS = 1;
    private static final int MEGABYTE = 1024 * 1024;
    private static final long GIGABYTE = 1024L * MEGABYTE;
    private static final int MIN_SEGMENT_LENGTH = 64 * BlockIo.BLOCK_SIZE;
    private static final List<String> EXTRAS = List.of("allocation-", "log-", "policy-", "segments-");

    @Option(names = "--quick", description =
        "A look: fewer systems, one message length, two rates, everything measured once. How long it takes is told " +
        "at the beginning, and by --list.")
    private boolean isQuick;

    @Option(names = "--full", description =
        "Everything: every message length, every rate, every system.")
    private boolean isFull;

    @Option(names = "--seconds", paramLabel = "S", description =
        "How long each measurement takes (default: 5; 1 with --quick).")
    private Double seconds;

    @Option(names = "--warmup", paramLabel = "S", description =
        "How long each measurement runs unmeasured before (default: 2; 0.75 with --quick).")
    private Double warmupSeconds;

    @Option(names = "--fill", paramLabel = "MIB", description =
        "MiB of messages that each open loop publishes as fast as they are taken before its warm-up, so that no " +
        "system begins with blocks in hand that were prepared before; 0 for none (default: what a log has in hand " +
        "when it was just opened; 0 if the warm-up is shorter than 1 s).")
    private Integer fillMegabytes;

    @Option(names = "--settle", paramLabel = "S", description =
        "How long to wait at most, after each measurement, until the disk is quiet (default: 10; 2 with --quick).")
    private Double settleSeconds;

    @Option(names = "--repetitions", paramLabel = "N", description =
        "How often each is measured, in turn with the others (default: 3; 1 with --quick).")
    private Integer repetitions;

    @Option(names = "--rates", paramLabel = "R", split = ",", description =
        "Messages per second of the open loops (default: 10000,100000,500000,1000000,5000000; 100000,1000000 with " +
        "--quick).")
    private List<Long> rates;

    @Option(names = "--sizes", paramLabel = "B", split = ",", description =
        "Message lengths in bytes (default: 100; 32,100,288,1344,65536 with --full).")
    private List<Integer> sizes;

    @Option(names = "--systems", paramLabel = "NAME", split = ",", description =
        "Systems to compare, by what their names begin with: picolog-dedicated, picolog-shared, picolog-invoker, " +
        "picolog-recycled, picolog-embedded, picolog-sync-dedicated, picolog-sync-shared, picolog-sync-invoker, " +
        "archive-0, archive-1, archive-2, chronicle, filechannel (default: all; fewer with --quick).")
    private List<String> systems;

    @Option(names = "--only", paramLabel = "NAME", split = ",", description =
        "Measure only what begins with one of these names, in whole words, as in device-4k,open-archive; see --list.")
    private List<String> only = List.of();

    @Option(names = "--sink-idle", paramLabel = "I", converter = Idling.Converter.class, description =
        "What these do when idle: Picolog's ingest and flush threads with a dedicated sink, the one thread of both " +
        "with a shared one, and the consumer of the bare IPC pair: backoff, yield, busy-spin or sleep. The flush " +
        "thread then no longer waits in the kernel for its writes. Not governed: the preparing thread, invoker " +
        "sinks, which run on the generator's thread, picolog-embedded, and peers (default: the sink's own).")
    private Idling sinkIdling;

    @Option(names = "--peer-idle", paramLabel = "I", split = ",", converter = Idling.Converter.class, description =
        "What the thread of a peer does when idle that writes: the archive's recorder, and the one before Chronicle " +
        "Queue and the plain file. With several each peer is measured in each way; the way is in its name where it " +
        "is not the default, as in archive-1-backoff (default: yield; of the archive, with 8 cores, busy-spin).")
    private List<Idling> peerIdlings = List.of();

    @Option(names = "--driver-idle", paramLabel = "I", converter = Idling.Converter.class, description =
        "The same of the media driver's agents (default: Aeron's own).")
    private Idling driverIdling;

    @Option(names = "--generator-idle", paramLabel = "I", converter = Idling.Converter.class, defaultValue = "sleep",
        description = "The same of the load generator between sends (default: ${DEFAULT-VALUE}).")
    private Idling generatorIdling;

    @Option(names = "--driver-threading", paramLabel = "M", defaultValue = "SHARED", description =
        "Threading mode of the media driver: SHARED, SHARED_NETWORK or DEDICATED (default: ${DEFAULT-VALUE}).")
    private ThreadingMode driverThreading;

    @Option(names = "--term-length", paramLabel = "BYTES", defaultValue = "16777216", description =
        "Term length of the IPC stream, with and without a sink (default: ${DEFAULT-VALUE}).")
    private int termLength;

    @Option(names = "--mtu", paramLabel = "BYTES", defaultValue = "1408", description =
        "MTU of the IPC stream, for every system that has one (default: ${DEFAULT-VALUE}).")
    private int mtu;

    @Option(names = "--max-gigabytes", paramLabel = "N", defaultValue = "64", description =
        "GiB of messages after which a measurement ends: a closed loop early, an open loop marked FAILED " +
        "(default: ${DEFAULT-VALUE}, and never more than there is space for).")
    private double maxGigabytes;

    @Option(names = "--device-megabytes", paramLabel = "N", defaultValue = "1024", description =
        "Length in MiB of the file in which the device is measured (default: ${DEFAULT-VALUE}).")
    private int deviceMegabytes;

    @Option(names = "--all", description =
        "Measure the scenarios allocation-..., log-..., policy-... and segments-..., too: without this or --only " +
        "they are left out, since they take long.")
    private boolean isAll;

    @Option(names = "--allocation-seconds", paramLabel = "S", defaultValue = "60", description =
        "How long each of allocation-... is measured (default: ${DEFAULT-VALUE}).")
    private double allocationSeconds;

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
        if (isQuick && isFull)
        {
            return "--quick and --full exclude each other";
        }
        complete(isQuick ? Extent.QUICK : isFull ? Extent.FULL : Extent.USUAL);
        if (seconds <= 0 || warmupSeconds < 0 || settleSeconds < 0)
        {
            return "--seconds must be positive, --warmup and --settle must not be negative";
        }
        if (null != fillMegabytes && fillMegabytes < 0)
        {
            return "--fill must not be negative: " + fillMegabytes;
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
        if (mtu < MIN_MTU || mtu > MAX_MTU || 0 != mtu % FRAME_ALIGNMENT)
        {
            return "--mtu must be a multiple of " + FRAME_ALIGNMENT + " from " + MIN_MTU + " to " + MAX_MTU +
                ": " + mtu;
        }
        if (Systems.all(this).stream().noneMatch(this::isWanted))
        {
            return "--systems names none: " + systems;
        }
        if (deviceMegabytes < 1)
        {
            return "--device-megabytes must be at least 1: " + deviceMegabytes;
        }
        if (maxGigabytes <= 0)
        {
            return "--max-gigabytes must be positive: " + maxGigabytes;
        }
        if (allocationSeconds <= 0)
        {
            return "--allocation-seconds must be positive: " + allocationSeconds;
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

    private void complete(final Extent extent)
    {
        seconds = Objects.requireNonNullElse(seconds, extent.seconds());
        warmupSeconds = Objects.requireNonNullElse(warmupSeconds, extent.warmupSeconds());
        settleSeconds = Objects.requireNonNullElse(settleSeconds, extent.settleSeconds());
        repetitions = Objects.requireNonNullElse(repetitions, extent.repetitions());
        rates = Objects.requireNonNullElse(rates, extent.rates());
        sizes = Objects.requireNonNullElse(sizes, extent.sizes());
        systems = Objects.requireNonNullElse(systems, extent.systems());
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

    /**
     * Of the scenarios that look at allocation.
     */
    long allocationNs()
    {
        return nanos(allocationSeconds);
    }

    long warmupNs()
    {
        return nanos(warmupSeconds);
    }

    /**
     * Bytes of messages to publish before the warm-up of an open loop.
     */
    long fillLength()
    {
        if (null != fillMegabytes)
        {
            return (long)fillMegabytes * MEGABYTE;
        }

        final LogContext log = new LogContext();
        // Beside those ahead there is the one that is written, and one that is handed over.
        return warmupSeconds < LONG_WARMUP_SECONDS ? 0 : (log.preparedSegments() + 2L) * log.segmentLength();
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

    boolean isWanted(final SystemUnderTest system)
    {
        return isIn(systems, system.name());
    }

    boolean isWanted(final String name)
    {
        return only.isEmpty() ?
            isAll || EXTRAS.stream().noneMatch(name::startsWith) :
            isIn(only, name);
    }

    private static boolean isIn(final List<String> prefixes, final String name)
    {
        return prefixes.stream().anyMatch((prefix) -> (name + "-").startsWith(prefix + "-"));
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

    /**
     * @return null for the sink's own.
     */
    Idling sinkIdling()
    {
        return sinkIdling;
    }

    IdleStrategy newSinkIdleStrategy()
    {
        return null == sinkIdling ? new SinkContext().idleStrategySupplier().get() : sinkIdling.newStrategy();
    }

    /**
     * Ways in which to measure each peer.
     *
     * @param own the default.
     */
    List<Idling> peerIdlings(final Idling own)
    {
        return peerIdlings.isEmpty() ? List.of(own) : peerIdlings.stream().distinct().toList();
    }

    ThreadingMode driverThreading()
    {
        return driverThreading;
    }

    int termLength()
    {
        return termLength;
    }

    int mtu()
    {
        return mtu;
    }

    /**
     * Most bytes of messages of one measurement.
     */
    long maxMessageBytes()
    {
        return (long)(maxGigabytes * GIGABYTE);
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

    boolean isQuick()
    {
        return isQuick;
    }

    boolean isDurable()
    {
        return WriteDurability.POWER_LOSS == durability();
    }

    boolean isSpinning()
    {
        return Idling.BUSY_SPIN == sinkIdling || Idling.BUSY_SPIN == driverIdling ||
            Idling.BUSY_SPIN == generatorIdling || peerIdlings.contains(Idling.BUSY_SPIN);
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
                Locale.ROOT, "%s s each (allocation: %s s) after %s s of warm-up, %d repetitions, interleaved", seconds,
                allocationSeconds, warmupSeconds, repetitions),
            "fill", 0 == fillLength() ? "none" :
                fillLength() + " bytes of messages before each open loop's warm-up, in no figure",
            "idle strategies", "sink " + name(sinkIdling, "own") + ", peers " + peerIdlingNames() +
                ", media driver " + name(driverIdling, "Aeron's own") + ", generator " + generatorIdling.optionName(),
            "media driver", driverThreading + ", IPC term length " + termLength + ", MTU " + mtu,
            "log", "segments of " + log.segmentLength() + ", " + log.preparedSegments() + " prepared, slab " +
                log.slabLength() + ", writes up to " + log.maxWriteLength() + ", " + log.maxWritesInFlight() +
                " in flight, durability " + log.durability(),
            "log scenarios", "a log of " + logGigabytes + " GiB, start-up with segments of " + logSegmentLength,
            "sink", "fragment limit " + sink.fragmentLimit()));
    }

    private int maxMessageLength()
    {
        // Aeron's rule for the longest message.
        return Math.min(termLength / 8, 16 * MEGABYTE);
    }

    private String peerIdlingNames()
    {
        return peerIdlings.isEmpty() ?
            Systems.PEER_IDLING.optionName() + " (Archive " + Systems.archiveIdling().optionName() + ")" :
            peerIdlings.stream().distinct().map(Idling::optionName).collect(Collectors.joining(" and "));
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
