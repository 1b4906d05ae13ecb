/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import com.sun.jna.LastErrorException;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system of its own on a loop device, in an image file. Unmounted when closed, and when the JVM ends.
 */
final class MountedDisk implements AutoCloseable
{
    private static final int ATTEMPTS = 2_000;
    private static final long PAUSE_NS = 5_000_000;

    private final FileSystemKind kind;
    private final Path image;
    private final Path mountPoint;
    private final boolean isDirect;
    private final Thread lastResort = new Thread(this::detach);
    private LoopDevice device;
    private boolean isMounted;

    /**
     * Use an image that holds a file system.
     *
     * @param kind       of the file system.
     * @param image      file.
     * @param mountPoint directory, made if need be.
     * @param isDirect   true for a loop device that passes the page cache of the image by.
     */
    MountedDisk(final FileSystemKind kind, final Path image, final Path mountPoint, final boolean isDirect)
    {
        this.kind = kind;
        this.image = image;
        this.mountPoint = mountPoint;
        this.isDirect = isDirect;
        try
        {
            Files.createDirectories(mountPoint);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        Runtime.getRuntime().addShutdownHook(lastResort);
    }

    /**
     * Make an image in a directory, and mount it.
     *
     * @param kind      of file system.
     * @param directory for the image and the mount point.
     * @param length    of the image in bytes.
     * @return the file system, to be closed by the caller.
     */
    static MountedDisk create(final FileSystemKind kind, final Path directory, final long length)
    {
        final Path image = directory.resolve(kind.typeName() + ".image");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw"))
        {
            file.setLength(0);
            file.setLength(length);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
        kind.make(image);

        final MountedDisk disk = new MountedDisk(kind, image, directory.resolve(kind.typeName()), true);
        try
        {
            disk.mount();
            return disk;
        }
        catch (final RuntimeException ex)
        {
            disk.close();
            throw ex;
        }
    }

    FileSystemKind kind()
    {
        return kind;
    }

    Path image()
    {
        return image;
    }

    /**
     * Where it is mounted.
     */
    Path root()
    {
        return mountPoint;
    }

    /**
     * A directory for a log, made if need be.
     */
    Path logDirectory()
    {
        try
        {
            return Files.createDirectories(mountPoint.resolve("log"));
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    LoopDevice device()
    {
        return device;
    }

    void mount()
    {
        device = LoopDevice.attach(image, isDirect);
        Kernel.mount(device.path().toString(), mountPoint.toString(), kind.typeName(), 0, null);
        isMounted = true;
    }

    /**
     * Change how it is mounted.
     *
     * @param flags   of mount.
     * @param options of the file system, may be null.
     */
    void remount(final int flags, final String options)
    {
        Kernel.mount(
            device.path().toString(), mountPoint.toString(), kind.typeName(), Kernel.MS_REMOUNT | flags, options);
    }

    /**
     * Unmount, which fails while a file is open: whoever used the file system must have closed everything. What the
     * kernel does for itself, such as freeing a ring of a process that was killed, is waited for.
     */
    void unmount()
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
        closeDevice();
    }

    /**
     * Cut the power of the file system: nothing that it has not written is written any more, not even its journal.
     * What uses it gets errors until it is mounted again.
     */
    void shutDown()
    {
        final int fd = Kernel.open(mountPoint.toString(), Kernel.O_RDONLY | Kernel.O_CLOEXEC, 0);
        try
        {
            final byte[] how = { Kernel.SHUTDOWN_NOLOGFLUSH, 0, 0, 0 };
            Kernel.ioctl(fd, Kernel.IOC_SHUTDOWN, how);
        }
        finally
        {
            Kernel.close(fd);
        }
    }

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
        }
    }

    /**
     * Whatever is still open there: after a failure.
     */
    private void detach()
    {
        if (isMounted)
        {
            isMounted = false;
            Kernel.umount2(mountPoint.toString(), Kernel.MNT_DETACH);
        }
        closeDevice();
    }

    private void closeDevice()
    {
        if (null != device)
        {
            device.close();
            device = null;
        }
    }
}
