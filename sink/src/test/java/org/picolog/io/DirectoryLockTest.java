/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

@Timeout(120)
class DirectoryLockTest
{
    private static final long WAIT_NS = TimeUnit.SECONDS.toNanos(30);

    private final LinuxBlockIo io = new LinuxBlockIo();

    @TempDir
    private Path tempDir;

    @Test
    void namesItsOwnProcessInTheFile() throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            BlockFile lock = directory.lock("lock", 0))
        {
            assertEquals("lock", lock.name());
            assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(tempDir.resolve("lock")));

            final DirectoryLockedException ex =
                assertThrows(DirectoryLockedException.class, () -> directory.lock("lock", 0));
            final String holder = "this process (" + ProcessHandle.current().pid() + ")";
            assertTrue(ex.getMessage().contains(holder), ex.getMessage());
        }
    }

    @Test
    void aLongerProcessIdOfAFormerHolderLeavesNoTrace() throws Exception
    {
        Files.writeString(tempDir.resolve("lock"), "1234567890123\n");
        try (BlockDirectory directory = io.openDirectory(tempDir);
            BlockFile lock = directory.lock("lock", 0))
        {
            assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(tempDir.resolve(lock.name())));
        }
    }

    @Test
    void waitsForTheTimeoutAndNamesWhatItReads() throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            BlockFile lock = directory.lock("lock", 0))
        {
            Files.writeString(tempDir.resolve(lock.name()), "who?");
            final long startNs = System.nanoTime();
            final DirectoryLockedException unknown = assertThrows(
                DirectoryLockedException.class, () -> directory.lock("lock", TimeUnit.MILLISECONDS.toNanos(50)));
            assertTrue(System.nanoTime() - startNs >= TimeUnit.MILLISECONDS.toNanos(50));
            assertTrue(unknown.getMessage().contains("has not said which"), unknown.getMessage());

            // Greater than any process id that Linux gives.
            Files.writeString(tempDir.resolve(lock.name()), "99999999\n");
            final DirectoryLockedException dead =
                assertThrows(DirectoryLockedException.class, () -> directory.lock("lock", 0));
            assertTrue(dead.getMessage().contains("99999999 held it and is dead"), dead.getMessage());
        }
    }

    @Test
    void anInterruptEndsTheWaitAndStaysSet()
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            BlockFile lock = directory.lock("lock", 0))
        {
            Thread.currentThread().interrupt();
            final BlockIoException ex =
                assertThrows(BlockIoException.class, () -> directory.lock(lock.name(), WAIT_NS));
            assertEquals(Errno.EINTR, ex.errno());
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void aLockFileReplacedByALinkIsRefused() throws Exception
    {
        Files.createSymbolicLink(tempDir.resolve("lock"), tempDir.resolve("elsewhere"));
        try (BlockDirectory directory = io.openDirectory(tempDir))
        {
            final BlockIoException ex = assertThrows(BlockIoException.class, () -> directory.lock("lock", 0));
            assertEquals(Errno.ELOOP, ex.errno());
        }
    }

    @Test
    void aWriterKeepsTheLockAfterItsFileWasClosed()
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            AlignedMemory slab = io.allocate(BlockIo.BLOCK_SIZE))
        {
            final BlockFile lock = directory.lock("lock", 0);
            final BlockWriter writer = io.newWriter(slab, lock, 1, WriteDurability.POWER_LOSS);
            lock.close();
            assertThrows(DirectoryLockedException.class, () -> directory.lock("lock", 0));
            writer.start();
            assertThrows(DirectoryLockedException.class, () -> directory.lock("lock", 0));

            // At once, not when the kernel gets round to freeing the ring.
            writer.close();
            directory.lock("lock", 0).close();
        }
    }

    @Test
    void excludesAnotherProcessAndIsFreeWhenItIsKilled() throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            ChildJvm child = ChildJvm.start(Holder.class, tempDir.toString()))
        {
            child.awaitLine("locked");
            final DirectoryLockedException ex =
                assertThrows(DirectoryLockedException.class, () -> directory.lock("lock", 0));
            assertTrue(ex.getMessage().contains("process " + child.pid() + " holds it and is alive"), ex.getMessage());

            child.kill();
            directory.lock("lock", WAIT_NS).close();
        }
    }

    @Test
    void isNotFreeBeforeTheLastWriteOfAKilledProcessHasLanded() throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            ChildJvm child = ChildJvm.start(KeenWriter.class, tempDir.toString()))
        {
            child.awaitLine("writing");
            child.kill();
            final long killedNs = System.nanoTime();
            try (BlockFile lock = directory.lock("lock", WAIT_NS);
                BlockFile file = directory.open("file", false))
            {
                final long lockedNs = System.nanoTime();
                final long first = checksum(file);
                for (int i = 0; i < 10; i++)
                {
                    assertEquals(first, checksum(file), "a write landed after " + lock.name() + " was free");
                }
                System.out.printf(
                    "lock free %d ms after the kill; unchanged for %d ms%n",
                    TimeUnit.NANOSECONDS.toMillis(lockedNs - killedNs),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lockedNs));
            }
        }
    }

    private long checksum(final BlockFile file)
    {
        final int length = KeenWriter.WRITE_LENGTH;
        final CRC32C crc = new CRC32C();
        try (AlignedMemory memory = io.allocate(length))
        {
            for (long position = 0; position < KeenWriter.FILE_LENGTH; position += length)
            {
                assertEquals(length, file.read(position, memory, 0, length));
                crc.update(memory.byteBuffer());
            }
        }
        return crc.getValue();
    }

    /** Takes the lock and keeps it. */
    static final class Holder
    {
        private Holder()
        {
        }

        public static void main(final String[] args)
        {
            final BlockDirectory directory = new LinuxBlockIo().openDirectory(Path.of(args[0]));
            final BlockFile lock = directory.lock("lock", 0);
            System.out.println("locked " + lock.name());
            while (true)
            {
                LockSupport.park();
            }
        }
    }

    /** Keeps as many large writes in flight as the queue takes, so that many are when it is killed. */
    static final class KeenWriter
    {
        static final int WRITE_LENGTH = 4 << 20;
        static final int FILE_LENGTH = 32 * WRITE_LENGTH;
        private static final int PIECES = 7;

        private KeenWriter()
        {
        }

        public static void main(final String[] args)
        {
            final LinuxBlockIo io = new LinuxBlockIo();
            final BlockDirectory directory = io.openDirectory(Path.of(args[0]));
            final BlockFile lock = directory.lock("lock", 0);
            final AlignedMemory slab = io.allocate(PIECES * WRITE_LENGTH);
            final BlockFile file = directory.create("file");
            for (int i = 0; i < PIECES; i++)
            {
                slab.buffer().setMemory(i * WRITE_LENGTH, WRITE_LENGTH, (byte) i);
            }
            for (int position = 0; position < FILE_LENGTH; position += WRITE_LENGTH)
            {
                file.write(position, slab, 0, WRITE_LENGTH);
            }
            file.sync();

            final BlockWriter writer = io.newWriter(slab, lock, 256, WriteDurability.POWER_LOSS);
            writer.start();
            final int slot = writer.register(file);
            System.out.println("writing");
            for (long i = 0; true; i++)
            {
                final long position = i * WRITE_LENGTH % FILE_LENGTH;
                while (!writer.write(slot, position, (int) (i % PIECES) * WRITE_LENGTH, WRITE_LENGTH, i))
                {
                    writer.awaitCompletion(WAIT_NS);
                    writer.poll((token, result) -> assertFalse(result < 0));
                }
            }
        }
    }
}
