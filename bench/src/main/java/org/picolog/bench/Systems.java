/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.IoBackend;
import org.picolog.io.WriteDurability;
import org.picolog.log.LogContext;
import org.picolog.log.RetentionPolicy;
import org.picolog.sink.ThreadingMode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The systems that are compared.
 */
final class Systems
{
    /**
     * Of a peer's thread that writes: as soon as there is something, without taking the processor from others.
     */
    static final Idling PEER_IDLING = Idling.YIELD;

    private static final int ARCHIVE_LEVELS = 3;
    private static final int SPINNING_CORES = 8;
    private static final int RETAINED_SEGMENTS = 2;
    private static final int SETTLING_SEGMENTS = 10;

    private Systems()
    {
    }

    /**
     * All there are, in the order in which to measure and to show them.
     */
    static List<SystemUnderTest> all(final Settings settings)
    {
        final List<SystemUnderTest> systems = new ArrayList<>();
        for (final ThreadingMode mode : ThreadingMode.values())
        {
            systems.add(picolog(mode, IoBackend.IO_URING, settings));
        }
        for (final ThreadingMode mode : ThreadingMode.values())
        {
            systems.add(picolog(mode, IoBackend.SYNC, settings));
        }
        systems.add(recycled(settings));
        systems.add(embedded(settings));
        for (int level = 0; level < ARCHIVE_LEVELS; level++)
        {
            for (final Idling idling : settings.peerIdlings(archiveIdling()))
            {
                systems.add(archive(level, idling, settings));
            }
        }
        for (final Idling idling : settings.peerIdlings(PEER_IDLING))
        {
            systems.add(chronicle(idling, settings));
        }
        for (final Idling idling : settings.peerIdlings(PEER_IDLING))
        {
            systems.add(fileChannel(idling, settings));
        }

        return systems;
    }

    /**
     * Of the archive's recorder. Its makers advise to spin; with few cores that holds up what it waits for.
     */
    static Idling archiveIdling()
    {
        return Runtime.getRuntime().availableProcessors() < SPINNING_CORES ? PEER_IDLING : Idling.BUSY_SPIN;
    }

    private static SystemUnderTest picolog(
        final ThreadingMode mode, final IoBackend backend, final Settings settings)
    {
        final boolean isRing = IoBackend.IO_URING == backend;
        final String modeName = mode.name().toLowerCase(Locale.ROOT);
        return new SystemUnderTest(
            (isRing ? "picolog-" : "picolog-sync-") + modeName,
            "Picolog " + modeName + (isRing ? "" : ", pwritev2"),
            isDurable(settings),
            picologDurability(settings) + ". Publisher: the sequencer adapter, which counts a message when its ack " +
            "was polled",
            (directory, length) -> new SinkTarget(
                new LogContext().directory(directory), mode, backend, length, settings));
    }

    /**
     * A log that has what it keeps, and uses the files of purged segments again.
     */
    private static SystemUnderTest recycled(final Settings settings)
    {
        final long segmentLength = new LogContext().segmentLength();
        final RetentionPolicy retention = RetentionPolicy.KEEP_ALL.bytes(RETAINED_SEGMENTS * segmentLength);
        return new SystemUnderTest(
            "picolog-recycled",
            "Picolog dedicated, purging",
            isDurable(settings),
            "as Picolog dedicated. All but " + RETAINED_SEGMENTS + " segments are purged, and their files used again",
            SETTLING_SEGMENTS * segmentLength,
            (directory, length) -> new SinkTarget(
                new LogContext().directory(directory).retention(retention),
                ThreadingMode.DEDICATED,
                IoBackend.IO_URING,
                length,
                settings));
    }

    private static SystemUnderTest embedded(final Settings settings)
    {
        return new SystemUnderTest(
            "picolog-embedded",
            "Picolog without Aeron",
            isDurable(settings),
            picologDurability(settings) + ". Publisher: EmbeddedLog.append in the process, without a media driver",
            (directory, length) -> new EmbeddedTarget(new LogContext().directory(directory), length));
    }

    private static SystemUnderTest archive(final int level, final Idling idling, final Settings settings)
    {
        return new SystemUnderTest(
            "archive-" + level + suffix(idling, archiveIdling(), "-"),
            "Aeron Archive, level " + level + suffix(idling, archiveIdling(), ", "),
            level > 0,
            switch (level)
            {
                case 0 -> "the recording position: write() into the page cache has returned. Survives the process, " +
                    "not a power cut";
                case 1 -> "the recording position, advanced after write() and force(false), which is fdatasync, of " +
                    "each block of up to a MiB";
                default -> "the recording position, advanced after write() and force(true), which is fsync, of each " +
                    "block of up to a MiB";
            } + ". Publisher: an exclusive publication, which reads the recording position's counter",
            (directory, length) -> new ArchiveTarget(directory, level, length, idling, settings));
    }

    private static SystemUnderTest chronicle(final Idling idling, final Settings settings)
    {
        return new SystemUnderTest(
            "chronicle" + suffix(idling, PEER_IDLING, "-"),
            "Chronicle Queue, sync" + suffix(idling, PEER_IDLING, ", "),
            true,
            "a thread appends what is there and calls sync(), which is msync(MS_SYNC) of what it appended; then the " +
            "messages count. The name of a new file is not flushed (no fsync of the directory)",
            (directory, length) -> new ChronicleTarget(directory, length, idling, settings));
    }

    private static SystemUnderTest fileChannel(final Idling idling, final Settings settings)
    {
        return new SystemUnderTest(
            "filechannel" + suffix(idling, PEER_IDLING, "-"),
            "FileChannel, force" + suffix(idling, PEER_IDLING, ", "),
            true,
            "a thread writes what is there to a growing file with a length before each message and calls " +
            "force(false), which is fdatasync; then the messages count. No checksums",
            (directory, length) -> new FileChannelTarget(directory, length, idling, settings));
    }

    /**
     * For a name: the way of idling where it is not the system's own.
     */
    private static String suffix(final Idling idling, final Idling own, final String separator)
    {
        return own == idling ? "" : separator + idling.optionName();
    }

    private static boolean isDurable(final Settings settings)
    {
        return WriteDurability.POWER_LOSS == settings.durability();
    }

    private static String picologDurability(final Settings settings)
    {
        return isDurable(settings) ?
            "each write carries RWF_DSYNC, and a message counts when its page and all before are written so" :
            "each write bypasses the page cache and leaves the device's own cache alone (" + settings.durability() +
            "): not durable on a device with a volatile one";
    }
}
