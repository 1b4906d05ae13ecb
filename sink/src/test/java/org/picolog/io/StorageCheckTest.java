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
import java.util.ArrayList;
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
    private String loopDevice;

    @AfterEach
    void unmount() throws Exception
    {
        if (null != mountPoint)
        {
            // Lazily: a test that fails may leave a file open.
            run("umount", "--lazy", mountPoint.toString());
        }
        if (null != loopDevice)
        {
            run("losetup", "--detach", loopDevice);
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

    @Test
    void ext4OnADiskIsTaken() throws Exception
    {
        mount("-o", "loop", ext4Image());
        io.openDirectory(mountPoint).close();
    }

    @Test
    void xfsOnADiskIsTaken() throws Exception
    {
        mount("-o", "loop", xfsImage());
        io.openDirectory(mountPoint).close();
    }

    /** The kernel then opens files with O_DIRECT, and writes them through the page cache all the same. */
    @Test
    void ext4ThatJournalsDataIsNotDirect() throws Exception
    {
        mount("-o", "loop,data=journal", ext4Image());
        assertRefused(
            UnsupportedStorageException.class, mountPoint, "(ext4)", "data=journal", "page cache", "data=ordered");
        try (var files = Files.list(mountPoint))
        {
            assertEquals(List.of(mountPoint.resolve("lost+found")), files.toList());
        }
    }

    @Test
    void ext4ThatJournalsTheDataOfOneDirectoryIsNotDirect() throws Exception
    {
        mount("-o", "loop", ext4Image());
        final Path directory = Files.createDirectory(mountPoint.resolve("journalled"));
        assumeTrue(0 == run("chattr", "+j", directory.toString()), "chattr is needed");
        assertRefused(UnsupportedStorageException.class, directory, "O_DIRECT", "Choose");
    }

    @Test
    void ext4WithoutBarriersForgets() throws Exception
    {
        mount("-o", "loop,barrier=0", ext4Image());
        assertRefused(
            UnsupportedStorageException.class, mountPoint, "(ext4)", "barrier=0", "volatile cache", "without that");
    }

    /** Which a plain mount then takes, and the list of mounts does not show. */
    @Test
    void ext4WithoutBarriersByItsSuperblockForgets() throws Exception
    {
        mountWithDefaults("-o", "nobarrier");
        assertRefused(UnsupportedStorageException.class, mountPoint, "(ext4)", "barrier=0", "tune2fs");
    }

    @Test
    void ext4ThatJournalsDataByItsSuperblockIsNotDirect() throws Exception
    {
        mountWithDefaults("-o", "journal_data");
        assertRefused(UnsupportedStorageException.class, mountPoint, "(ext4)", "data=journal", "data=ordered");
    }

    @Test
    void anEncryptedDirectoryIsNotDirect() throws Exception
    {
        mount("-o", "loop", image("mkfs.ext4", 32, "-q", "-F", "-O", "encrypt"));
        final Path directory = Files.createDirectory(mountPoint.resolve("encrypted"));
        final Path passphrase = Files.writeString(tempDir.resolve("passphrase"), "secret\n");
        assumeTrue(
            0 == run(passphrase, "e4crypt", "add_key", "-S", "0x1234abcd", directory.toString()),
            "e4crypt and a kernel with FS_ENCRYPTION are needed");
        assertRefused(UnsupportedStorageException.class, directory, "encrypts", "LUKS");
    }

    @Test
    void btrfsCopiesOnWrite() throws Exception
    {
        mount("-o", "loop", image("mkfs.btrfs", 128, "-q"));
        assertRefused(UnsupportedStorageException.class, mountPoint, "btrfs", "copy-on-write", "ext4 or xfs");
    }

    @Test
    void aVolatileOverlayForgets() throws Exception
    {
        final Path base = Files.createDirectories(tempDir.resolve("base"));
        final Path upper = Files.createDirectories(tempDir.resolve("upper"));
        final Path work = Files.createDirectories(tempDir.resolve("work"));
        mount(
            "-t",
            "overlay",
            "overlay",
            "-o",
            "lowerdir=" + base + ",upperdir=" + upper + ",workdir=" + work + ",volatile");
        assertRefused(UnsupportedStorageException.class, mountPoint, "(overlay)", "volatile");
    }

    /** A device with logical blocks of 8192 bytes, which newer kernels allow. */
    @Test
    void aDeviceWithLargerBlocksThanPagesIsRefused() throws Exception
    {
        final Path image = emptyImage(400);
        final StringBuilder device = new StringBuilder();
        assumeTrue(
            0 == run(null, device, "losetup", "--find", "--show", "--sector-size", "8192", image.toString()),
            "the right to make a loop device with blocks of 8192 bytes is needed");
        loopDevice = device.toString().trim();
        assumeTrue(
            0 == run("mkfs.xfs", "-q", "-b", "size=8192", "-s", "size=8192", loopDevice), "mkfs.xfs is needed");
        mount("-t", "xfs", loopDevice);
        assertRefused(UnsupportedStorageException.class, mountPoint, "alignment of 8192 bytes", "512 or 4096");
    }

    /** What a backup with {@code cp --reflink} leaves behind. */
    @Test
    void xfsTellsOfSharedBlocks() throws Exception
    {
        mount("-o", "loop", xfsImage());
        try (BlockDirectory directory = io.openDirectory(mountPoint);
            AlignedMemory memory = io.allocate(1 << 20);
            BlockFile file = directory.create("file"))
        {
            file.allocate(4 << 20);
            assertFalse(file.hasSharedBlocks());
            file.write(2 << 20, memory, 0, 1 << 20);
            file.sync();
            assertFalse(file.hasSharedBlocks());
            assertEquals(0, run("cp", "--reflink=always", mountPoint + "/file", mountPoint + "/copy"));
            assertTrue(file.hasSharedBlocks());
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

    private void mountWithDefaults(final String... options) throws Exception
    {
        final String image = ext4Image();
        final List<String> command = new ArrayList<>(List.of("tune2fs"));
        command.addAll(List.of(options));
        command.add(image);
        assumeTrue(0 == run(command.toArray(new String[0])), "tune2fs is needed");
        mount("-o", "loop", image);
    }

    private String ext4Image() throws Exception
    {
        return image("mkfs.ext4", 32, "-q", "-F");
    }

    private String xfsImage() throws Exception
    {
        return image("mkfs.xfs", 320, "-q");
    }

    private String image(final String maker, final int megabytes, final String... options) throws Exception
    {
        final List<String> command = new ArrayList<>(List.of(maker));
        command.addAll(List.of(options));
        command.add(emptyImage(megabytes).toString());
        assumeTrue(0 == run(command.toArray(new String[0])), maker + " is needed");
        return command.get(command.size() - 1);
    }

    private Path emptyImage(final int megabytes) throws IOException
    {
        final Path image = tempDir.resolve("image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw"))
        {
            file.setLength((long)megabytes << 20);
        }
        return image;
    }

    private void mount(final String... arguments) throws Exception
    {
        final Path point = Files.createDirectories(tempDir.resolve("mount"));
        final List<String> command = new ArrayList<>(List.of("mount"));
        command.addAll(List.of(arguments));
        command.add(point.toString());
        assumeTrue(
            0 == run(command.toArray(new String[0])),
            "the right to mount, and a kernel with this file system, is needed: run as root");
        mountPoint = point;
    }

    private static int run(final String... command) throws Exception
    {
        return run((Path)null, command);
    }

    private static int run(final Path input, final String... command) throws Exception
    {
        return run(input, new StringBuilder(), command);
    }

    private static int run(final Path input, final StringBuilder output, final String... command) throws Exception
    {
        final Process process;
        try
        {
            final ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
            process = (null == input ? builder : builder.redirectInput(input.toFile())).start();
        }
        catch (final IOException ex)
        {
            System.out.println("not installed: " + ex.getMessage());
            return -1;
        }
        output.append(new String(process.getInputStream().readAllBytes()));
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        if (0 != process.exitValue())
        {
            System.out.println(String.join(" ", command) + ": " + output.toString().trim());
        }
        return process.exitValue();
    }
}
