/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.LinuxBlockIo;
import org.picolog.log.DurableLog;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A writer that is stopped (SIGSTOP) still owns the log, and goes on when it is continued; one that is killed owns it
 * until its last write has landed, also on a disk that takes its time.
 */
@Tag("faults")
class StoppedWriterTest
{
    private static final long DELAY_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int MAX_KILLS = 5;
    private static final long LOCK_TIMEOUT_NS = TimeUnit.MINUTES.toNanos(2);
    private static final int PAGE_LENGTH = 4096;
    private static final int PAGE_MAGIC = 0x4750;
    private static final int PAGE_MAGIC_OFFSET = 4;

    @TempDir
    private Path tempDir;

    @ParameterizedTest
    @EnumSource
    void aStoppedWriterKeepsTheLogAndGoesOn(final FileSystemKind kind) throws Exception
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        final long stopNs = TimeUnit.SECONDS.toNanos(Faults.count("delay.max", 1));
        final History history = new History(Load.messages(), true);
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH);
            WriterProcess writer = WriterProcess.start(disk.logDirectory(), tempDir, 1))
        {
            writer.go();
            writer.awaitAcknowledged(0);
            Kernel.kill(writer.pid(), Kernel.SIGSTOP);
            final DirectoryLockedException ex = assertThrows(
                DirectoryLockedException.class,
                () -> DurableLog.open(Load.context(disk.logDirectory()).lockTimeoutNs(stopNs)).close());
            assertTrue(ex.getMessage().contains("process " + writer.pid() + " holds it and is alive"), ex.getMessage());

            final long acknowledged = writer.board().acknowledged();
            Kernel.kill(writer.pid(), Kernel.SIGCONT);
            writer.awaitAcknowledged(acknowledged);
            writer.kill();
            writer.settle(history);
            history.check(disk.logDirectory());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKilledWriterKeepsTheLogUntilItsLastWriteHasLanded(final FileSystemKind kind) throws Exception
    {
        Faults.requireTurn(kind);
        Faults.requireFuse(kind);
        long landed = 0;
        for (int i = 0; 0 == landed && i < MAX_KILLS; i++)
        {
            landed = killInAWrite(kind, Files.createDirectory(tempDir.resolve("kill" + i)));
        }
        assertTrue(landed > 0, "no write was under way at any of " + MAX_KILLS + " kills: nothing is proved");
    }

    /**
     * @return how many writes of the dead writer landed before its lock was free; none do after.
     */
    private static long killInAWrite(final FileSystemKind kind, final Path directoryOfRun) throws Exception
    {
        final JournaledDisk slowDisk = new JournaledDisk(PowerCutLane.newFileSystem(kind, directoryOfRun), null);
        try (FuseServer server = new FuseServer(slowDisk, directoryOfRun.resolve("fuse"));
            MountedDisk disk = new MountedDisk(kind, server.file(), directoryOfRun.resolve("mounted"), true))
        {
            disk.mount();
            final long landed;
            try (WriterProcess writer = WriterProcess.start(disk.logDirectory(), directoryOfRun, 1);
                BlockDirectory directory = new LinuxBlockIo().openDirectoryForReading(disk.logDirectory()))
            {
                writer.go();
                writer.awaitAcknowledged(0);
                slowDisk.brake().slowDown(DiskOperation.WRITE, DELAY_NS, Integer.MAX_VALUE);
                await(slowDisk, 2);
                slowDisk.take();
                writer.kill();
                final long killedNs = System.nanoTime();
                try (BlockFile lock = directory.lock("lock", LOCK_TIMEOUT_NS))
                {
                    final long lockedNs = System.nanoTime();
                    landed = pageWrites(slowDisk.take());
                    LockSupport.parkNanos(6 * DELAY_NS);
                    assertEquals(0, pageWrites(slowDisk.take()), "pages landed after " + lock.name() + " was free");
                    System.out.printf(
                        "fence, %s: %d writes of a dead writer landed in the %d ms until its lock was free, none in " +
                        "%d ms after%n",
                        kind,
                        landed,
                        TimeUnit.NANOSECONDS.toMillis(lockedNs - killedNs),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lockedNs));
                }
                finally
                {
                    slowDisk.brake().release();
                }
                final History history = new History(Load.messages(), true);
                writer.settle(history);
                history.check(disk.logDirectory());
            }

            return landed;
        }
    }

    private static void await(final JournaledDisk disk, final int delays)
    {
        final long deadlineNs = System.nanoTime() + LOCK_TIMEOUT_NS;
        while (disk.brake().delayed() < delays)
        {
            assertTrue(System.nanoTime() - deadlineNs < 0, "nothing is written");
            LockSupport.parkNanos(DELAY_NS / 10);
        }
    }

    /**
     * Writes that hold pages of a log: what the file system writes for itself does not count.
     */
    private static long pageWrites(final List<JournaledDisk.Entry> entries)
    {
        return entries.stream().filter((entry) -> !entry.isFlush() && isPage(entry.data())).count();
    }

    private static boolean isPage(final byte[] data)
    {
        return 0 == data.length % PAGE_LENGTH &&
            PAGE_MAGIC == (new UnsafeBuffer(data).getShort(PAGE_MAGIC_OFFSET) & 0xFFFF);
    }
}
