/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import com.sun.jna.LastErrorException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.BlockIoException;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What is taken away from under a live writer: the right to write, the end of the device, the directory. Each ends in a
 * failure that says what it is, and nothing is acknowledged after it.
 */
@Tag("faults")
class BrokenDiskTest
{
    private static final long DEADLINE_NS = TimeUnit.MINUTES.toNanos(2);
    private static final long RUN_NS = TimeUnit.MILLISECONDS.toNanos(300);
    private static final int HALF = Load.SEGMENT_LENGTH / 2;
    private static final int[] LIMITS = { HALF, HALF + 4096, HALF + 512, HALF + 100 };
    private static final int MAX_ATTEMPTS = 40;

    private final Messages messages = Load.messages();
    private final History history = new History(messages, true);

    @TempDir
    private Path tempDir;

    /**
     * A write across the limit is short, and is written once more; the limit is at a page, at a sector, or at neither.
     * It can be that preparing the next segment meets the limit first.
     */
    @ParameterizedTest
    @EnumSource
    void aLimitOfTheFileSizeMakesWritesShort(final FileSystemKind kind) throws Exception
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        int shortWrites = 0;
        for (int attempt = 0; attempt < LIMITS.length || 0 == shortWrites; attempt++)
        {
            assertTrue(attempt < MAX_ATTEMPTS, "no write was short");
            final int limit = LIMITS[attempt % LIMITS.length];
            final History limited = new History(messages, true);
            try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH);
                WriterProcess writer = WriterProcess.startHeld(disk.logDirectory(), tempDir, attempt))
            {
                writer.go();
                writer.awaitPrepared();
                Kernel.prlimit(
                    writer.pid(), Kernel.RLIMIT_FSIZE, new long[]{ limit, Kernel.RLIM_INFINITY }, new long[2]);
                writer.go();
                final String failure = writer.awaitFailure();
                System.out.println("file size limit " + limit + ", " + kind + ": " + failure);
                assertTrue(failure.matches(".*(EFBIG|EINVAL|bytes were written, twice).*"), failure);
                shortWrites += failure.contains("twice") ? 1 : 0;
                assertTrue(writer.settle(limited));
                limited.check(disk.logDirectory());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aShrunkDeviceFailsTheWriter(final FileSystemKind kind) throws IOException
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            try (Load load = open(disk))
            {
                run(load);
                truncate(disk, 1 << 20);
                disk.device().resize();
                // Where the file system itself meets the end first, ext4 turns read-only.
                stop(load, kind, "EIO|Input/output error|ENOSPC" + (FileSystemKind.EXT4 == kind ? "|EROFS" : ""));
            }
            disk.unmount();
            truncate(disk, Load.DISK_LENGTH);
            // Most of it is zeros now: whatever can still be read is right, and what is gone is missed.
            assertIsLoud(disk);
        }
    }

    /**
     * The kernel does not notice: writes go on and are there, what was cut off reads as zeros.
     */
    @ParameterizedTest
    @EnumSource
    void aTruncatedImageIsMissed(final FileSystemKind kind) throws IOException
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            try (Load load = open(disk))
            {
                run(load);
                truncate(disk, 1 << 20);
                truncate(disk, Load.DISK_LENGTH);
                run(load);
                history.advance(load.acknowledged(), load.appended());
                closeLoudly(load);
            }
            disk.unmount();
            assertIsLoud(disk);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aDeletedDirectoryFailsTheWriter(final FileSystemKind kind) throws IOException
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            final Path directory = disk.logDirectory();
            try (Load load = open(disk))
            {
                run(load);
                while (Files.exists(directory))
                {
                    deleteOnce(directory);
                }
                stop(load, kind, "deleted|replaced|ENOENT");
            }
        }
    }

    /**
     * The kernel refuses to take the right to write from who has files open. A file system takes it when its journal is
     * broken off, which ext4 can be told to do.
     */
    @ParameterizedTest
    @EnumSource
    void aFileSystemThatBecomesReadOnlyFailsTheWriter(final FileSystemKind kind)
    {
        Faults.requireTurn(kind);
        Faults.requireMachine(kind);
        try (MountedDisk disk = MountedDisk.create(kind, tempDir, Load.DISK_LENGTH))
        {
            try (Load load = open(disk))
            {
                run(load);
                final LastErrorException ex = assertThrows(
                    LastErrorException.class, () -> disk.remount(Kernel.MS_RDONLY, null));
                assertEquals(Kernel.EBUSY, ex.getErrorCode());
                run(load);
                history.advance(load.acknowledged(), load.appended());
                assertNull(load.log().failure());
            }

            assumeTrue(FileSystemKind.EXT4 == kind, "nothing else makes it read-only but its shutdown");
            try (Load load = Load.open(messages, Load.context(disk.logDirectory()), 2))
            {
                history.begin(2, load.first());
                run(load);
                disk.remount(0, "abort");
                stop(load, kind, "EROFS|EIO|Input/output error|Read-only");
            }
            disk.unmount();
            disk.mount();
            history.check(disk.logDirectory());
        }
    }

    /**
     * The writer may be making a file meanwhile.
     */
    private static void deleteOnce(final Path directory) throws IOException
    {
        try (Stream<Path> files = Files.list(directory))
        {
            for (final Path file : List.copyOf(files.toList()))
            {
                Files.deleteIfExists(file);
            }
            Files.delete(directory);
        }
        catch (final DirectoryNotEmptyException ex)
        {
            Thread.onSpinWait();
        }
    }

    private Load open(final MountedDisk disk)
    {
        final Load load = Load.open(messages, Load.context(disk.logDirectory()), 1);
        history.begin(1, load.first());
        return load;
    }

    private static void run(final Load load)
    {
        final long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < RUN_NS || load.acknowledged() < load.first())
        {
            if (EmbeddedLog.FAILED == load.step())
            {
                return;
            }
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "nothing is acknowledged");
        }
    }

    /**
     * Await the failure, and check that it is named and final.
     */
    private void stop(final Load load, final FileSystemKind kind, final String expected)
    {
        final long startNs = System.nanoTime();
        while (EmbeddedLog.FAILED != load.step())
        {
            assertTrue(System.nanoTime() - startNs < DEADLINE_NS, "the log has not noticed");
        }

        final long acknowledged = load.acknowledged();
        history.advance(acknowledged, load.appended());
        final String failure = load.log().failure().toString();
        System.out.println("broken disk, " + kind + ": " + failure);
        assertTrue(failure.matches("(?s).*(" + expected + ").*"), failure);
        closeLoudly(load);
        assertEquals(acknowledged, load.acknowledged());
    }

    private static void closeLoudly(final Load load)
    {
        try
        {
            load.close();
        }
        catch (final LogException | BlockIoException ex)
        {
            System.out.println("closing: " + ex.getMessage().lines().findFirst().orElse(""));
        }
    }

    /**
     * If acknowledged data is gone, mounting, opening or reading must fail.
     */
    private void assertIsLoud(final MountedDisk disk)
    {
        try
        {
            disk.mount();
        }
        catch (final LastErrorException ex)
        {
            System.out.println("mounting fails: " + ex.getMessage());
            return;
        }

        try
        {
            history.check(disk.logDirectory());
        }
        catch (final LogException | BlockIoException | UncheckedIOException ex)
        {
            // The last one for a directory that the file system cannot read.
            System.out.println("opening fails: " + ex.getMessage());
        }
    }

    private static void truncate(final MountedDisk disk, final long length) throws IOException
    {
        try (RandomAccessFile image = new RandomAccessFile(disk.image().toFile(), "rw"))
        {
            image.setLength(length);
        }
    }
}
