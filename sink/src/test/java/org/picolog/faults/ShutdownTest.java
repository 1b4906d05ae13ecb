/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.BlockIoException;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogException;

import java.nio.file.Path;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * The file system is cut off under a writer with a full ring ({@code EXT4_IOC_SHUTDOWN}, {@code XFS_IOC_GOINGDOWN},
 * without a flush of the journal). The log must stop with a named failure and acknowledge nothing more, let go of every
 * file, and have all that was acknowledged when the file system is mounted again.
 */
@Tag("faults")
class ShutdownTest
{
    private static final long MAX_RUN_NS = TimeUnit.MILLISECONDS.toNanos(80);
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(2);

    private final TreeMap<String, Integer> outcomes = new TreeMap<>();

    @TempDir
    private Path tempDir;

    @ParameterizedTest
    @EnumSource
    void losesNothing(final FileSystemKind kind)
    {
        Faults.requireMachine(kind);
        final int shutdowns = Faults.count("shutdowns", 3);
        final Random random = new Random(Faults.seed("shutdown, " + kind));
        final Messages messages = Load.messages();
        final History history = new History(messages, true);
        final long startNs = System.nanoTime();
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            for (int writer = 1; writer <= shutdowns; writer++)
            {
                final Load load = Load.open(messages, Load.context(disk.logDirectory()), writer);
                history.begin(writer, load.first());
                run(load, random.nextInt((int)MAX_RUN_NS));
                disk.shutDown();
                final long acknowledged = runIntoFailure(load);
                history.advance(acknowledged, load.appended());

                close(load, acknowledged);
                disk.unmount();
                disk.mount();
                history.check(disk.logDirectory());
                Faults.progress("shutdown, " + kind, writer, shutdowns, history);
            }
        }

        System.out.printf(
            "shutdown, %s: %,d shutdowns; %,d messages acknowledged, none lost; %d s; failures: %s%n",
            kind,
            shutdowns,
            history.acknowledged(),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs),
            outcomes);
    }

    /**
     * What did not become durable must be said. The claim of what did cannot be written any more.
     */
    private static void close(final Load load, final long acknowledged)
    {
        final long appended = load.appended();
        try
        {
            load.close();
            assertEquals(appended, acknowledged, "not all durable, and not said");
        }
        catch (final LogException ex)
        {
            assertTrue(ex.getMessage().contains("" + acknowledged), ex.getMessage());
        }
        catch (final BlockIoException ex)
        {
            assertEquals(appended, acknowledged, ex.getMessage());
        }
        assertEquals(acknowledged, load.acknowledged());
    }

    private static void run(final Load load, final long durationNs)
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < durationNs)
        {
            assertTrue(EmbeddedLog.FAILED != load.step(), () -> "" + load.log().failure());
        }
    }

    /**
     * @return what is acknowledged when the failure is known.
     */
    private long runIntoFailure(final Load load)
    {
        final long startNs = System.nanoTime();
        while (EmbeddedLog.FAILED != load.step())
        {
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "the log has not noticed");
        }

        final long acknowledged = load.acknowledged();
        final Throwable failure = load.log().failure();
        assertTrue(
            failure.getMessage().matches("(?s).*(EIO|Input/output error).*"), () -> "not a named failure: " + failure);
        outcomes.merge(failure.getMessage().replaceAll("\\d+", "#").replaceAll(": .*", ""), 1, Integer::sum);

        return acknowledged;
    }
}
