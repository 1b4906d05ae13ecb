/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
            assertEquals("" + ProcessHandle.current().pid(), Files.readString(tempDir.resolve("lock")).strip());

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
            assertEquals(
                "" + ProcessHandle.current().pid(), Files.readString(tempDir.resolve(lock.name())).strip());
        }
    }

    @Test
    void readsWhoTookItLast() throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir))
        {
            directory.lock("lock", 0).close();
            assertEquals(ProcessHandle.current().pid(), directory.lockHolder("lock"));
            Files.writeString(tempDir.resolve("lock"), "1234567890123456789\n");
            assertEquals(1_234_567_890_123_456_789L, directory.lockHolder("lock"));
            for (final String unknown : new String[] {"", "who?", "0\n", "9999999999999999999\n"})
            {
                Files.writeString(tempDir.resolve("lock"), unknown);
                assertEquals(-1, directory.lockHolder("lock"), unknown);
            }
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
            assertTrue(dead.getMessage().contains("99999999 held it last and is dead"), dead.getMessage());
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

    @ParameterizedTest
    @EnumSource(names = { "IO_URING", "SYNC" })
    void aWriterKeepsTheLockAfterItsFileWasClosed(final IoBackend backend)
    {
        final LinuxBlockIo machine = new LinuxBlockIo(backend);
        try (BlockDirectory directory = io.openDirectory(tempDir);
            AlignedMemory slab = io.allocate(BlockIo.BLOCK_SIZE))
        {
            final BlockFile lock = directory.lock("lock", 0);
            final BlockWriter writer = machine.newWriter(slab, lock, 1, WriteDurability.POWER_LOSS);
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

    @ParameterizedTest
    @ValueSource(classes = { KeenWriter.class, SynchronousWriter.class })
    void isNotFreeBeforeTheLastWriteOfAKilledProcessHasLanded(final Class<?> writer) throws Exception
    {
        try (BlockDirectory directory = io.openDirectory(tempDir);
            ChildJvm child = ChildJvm.start(writer, tempDir.toString()))
        {
            child.awaitLine("writing");
            child.kill();
            final long killedNs = System.nanoTime();
            try (BlockFile lock = directory.lock("lock", WAIT_NS);
                BlockFile file = directory.open("file", false))
            {
                final long lockedNs = System.nanoTime();
                final int landed = blocksWritten(file);
                for (int i = 0; i < 20; i++)
                {
                    assertEquals(landed, blocksWritten(file), "a write landed after " + lock.name() + " was free");
                }
                System.out.printf(
                    "%s: %d of %d landed; lock free %d ms after the kill, nothing landed for %d ms more%n",
                    writer.getSimpleName(),
                    landed,
                    KeenWriter.WRITES,
                    TimeUnit.NANOSECONDS.toMillis(lockedNs - killedNs),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lockedNs));
            }
        }
    }

    private int blocksWritten(final BlockFile file)
    {
        int count = 0;
        try (AlignedMemory memory = io.allocate(KeenWriter.FILE_LENGTH))
        {
            assertEquals(KeenWriter.FILE_LENGTH, file.read(0, memory, 0, KeenWriter.FILE_LENGTH));
            for (int i = 0; i < KeenWriter.FILE_LENGTH; i += KeenWriter.STRIDE)
            {
                count += memory.buffer().getByte(i);
            }
        }
        return count;
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

    /**
     * Has thousands of writes in flight when it is killed. They go to allocated blocks that were never written, so that
     * each waits for the journal after its data, in the kernel, where no signal reaches it.
     */
    static final class KeenWriter
    {
        static final int WRITES = IoUringBlockWriter.MAX_IN_FLIGHT_LIMIT;
        static final int STRIDE = 4 * BlockIo.BLOCK_SIZE;
        static final int FILE_LENGTH = WRITES * STRIDE;

        private KeenWriter()
        {
        }

        public static void main(final String[] args)
        {
            final LinuxBlockIo io = new LinuxBlockIo();
            final BlockDirectory directory = io.openDirectory(Path.of(args[0]));
            final BlockFile lock = directory.lock("lock", 0);
            final AlignedMemory slab = io.allocate(BlockIo.BLOCK_SIZE);
            slab.buffer().setMemory(0, BlockIo.BLOCK_SIZE, (byte)1);
            final BlockFile file = directory.create("file");
            file.allocate(FILE_LENGTH);
            file.sync();

            final BlockWriter writer = io.newWriter(slab, lock, WRITES, WriteDurability.POWER_LOSS);
            writer.start();
            final int slot = writer.register(file);
            for (int i = 0; i < WRITES; i++)
            {
                assertTrue(writer.write(slot, (long)i * STRIDE, 0, BlockIo.BLOCK_SIZE, i));
            }
            writer.submit();
            System.out.println("writing");
            while (true)
            {
                LockSupport.park();
            }
        }
    }

    /**
     * Is killed inside of one of its large writes, of ones and twos by turns.
     */
    static final class SynchronousWriter
    {
        private SynchronousWriter()
        {
        }

        public static void main(final String[] args)
        {
            final int length = KeenWriter.FILE_LENGTH;
            final LinuxBlockIo io = new LinuxBlockIo(IoBackend.SYNC);
            final BlockDirectory directory = io.openDirectory(Path.of(args[0]));
            final BlockFile lock = directory.lock("lock", 0);
            final AlignedMemory slab = io.allocate(2 * length);
            slab.buffer().setMemory(0, length, (byte)1);
            slab.buffer().setMemory(length, length, (byte)2);
            final BlockFile file = directory.create("file");
            file.allocate(length);
            file.sync();

            final BlockWriter writer = io.newWriter(slab, lock, 1, WriteDurability.POWER_LOSS);
            writer.start();
            final int slot = writer.register(file);
            for (int i = 0; true; i++)
            {
                if (1 == i)
                {
                    System.out.println("writing");
                }
                assertTrue(writer.write(slot, 0, i % 2 * length, length, i));
                writer.submit();
                assertEquals(1, writer.poll((token, result) -> assertEquals(length, result)));
            }
        }
    }
}
