/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.io;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes the lock of a directory: {@code flock} on a file that holds the owner's process id.
 */
final class DirectoryLock
{
    private static final long POLL_INTERVAL_NS = TimeUnit.MILLISECONDS.toNanos(2);
    private static final long UNKNOWN = -1;
    private static final int MAX_DIGITS = 19;
    private static final int OPEN_FLAGS = Libc.O_CLOEXEC | Libc.O_NOFOLLOW;

    private final LinuxBlockDirectory directory;
    private final String name;
    private final boolean isExclusive;

    /**
     * Construct; takes nothing yet.
     *
     * @param directory   that holds the lock file.
     * @param name        of the lock file.
     * @param isExclusive true to exclude everybody, false to exclude those who want it exclusively.
     */
    DirectoryLock(final LinuxBlockDirectory directory, final String name, final boolean isExclusive)
    {
        this.directory = directory;
        this.name = name;
        this.isExclusive = isExclusive;
    }

    /**
     * Take the lock.
     *
     * @param timeoutNs how long to wait for a holder, in nanoseconds.
     * @return the locked file.
     */
    BlockFile acquire(final long timeoutNs)
    {
        final long startNs = System.nanoTime();
        while (true)
        {
            final LinuxBlockFile file = directory.open(
                name,
                OPEN_FLAGS | (isExclusive ? Libc.O_RDWR | Libc.O_CREAT : Libc.O_RDONLY),
                "open the lock file");
            try
            {
                if (tryLock(file))
                {
                    if (isExclusive)
                    {
                        writeProcessId(file);
                    }
                    return file;
                }

                if (System.nanoTime() - startNs >= timeoutNs)
                {
                    throw new DirectoryLockedException(
                        "cannot lock " + directory.path() + " by its file " + name + ": " +
                        describeHolder(file),
                        Errno.EAGAIN);
                }
            }
            catch (final Throwable ex)
            {
                file.close();
                throw ex;
            }

            file.close();
            LockSupport.parkNanos(POLL_INTERVAL_NS);
            if (Thread.currentThread().isInterrupted())
            {
                throw directory.failure("wait (the thread was interrupted) for the lock", name, Errno.EINTR);
            }
        }
    }

    /**
     * Who took the lock exclusively last.
     *
     * @return the process id, -1 if the file does not say.
     */
    long holder()
    {
        try (LinuxBlockFile file = directory.open(name, OPEN_FLAGS | Libc.O_RDONLY, "open the lock file"))
        {
            return readProcessId(file);
        }
    }

    private boolean tryLock(final LinuxBlockFile file)
    {
        if (!file.tryLock(isExclusive))
        {
            return false;
        }

        // Somebody may have deleted or replaced the file since it was opened: its lock would then exclude nobody.
        final FileStatus locked = FileStatus.of(file.fd());
        final FileStatus named = FileStatus.of(directory.fd(), name);
        return null != locked && null != named && locked.isSameFile(named);
    }

    private void writeProcessId(final LinuxBlockFile file)
    {
        // Always as long, and never truncated: a full disk has room for what replaces it.
        final String digits = String.format(Locale.ROOT, "%-19d%n", ProcessHandle.current().pid());
        final byte[] text = digits.getBytes(StandardCharsets.US_ASCII);
        try (MappedMemory memory = new MappedMemory(BlockIo.BLOCK_SIZE))
        {
            memory.buffer().putBytes(0, text);
            file.write(0, memory, 0, text.length);
        }
        catch (final BlockIoException ex)
        {
            // The lock holds without it: the process id is for messages only, and is not worth a refusal.
            if (Errno.ENOSPC != ex.errno() && Errno.EDQUOT != ex.errno())
            {
                throw ex;
            }
        }
    }

    private String describeHolder(final LinuxBlockFile file)
    {
        final long pid = readProcessId(file);
        if (UNKNOWN == pid)
        {
            return "another process holds it, but has not said which. Find it with lslocks, and stop it";
        }

        if (ProcessHandle.current().pid() == pid)
        {
            return "this process (" + pid + ") holds it already. Close the other log first";
        }

        final Optional<ProcessHandle> holder = ProcessHandle.of(pid);
        return holder.isPresent() && holder.get().isAlive() ?
            "process " + pid + " holds it and is alive. Stop it first" :
            "process " + pid + " held it last and is dead (or in another container). Its last writes may still be " +
                "landing, which keeps the lock, or a reader has the log open: try again";
    }

    private static long readProcessId(final LinuxBlockFile file)
    {
        try (MappedMemory memory = new MappedMemory(BlockIo.BLOCK_SIZE))
        {
            final int length = file.read(0, memory, 0, BlockIo.BLOCK_SIZE);
            long pid = 0;
            for (int i = 0; i < length && Character.isDigit(memory.buffer().getByte(i)) && i < MAX_DIGITS; i++)
            {
                pid = pid * 10 + memory.buffer().getByte(i) - '0';
            }
            return pid <= 0 ? UNKNOWN : pid;
        }
    }
}
