/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@Timeout(60)
class StorageCheckTest
{
    private final LinuxBlockIo io = new LinuxBlockIo();

    @TempDir
    private Path tempDir;

    private Path mountPoint;

    @AfterEach
    void unmount() throws Exception
    {
        if (null != mountPoint)
        {
            // Lazily: a test that fails may leave a file open.
            run("umount", "--lazy", mountPoint.toString());
        }
    }

    @Test
    void leavesNothingBehind() throws IOException
    {
        io.openDirectory(tempDir).close();
        try (BlockDirectory directory = io.openDirectory(tempDir))
        {
            assertEquals(List.of(), directory.list());
            assertEquals(tempDir.toAbsolutePath().toString(), directory.path());
        }
    }

    @Test
    void whatIsNotThereOrNotADirectory() throws IOException
    {
        assertRefused(BlockIoException.class, tempDir.resolve("missing"), "ENOENT");
        assertRefused(BlockIoException.class, Files.createFile(tempDir.resolve("file")), "ENOTDIR");
    }

    @Test
    void whatCannotBeWritten()
    {
        // Not even by root.
        final BlockIoException ex = assertThrows(BlockIoException.class, () -> io.openDirectory(Path.of("/proc/self")));
        assertTrue(ex.getMessage().contains("/proc/self"), ex.getMessage());
        assertFalse(ex instanceof UnsupportedStorageException);
    }

    @Test
    void tmpfsForgets() throws Exception
    {
        final Path shm = Path.of("/dev/shm");
        assumeTrue(
            Files.isWritable(shm) && "tmpfs".equals(Files.getFileStore(shm).type()), "no tmpfs at /dev/shm");
        assertRefused(UnsupportedStorageException.class, shm, "tmpfs", "power loss", "Choose");
    }

    @Test
    void ramfsForgets() throws Exception
    {
        mount("-t", "ramfs", "none");
        assertRefused(UnsupportedStorageException.class, mountPoint, "ramfs", "power loss", "Choose");
    }

    /** The kernel then opens files with O_DIRECT, and writes them through the page cache all the same. */
    @Test
    void ext4ThatJournalsDataIsNotDirect() throws Exception
    {
        mount("-o", "loop,data=journal", ext4Image());
        assertRefused(UnsupportedStorageException.class, mountPoint, "O_DIRECT", "Choose");
        try (var files = Files.list(mountPoint))
        {
            assertEquals(List.of(mountPoint.resolve("lost+found")), files.toList());
        }
    }

    @Test
    void aFullDiskOpens() throws Exception
    {
        mount("-o", "loop", ext4Image());
        try (BlockDirectory directory = io.openDirectory(mountPoint);
            AlignedMemory memory = io.allocate(1 << 20);
            BlockFile file = directory.create("file"))
        {
            final BlockIoException ex = assertThrows(BlockIoException.class, () ->
            {
                for (long position = 0; true; position += BlockIo.BLOCK_SIZE)
                {
                    file.write(position, memory, 0, BlockIo.BLOCK_SIZE);
                }
            });
            assertEquals(Errno.ENOSPC, ex.errno(), ex.getMessage());
            io.openDirectory(mountPoint).close();
        }
    }

    private <T extends BlockIoException> void assertRefused(
        final Class<T> type, final Path path, final String... words)
    {
        final T ex = assertThrows(type, () -> io.openDirectory(path));
        assertTrue(ex.getMessage().contains(path.toString()), ex.getMessage());
        for (final String word : words)
        {
            assertTrue(ex.getMessage().contains(word), ex.getMessage());
        }
    }

    private String ext4Image() throws Exception
    {
        final Path image = tempDir.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw"))
        {
            file.setLength(32 << 20);
        }
        assumeTrue(0 == run("mkfs.ext4", "-q", "-F", image.toString()), "mkfs.ext4 is needed");
        return image.toString();
    }

    private void mount(final String option, final String value, final String source) throws Exception
    {
        final Path point = Files.createDirectories(tempDir.resolve("mount"));
        assumeTrue(
            0 == run("mount", option, value, source, point.toString()), "the right to mount is needed: run as root");
        mountPoint = point;
    }

    private static int run(final String... command) throws Exception
    {
        final Process process;
        try
        {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
        }
        catch (final IOException ex)
        {
            System.out.println("not installed: " + ex.getMessage());
            return -1;
        }
        final String output = new String(process.getInputStream().readAllBytes());
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        if (!output.isBlank())
        {
            System.out.println(String.join(" ", command) + ": " + output.trim());
        }
        return process.exitValue();
    }
}
