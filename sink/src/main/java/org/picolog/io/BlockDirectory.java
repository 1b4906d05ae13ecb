/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.util.List;

/**
 * A directory and the files in it. Every method blocks; any thread may call. What was created, renamed or deleted is
 * durable only after {@link #sync()}. Each method throws {@link BlockIoException} when the operating system refuses.
 */
public interface BlockDirectory extends AutoCloseable
{
    /**
     * The path, for messages.
     *
     * @return the path of the directory.
     */
    String path();

    /**
     * Names of the files in the directory, sorted.
     *
     * @return the names, without the directory.
     */
    List<String> list();

    /**
     * Create a file that does not exist yet, and open it for reading and writing.
     *
     * @param name of the file.
     * @return the file, to be closed by the caller.
     */
    BlockFile create(String name);

    /**
     * Open an existing file.
     *
     * @param name     of the file.
     * @param writable true to read and write, false to read only.
     * @return the file, to be closed by the caller.
     */
    BlockFile open(String name, boolean writable);

    /**
     * Give a file another name. Never replaces an existing file.
     *
     * @param from present name.
     * @param to   new name.
     */
    void rename(String from, String to);

    /**
     * Give a file the name of another one, which has none then. At every instant, a loss of power included, one of the
     * two has it.
     *
     * @param from present name.
     * @param to   name of an existing file.
     */
    void replace(String from, String to);

    /**
     * Delete a file.
     *
     * @param name of the file.
     */
    void delete(String name);

    /**
     * Make all that was created, renamed and deleted so far durable.
     */
    void sync();

    /**
     * Does the path still lead to this directory? Not if it was deleted, moved away, replaced, or mounted over: who
     * opens the path then does not find what is written here.
     *
     * @return true if so.
     */
    boolean isInPlace();

    /**
     * Does a file's name still stand for it? Not if it was deleted, moved away or replaced.
     *
     * @param file of this directory, open.
     * @return true if so.
     */
    boolean isInPlace(BlockFile file);

    /**
     * Lock a file of this directory exclusively ({@code flock}), creating it if it is missing, and record this
     * process's id in it. The lock belongs to the open file description: it ends when the file is closed and no {@link
     * BlockWriter} made with it is left, that of a killed process included.
     *
     * @param name      of the lock file.
     * @param timeoutNs how long to wait for a holder to let go, in nanoseconds.
     * @return the locked file, to be closed by the caller after each writer made with it.
     * @throws DirectoryLockedException if another holds the lock for longer than that.
     */
    BlockFile lock(String name, long timeoutNs);

    /**
     * Map a file into memory, which every process that maps it shares. The file system writes it back when it pleases:
     * for what processes tell each other while they live, not for what is to last.
     *
     * @param name     of the file.
     * @param length   in bytes, a multiple of {@link BlockIo#BLOCK_SIZE}.
     * @param writable true to write to it too, creating the file or making it this long if need be.
     * @return the memory, to be closed by the caller.
     */
    AlignedMemory map(String name, int length, boolean writable);

    /**
     * Lock a file of this directory against {@link #lock(String, long)}, but not against others who share it. The
     * file must exist.
     *
     * @param name      of the lock file.
     * @param timeoutNs how long to wait for a holder to let go, in nanoseconds.
     * @return the locked file, to be closed by the caller.
     * @throws DirectoryLockedException if another holds the lock exclusively for longer than that.
     */
    BlockFile lockShared(String name, long timeoutNs);

    /**
     * Which process took the {@link #lock(String, long)} of a file last, by what the file says.
     *
     * @param name of the lock file.
     * @return the process id, -1 if the file does not say.
     */
    long lockHolder(String name);

    @Override
    void close();
}
