/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class LinuxBlockDirectoryTest
{
    private static final int BLOCK = BlockIo.BLOCK_SIZE;

    private final LinuxBlockIo io = new LinuxBlockIo();
    private final AlignedMemory memory = io.allocate(4 * BLOCK);

    @TempDir
    private Path tempDir;

    private BlockDirectory directory;

    @BeforeEach
    void open()
    {
        directory = io.openDirectory(tempDir);
    }

    @AfterEach
    void close()
    {
        directory.close();
        directory.close();
        memory.close();
        memory.close();
    }

    /**
     * A store into a hole would have nowhere to report that the disk is full.
     */
    @Test
    void mapsNoHoles() throws IOException
    {
        Files.createFile(tempDir.resolve("sparse"));
        try (FileChannel sparse = FileChannel.open(tempDir.resolve("sparse"), StandardOpenOption.WRITE))
        {
            sparse.write(ByteBuffer.allocate(1), 2 * BLOCK - 1);
        }
        directory.map("sparse", BLOCK, true).close();
        directory.map("new", BLOCK, true).close();

        for (final String name : List.of("sparse", "new"))
        {
            try (BlockFile file = directory.open(name, false))
            {
                assertFalse(file.hasHoles(), name);
            }
        }
    }

    @Test
    void listsFilesSortedAndNoDirectories() throws IOException
    {
        assertEquals(List.of(), directory.list());
        for (final String name : List.of("b", "c", "a", "B", "10", "9"))
        {
            directory.create(name).close();
        }
        Files.createDirectory(tempDir.resolve("lost+found"));
        Files.createSymbolicLink(tempDir.resolve("link"), tempDir.resolve("nowhere"));
        assertEquals(List.of("10", "9", "B", "a", "b", "c", "link"), directory.list());
        directory.sync();
    }

    @Test
    void followsItsDirectoryNotThePath() throws IOException
    {
        final Path before = Files.createDirectory(tempDir.resolve("before"));
        try (BlockDirectory renamed = io.openDirectory(before))
        {
            Files.move(before, tempDir.resolve("after"));
            Files.createDirectory(before);
            renamed.create("file").close();
            assertEquals(List.of("file"), renamed.list());
            assertTrue(Files.exists(tempDir.resolve("after").resolve("file")));
        }
    }

    @Test
    void knowsWhetherThePathStillLeadsToIt() throws IOException
    {
        final Path link = Files.createSymbolicLink(tempDir.resolve("link"), Files.createDirectory(
            tempDir.resolve("one")));
        Files.createDirectory(tempDir.resolve("two"));
        try (BlockDirectory one = io.openDirectory(link))
        {
            assertTrue(one.isInPlace());
            Files.delete(link);
            assertFalse(one.isInPlace(), "the path is gone");
            Files.createSymbolicLink(link, tempDir.resolve("two"));
            assertFalse(one.isInPlace(), "another directory is there");
            Files.delete(link);
            Files.move(tempDir.resolve("one"), link);
            assertTrue(one.isInPlace());
            Files.delete(link);
            assertFalse(one.isInPlace(), "deleted");
            Files.createFile(link);
            assertFalse(one.isInPlace(), "a file is there");
        }
    }

    @Test
    void knowsWhetherANameStillStandsForItsFile() throws IOException
    {
        try (BlockFile file = directory.create("file"))
        {
            assertTrue(directory.isInPlace(file));
            assertFalse(file.hasSharedBlocks());
            directory.rename("file", "other");
            assertFalse(directory.isInPlace(file), "moved away");
            Files.createFile(tempDir.resolve("file"));
            assertFalse(directory.isInPlace(file), "replaced");
            directory.delete("file");
            directory.rename("other", "file");
            assertTrue(directory.isInPlace(file));
            Files.createLink(tempDir.resolve("second-name"), tempDir.resolve("file"));
            assertTrue(directory.isInPlace(file));
            directory.delete("file");
            assertFalse(directory.isInPlace(file), "it has another name only");
        }
    }

    @Test
    void createIsForNewFilesAndOpenForOldOnes()
    {
        directory.create("file").close();
        assertErrno(Errno.EEXIST, "create file in " + tempDir, () -> directory.create("file"));
        assertErrno(Errno.ENOENT, "open other in " + tempDir, () -> directory.open("other", true));
        assertThrows(IllegalArgumentException.class, () -> directory.create("a/b"));
        assertThrows(IllegalArgumentException.class, () -> directory.open("..", false));
        assertThrows(IllegalArgumentException.class, () -> directory.delete(""));
    }

    @Test
    void aLinkIsNotOpened() throws IOException
    {
        directory.create("file").close();
        Files.createSymbolicLink(tempDir.resolve("link"), tempDir.resolve("file"));
        assertErrno(Errno.ELOOP, "open link", () -> directory.open("link", true));
    }

    @Test
    void renameNeverReplaces() throws IOException
    {
        Files.writeString(tempDir.resolve("from"), "from");
        Files.writeString(tempDir.resolve("to"), "to");
        assertErrno(Errno.EEXIST, "rename to to the file from", () -> directory.rename("from", "to"));
        assertEquals("to", Files.readString(tempDir.resolve("to")));

        directory.delete("to");
        directory.rename("from", "to");
        assertEquals(List.of("to"), directory.list());
        assertErrno(Errno.ENOENT, "delete from", () -> directory.delete("from"));
    }

    @Test
    void readsWhatWasWritten()
    {
        try (BlockFile file = directory.create("file"))
        {
            file.allocate(3 * BLOCK);
            assertEquals(3 * BLOCK, file.size());
            memory.buffer().setMemory(BLOCK, 2 * BLOCK, (byte)5);
            file.write(BLOCK, memory, BLOCK, 2 * BLOCK);
            file.sync();

            memory.buffer().setMemory(0, 4 * BLOCK, (byte)9);
            assertEquals(3 * BLOCK, file.read(0, memory, 0, 4 * BLOCK), "to the end of the file");
            assertEquals(0, memory.buffer().getByte(0));
            assertEquals(5, memory.buffer().getByte(BLOCK));
            assertEquals(5, memory.buffer().getByte(3 * BLOCK - 1));
            assertEquals(0, file.read(3 * BLOCK, memory, 0, BLOCK));
            assertEquals(5, memory.byteBuffer().get(BLOCK));

            file.allocate(BLOCK);
            assertEquals(BLOCK, file.size(), "allocate cuts what is too long");
        }
    }

    @Test
    void aFileMayEndInsideABlock() throws IOException
    {
        Files.write(tempDir.resolve("file"), new byte[BLOCK + 100]);
        try (BlockFile file = directory.open("file", false))
        {
            assertEquals(BLOCK + 100, file.read(0, memory, 0, 2 * BLOCK));
            assertEquals(100, file.read(BLOCK, memory, 0, BLOCK));
        }
    }

    @Test
    void refusalsNameTheFileAndTheReason()
    {
        final BlockFile file = directory.create("file");
        try (BlockFile readOnly = directory.open("file", false))
        {
            assertErrno(
                Errno.EBADF, "write 4096 bytes at 0 of file in " + tempDir, () -> readOnly.write(0, memory, 0, BLOCK));
            assertErrno(Errno.EINVAL, "write 4096 bytes at 1 of file", () -> file.write(1, memory, 0, BLOCK));
            assertErrno(Errno.EINVAL, "read 4096 bytes at -4096 of file", () -> file.read(-BLOCK, memory, 0, BLOCK));
            assertErrno(Errno.EFBIG, "allocate", () -> file.allocate(1L << 60));
            assertThrows(IndexOutOfBoundsException.class, () -> file.write(0, memory, BLOCK, 4 * BLOCK));
            assertThrows(IndexOutOfBoundsException.class, () -> file.read(0, memory, -BLOCK, BLOCK));
        }
        file.close();
        file.close();
        assertThrows(IllegalStateException.class, file::size);
    }

    @Test
    void memoryIsAlignedZeroedAndNotUsedAfterClose()
    {
        final AlignedMemory other = io.allocate(BLOCK);
        assertEquals(0, other.buffer().addressOffset() % BLOCK);
        assertEquals(BLOCK, other.buffer().capacity());
        assertEquals(0, other.buffer().getLong(BLOCK - 8));
        other.close();
        assertThrows(IndexOutOfBoundsException.class, () -> other.buffer().getByte(0));
        assertThrows(IllegalStateException.class, other::byteBuffer);
        assertThrows(IllegalArgumentException.class, () -> io.allocate(BLOCK + 1));
        assertThrows(IllegalArgumentException.class, () -> io.allocate(0));
    }

    private static void assertErrno(final int errno, final String words, final Executable executable)
    {
        final BlockIoException ex = assertThrows(BlockIoException.class, executable);
        assertEquals(errno, ex.errno(), ex.getMessage());
        assertTrue(ex.getMessage().contains(words), ex.getMessage());
        assertTrue(ex.getMessage().contains(Errno.describe(errno)), ex.getMessage());
    }
}
