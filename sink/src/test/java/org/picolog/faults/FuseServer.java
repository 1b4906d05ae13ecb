/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import com.sun.jna.LastErrorException;
import org.agrona.BufferUtil;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system with one file, whose every write and flush is seen in the one order in which the kernel is told that it
 * is done: the backing file of a loop device. One thread takes a request, does it, answers, and only then takes the
 * next; the file is opened so that the kernel caches nothing of it ({@code FOPEN_DIRECT_IO}), and a flush of the loop
 * device comes as {@code FUSE_FSYNC}.
 * <p> Speaks the protocol of {@code linux/fuse.h}, version 7.31, with {@code /dev/fuse}.
 */
final class FuseServer implements AutoCloseable
{
    private static final String FILE_NAME = "disk";
    private static final long FILE_NODE = 2;
    private static final int DIRECTORY_MODE = 0040755;
    private static final int FILE_MODE = 0100600;
    private static final int MAJOR = 7;
    private static final int MINOR = 31;
    private static final int MAX_WRITE = 1 << 20;
    private static final int MAX_PAGES = MAX_WRITE / 4096;
    private static final int INIT_FLAGS = 1 << 5 | 1 << 15 | 1 << 22;
    private static final int OPEN_FLAGS = 1 | 1 << 6;
    private static final int IN_HEADER_LENGTH = 40;
    private static final int OUT_HEADER_LENGTH = 16;
    private static final int WRITE_IN_LENGTH = 40;
    private static final int ENTRY_HEADER_LENGTH = 40;
    private static final int ATTR_HEADER_LENGTH = 16;
    private static final int ATTR_LENGTH = 88;
    private static final long VALID_S = 3_600;
    private static final int ENOENT = 2;
    private static final int EIO = 5;
    private static final int ENODEV = 19;
    private static final int ENOSYS = 38;
    private static final int ATTEMPTS = 2_000;
    private static final long PAUSE_NS = 5_000_000;

    private final Disk disk;
    private final Path mountPoint;
    private final UnsafeBuffer request = new UnsafeBuffer(
        BufferUtil.allocateDirectAligned(MAX_WRITE + 2 * 4096, 4096));
    private final UnsafeBuffer reply = new UnsafeBuffer(
        BufferUtil.allocateDirectAligned(MAX_WRITE + 4096, 4096));
    private final Thread thread = new Thread(this::serve, "fuse-server");
    private final Thread lastResort = new Thread(this::detach);
    private final int fd;
    private volatile Throwable failure;
    private volatile boolean isMounted;

    /**
     * What is behind the file.
     */
    interface Disk
    {
        /**
         * Its length, which stays.
         *
         * @return the length in bytes.
         */
        long length();

        /**
         * Read.
         *
         * @param position in the file.
         * @param buffer   to read into.
         * @param offset   in the buffer.
         * @param length   in bytes.
         */
        void read(long position, UnsafeBuffer buffer, int offset, int length);

        /**
         * Write; it is done when this returns.
         *
         * @param position in the file.
         * @param buffer   to write from.
         * @param offset   in the buffer.
         * @param length   in bytes.
         */
        void write(long position, UnsafeBuffer buffer, int offset, int length);

        /**
         * Make durable what was written.
         */
        void flush();
    }

    /**
     * Mount and serve.
     *
     * @param disk       to serve; called on the server's thread alone.
     * @param mountPoint directory, made if need be.
     */
    FuseServer(final Disk disk, final Path mountPoint)
    {
        this.disk = disk;
        this.mountPoint = mountPoint;
        try
        {
            Files.createDirectories(mountPoint);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }

        fd = Kernel.open("/dev/fuse", Kernel.O_RDWR | Kernel.O_CLOEXEC, 0);
        try
        {
            final String options = "fd=" + fd + ",rootmode=40000,user_id=0,group_id=0";
            Kernel.mount("picolog-faults", mountPoint.toString(), "fuse", Kernel.MS_NOSUID | Kernel.MS_NODEV, options);
            isMounted = true;
        }
        catch (final LastErrorException ex)
        {
            Kernel.close(fd);
            throw ex;
        }
        Runtime.getRuntime().addShutdownHook(lastResort);
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * The one file.
     */
    Path file()
    {
        return mountPoint.resolve(FILE_NAME);
    }

    /**
     * Unmount; waits for the kernel to let go of the file.
     */
    @Override
    public void close()
    {
        try
        {
            unmount();
        }
        finally
        {
            detach();
            Runtime.getRuntime().removeShutdownHook(lastResort);
            awaitEnd();
            Kernel.close(fd);
        }
        if (null != failure)
        {
            throw new AssertionError("the FUSE server failed", failure);
        }
    }

    private void unmount()
    {
        for (int attempt = 0; isMounted; attempt++)
        {
            try
            {
                Kernel.umount2(mountPoint.toString(), 0);
                isMounted = false;
            }
            catch (final LastErrorException ex)
            {
                if (Kernel.EBUSY != ex.getErrorCode() || attempt == ATTEMPTS)
                {
                    throw ex;
                }
                LockSupport.parkNanos(PAUSE_NS);
            }
        }
    }

    /**
     * Also fails what waits for an answer: a thread of this process that did would keep it, and so the file system,
     * from ending.
     */
    private void detach()
    {
        if (isMounted)
        {
            isMounted = false;
            Kernel.umount2(mountPoint.toString(), Kernel.MNT_FORCE | Kernel.MNT_DETACH);
        }
    }

    private void awaitEnd()
    {
        try
        {
            thread.join(TimeUnit.MINUTES.toMillis(1));
        }
        catch (final InterruptedException ex)
        {
            Thread.currentThread().interrupt();
        }
    }

    private void serve()
    {
        try
        {
            while (receive())
            {
                handle();
            }
        }
        catch (final Throwable ex)
        {
            failure = ex;
        }
    }

    /**
     * @return false when the file system was unmounted.
     */
    private boolean receive()
    {
        while (true)
        {
            try
            {
                return Kernel.read(fd, request.addressOffset(), request.capacity()) >= IN_HEADER_LENGTH;
            }
            catch (final LastErrorException ex)
            {
                if (ENODEV == ex.getErrorCode())
                {
                    return false;
                }
                // ENOENT: the request was withdrawn while it was being read.
                if (Kernel.EINTR != ex.getErrorCode() && ENOENT != ex.getErrorCode())
                {
                    throw ex;
                }
            }
        }
    }

    private void handle()
    {
        final int opcode = request.getInt(4);
        switch (opcode)
        {
            case 1:
                lookUp();
                break;

            case 3:
            case 4:
                attributes(reply, OUT_HEADER_LENGTH + ATTR_HEADER_LENGTH, request.getLong(16));
                reply.putLong(OUT_HEADER_LENGTH, VALID_S);
                reply.putLong(OUT_HEADER_LENGTH + 8, 0);
                answer(ATTR_HEADER_LENGTH + ATTR_LENGTH);
                break;

            case 14:
            case 27:
                zeros(OUT_HEADER_LENGTH, 16);
                reply.putInt(OUT_HEADER_LENGTH + 8, OPEN_FLAGS);
                answer(16);
                break;

            case 15:
                read();
                break;

            case 16:
                write();
                break;

            case 17:
                zeros(OUT_HEADER_LENGTH, 80);
                reply.putInt(OUT_HEADER_LENGTH + 40, 4096);
                answer(80);
                break;

            case 20:
                disk.flush();
                answer(0);
                break;

            case 26:
                initialise();
                break;

            case 2:
            case 36:
            case 42:
                // FORGET, INTERRUPT and BATCH_FORGET have no answer.
                break;

            case 18:
            case 25:
            case 29:
            case 34:
            case 38:
                // RELEASE, FLUSH (a close, not a flush), RELEASEDIR, ACCESS, DESTROY.
                answer(0);
                break;

            default:
                refuse(ENOSYS);
                break;
        }
    }

    private void initialise()
    {
        zeros(OUT_HEADER_LENGTH, 64);
        reply.putInt(OUT_HEADER_LENGTH, MAJOR);
        reply.putInt(OUT_HEADER_LENGTH + 4, MINOR);
        reply.putInt(OUT_HEADER_LENGTH + 12, INIT_FLAGS & request.getInt(IN_HEADER_LENGTH + 12));
        reply.putShort(OUT_HEADER_LENGTH + 16, (short)64);
        reply.putShort(OUT_HEADER_LENGTH + 18, (short)48);
        reply.putInt(OUT_HEADER_LENGTH + 20, MAX_WRITE);
        reply.putInt(OUT_HEADER_LENGTH + 24, 1);
        reply.putShort(OUT_HEADER_LENGTH + 28, (short)MAX_PAGES);
        answer(64);
    }

    private void lookUp()
    {
        final int length = request.getInt(0) - IN_HEADER_LENGTH - 1;
        final byte[] name = new byte[length];
        request.getBytes(IN_HEADER_LENGTH, name);
        if (!FILE_NAME.equals(new String(name, StandardCharsets.UTF_8)))
        {
            refuse(ENOENT);
            return;
        }

        zeros(OUT_HEADER_LENGTH, ENTRY_HEADER_LENGTH);
        reply.putLong(OUT_HEADER_LENGTH, FILE_NODE);
        reply.putLong(OUT_HEADER_LENGTH + 16, VALID_S);
        reply.putLong(OUT_HEADER_LENGTH + 24, VALID_S);
        attributes(reply, OUT_HEADER_LENGTH + ENTRY_HEADER_LENGTH, FILE_NODE);
        answer(ENTRY_HEADER_LENGTH + ATTR_LENGTH);
    }

    private void attributes(final UnsafeBuffer buffer, final int offset, final long node)
    {
        final boolean isFile = FILE_NODE == node;
        zeros(offset, ATTR_LENGTH);
        buffer.putLong(offset, node);
        buffer.putLong(offset + 8, isFile ? disk.length() : 4096);
        buffer.putLong(offset + 16, isFile ? disk.length() / 512 : 8);
        buffer.putInt(offset + 60, isFile ? FILE_MODE : DIRECTORY_MODE);
        buffer.putInt(offset + 64, isFile ? 1 : 2);
        buffer.putInt(offset + 80, 4096);
    }

    private void read()
    {
        final long position = request.getLong(IN_HEADER_LENGTH + 8);
        final int length = (int)Math.max(0, Math.min(request.getInt(IN_HEADER_LENGTH + 16), disk.length() - position));
        disk.read(position, reply, OUT_HEADER_LENGTH, length);
        answer(length);
    }

    private void write()
    {
        final long position = request.getLong(IN_HEADER_LENGTH + 8);
        final int length = request.getInt(IN_HEADER_LENGTH + 16);
        if (position + length > disk.length())
        {
            refuse(EIO);
            return;
        }

        disk.write(position, request, IN_HEADER_LENGTH + WRITE_IN_LENGTH, length);
        reply.putLong(OUT_HEADER_LENGTH, length);
        answer(8);
    }

    private void zeros(final int offset, final int length)
    {
        reply.setMemory(offset, length, (byte)0);
    }

    private void refuse(final int errno)
    {
        send(0, -errno);
    }

    private void answer(final int length)
    {
        send(length, 0);
    }

    private void send(final int length, final int error)
    {
        reply.putInt(0, OUT_HEADER_LENGTH + length);
        reply.putInt(4, error);
        reply.putLong(8, request.getLong(8));
        try
        {
            Kernel.write(fd, reply.addressOffset(), OUT_HEADER_LENGTH + length);
        }
        catch (final LastErrorException ex)
        {
            // Nobody waits for it any more: the request was interrupted, or the file system is going away.
            if (ENOENT != ex.getErrorCode() && ENODEV != ex.getErrorCode())
            {
                throw ex;
            }
        }
    }
}
