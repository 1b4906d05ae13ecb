/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.IoUtil;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A writer is killed (SIGKILL) under full load, at a random instant, also while it recovers, and the next one opens the
 * log at once: it must wait for the last write of the dead one, and find all that was acknowledged. After every second
 * kill the whole log is read, and every byte compared, before the next writer gets it.
 */
@Tag("faults")
class KillTest
{
    private static final long MAX_RUN_NS = TimeUnit.MILLISECONDS.toNanos(150);

    @TempDir
    private Path tempDir;

    private WriterProcess current;
    private WriterProcess next;
    private long writers;
    private boolean isSink;

    @ParameterizedTest
    @EnumSource
    void losesNothing(final FileSystemKind kind) throws Exception
    {
        killAgainAndAgain(kind, "kill");
    }

    /**
     * What a sequencer heard of: a sink, its media driver and its sequencer are killed at one instant.
     */
    @ParameterizedTest
    @EnumSource
    void losesNothingThatASinkAcknowledged(final FileSystemKind kind) throws Exception
    {
        Faults.requireTurn(kind);
        isSink = true;
        killAgainAndAgain(kind, "kill a sink");
    }

    private void killAgainAndAgain(final FileSystemKind kind, final String what) throws Exception
    {
        Faults.requireMachine(kind);
        final int kills = Faults.count("kills", 2);
        final Random random = new Random(Faults.seed(what + ", " + kind));
        final History history = new History(Load.messages(), true);
        final long startNs = System.nanoTime();
        int opened = 0;
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            current = newWriter(disk);
            current.awaitReady();
            current.go();
            for (int kill = 1; kill <= kills; kill++)
            {
                next = newWriter(disk);
                next.awaitReady();
                run(random, history);
                final boolean isReadBetween = 0 == kill % 2;
                current.kill();
                if (!isReadBetween)
                {
                    next.go();
                }
                opened += current.settle(history) ? 1 : 0;
                current.close();
                if (isReadBetween)
                {
                    history.check(disk.logDirectory());
                    next.go();
                }
                current = next;
                next = null;
                Faults.progress(what + ", " + kind, kill, kills, history);
            }
            current.awaitAcknowledged(history.acknowledged());
            current.kill();
            opened += current.settle(history) ? 1 : 0;
            history.check(disk.logDirectory());
        }
        finally
        {
            close(current);
            close(next);
        }

        System.out.printf(
            "%s, %s: %,d kills, %,d of them after the log was open; %,d messages acknowledged, none lost; %d s%n",
            what,
            kind,
            kills,
            opened,
            history.acknowledged(),
            TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNs));
        assertTrue(opened > 0);
    }

    /**
     * For a random time: from the beginning, or from the first acknowledgement on.
     */
    private void run(final Random random, final History history) throws InterruptedException
    {
        if (random.nextInt(4) > 0)
        {
            current.awaitAcknowledged(history.acknowledged());
        }
        LockSupport.parkNanos(random.nextInt((int)MAX_RUN_NS));
    }

    private WriterProcess newWriter(final MountedDisk disk) throws IOException
    {
        Files.deleteIfExists(tempDir.resolve("board-" + (writers - 2)));
        IoUtil.delete(WriterProcess.aeronDirectory(tempDir, writers - 2).toFile(), true);
        writers++;
        return isSink ?
            WriterProcess.startSink(disk.logDirectory(), tempDir, writers) :
            WriterProcess.start(disk.logDirectory(), tempDir, writers);
    }

    private static void close(final WriterProcess writer)
    {
        if (null != writer)
        {
            writer.close();
        }
    }
}
