/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import io.aeron.AeronVersion;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

import static org.picolog.bench.SystemFiles.UNKNOWN;

/**
 * What the figures were taken on, and what about it distorts them.
 */
final class Environment
{
    /**
     * Generator, ingest, flush, preparer and media driver: with fewer, they take turns.
     */
    private static final int THREADS = 5;

    private static final double BUSY = 0.1;
    private static final long LOOK_NS = 500_000_000L;
    private static final double KIB_PER_GIB = 1024.0 * 1024.0;
    private static final Path CPU_INFO = Path.of("/proc/cpuinfo");

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final List<String> warnings = new ArrayList<>();

    /**
     * Look at the machine. Takes half a second.
     *
     * @param directory in which the logs will be, existing.
     * @param settings  of the run.
     */
    Environment(final Path directory, final Settings settings)
    {
        facts.put("begun", ZonedDateTime.now(ZoneOffset.UTC).truncatedTo(ChronoUnit.SECONDS).format(
            DateTimeFormatter.ISO_INSTANT));
        addMachine();
        addStorage(directory);
        addVirtualMachine();
        addSettings(settings);
    }

    /**
     * Names and values, in the order in which to show them.
     */
    Map<String, String> facts()
    {
        return facts;
    }

    /**
     * The machine and the time, in a line.
     */
    String summary()
    {
        return facts.get("CPU") + "; " + facts.get("memory") + "; kernel " + facts.get("kernel") + "; " +
            facts.get("file system") + "; " + facts.get("JDK") + "; " + facts.get("begun");
    }

    /**
     * Sentences about what distorts.
     */
    List<String> warnings()
    {
        return warnings;
    }

    private void addMachine()
    {
        final int cores = Runtime.getRuntime().availableProcessors();
        facts.put("kernel", SystemFiles.text(Path.of("/proc/sys/kernel/osrelease")));
        facts.put("CPU", SystemFiles.value(CPU_INFO, "model name") + ", " + cores + " cores, " +
            System.getProperty("os.arch"));
        facts.put("memory", memory());

        final String governor =
            SystemFiles.text(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"));
        if (!UNKNOWN.equals(governor))
        {
            facts.put("CPU governor", governor);
            warnIf(!"performance".equals(governor), "The CPU governor is \"" + governor +
                "\": the clock rate follows the load. \"performance\" is steadier.");
        }

        final boolean isVirtual = SystemFiles.value(CPU_INFO, "flags").contains(" hypervisor");
        facts.put("virtual machine", isVirtual ? "yes" : "no");
        final double busy = busyFraction();
        facts.put("load average", SystemFiles.text(Path.of("/proc/loadavg")));
        facts.put("CPU busy before the run", String.format(Locale.ROOT, "%.0f %%", 100 * busy));

        warnIf(cores < THREADS, cores + " cores for " + THREADS + " busy threads (generator, ingest, flush, " +
            "preparer, media driver): they take turns, and latencies hold the waiting for one.");
        warnIf(isVirtual, "This is a virtual machine: its neighbours and its host's cache take part.");
        warnIf(busy > BUSY, "The machine was busy before the run: figures are too low and latencies too high.");
    }

    private void addStorage(final Path directory)
    {
        facts.put("directory", directory.toString());
        final Mount mount = mount(directory);
        if (null == mount)
        {
            facts.put("file system", UNKNOWN);
            return;
        }

        facts.put("file system", mount.type() + " on " + mount.source() + ", mounted at " + mount.point());
        facts.put("mount options", String.join(",", mount.options()));
        warnIf(mount.hasOption("discard"), "The file system is mounted with \"discard\": deleting files stalls " +
            "writes for seconds. Nothing is deleted between measurements while there is space.");

        final BlockDevice device = BlockDevice.of(mount);
        if (null == device)
        {
            facts.put("block device", UNKNOWN);
            warnings.add("The block device cannot be told: nor can its write cache.");
            return;
        }

        facts.put("block device", device.name() +
            (UNKNOWN.equals(device.model()) ? "" : " (" + device.model() + ")") +
            ", scheduler " + device.queue("scheduler"));
        facts.put("write cache", device.queue("write_cache") + ", FUA " + device.queue("fua"));
        warnIf(device.hasVolatileCache(), "The device has a volatile write cache" +
            ("1".equals(device.queue("fua")) ? "" : " and no FUA") +
            ": a durable write waits for the cache to be flushed, " +
            "which a device with power-loss protection does not do.");
        warnIf(device.name().startsWith("loop"), "The directory is on a loop device: two file systems take part.");
        warnIf(device.name().startsWith("zram"), "The directory is on zram, which is memory: nothing is durable.");
    }

    private void addVirtualMachine()
    {
        final RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        facts.put("JDK", runtime.getVmName() + " " + Runtime.version() + ", " + runtime.getVmVendor());
        facts.put("JVM flags", runtime.getInputArguments().isEmpty() ?
            "none" : String.join(" ", runtime.getInputArguments()));
        facts.put("collector", ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName).collect(Collectors.joining(", ")));
        facts.put("max heap", Runtime.getRuntime().maxMemory() / (1024 * 1024) + " MiB");
        facts.put("Aeron", AeronVersion.VERSION);
        final String version = Environment.class.getPackage().getImplementationVersion();
        facts.put("Picolog", null == version ? "unpackaged" : version);
        warnIf(runtime.getInputArguments().contains("-Xint"), "-Xint: nothing is compiled.");
        warnIf(
            runtime.getInputArguments().stream().anyMatch((flag) -> flag.startsWith("-agentlib:jdwp")),
            "A debugger may be attached.");
    }

    private void addSettings(final Settings settings)
    {
        facts.putAll(settings.describe());
        final Map<String, String> properties = new TreeMap<>();
        System.getProperties().stringPropertyNames().stream()
            .filter((name) -> name.startsWith("picolog.") || name.startsWith("aeron."))
            .forEach((name) -> properties.put(name, System.getProperty(name)));
        facts.put("system properties", properties.isEmpty() ? "none" : properties.entrySet().stream()
            .map((entry) -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(" ")));

        warnIf(settings.isQuick(), "--quick: everything was measured once, for a short time. Believe a median of " +
            "at least three: leave --quick out.");
        warnIf(!settings.isDurable(), "Writes are not durable (" + settings.durability() +
            "): neither the device's nor Picolog's figures are those of durable writes.");
        warnIf(settings.isSpinning(), "A thread spins without yielding: with few cores it takes the processor from " +
            "the device's completions.");
    }

    private void warnIf(final boolean holds, final String sentence)
    {
        if (holds)
        {
            warnings.add(sentence);
        }
    }

    private static Mount mount(final Path directory)
    {
        try
        {
            return Mount.of(directory.toRealPath());
        }
        catch (final IOException ex)
        {
            return null;
        }
    }

    private static String memory()
    {
        final String total = SystemFiles.value(Path.of("/proc/meminfo"), "MemTotal");
        return UNKNOWN.equals(total) ? UNKNOWN :
            String.format(Locale.ROOT, "%.1f GiB", Long.parseLong(total.split(" ")[0]) / KIB_PER_GIB);
    }

    /**
     * Part of the processors' time that was taken within the last moments, by anybody.
     */
    private static double busyFraction()
    {
        final long[] before = processorTimes();
        LockSupport.parkNanos(LOOK_NS);
        final long[] after = processorTimes();
        final long total = after[0] - before[0];

        return total <= 0 ? 0 : 1 - (double)(after[1] - before[1]) / total;
    }

    /**
     * All time and idle time, in ticks.
     */
    private static long[] processorTimes()
    {
        final String[] fields = SystemFiles.text(Path.of("/proc/stat")).split("\n")[0].split("\\s+");
        long total = 0;
        long idle = 0;
        for (int i = 1; i < Math.min(fields.length, 9); i++)
        {
            final long ticks = Long.parseLong(fields[i]);
            total += ticks;
            // Idle, and waiting for the disk.
            idle += 4 == i || 5 == i ? ticks : 0;
        }

        return new long[]{total, idle};
    }
}
