/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import com.sun.jna.LastErrorException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * A file as a block device. The kernel lets go of the file with the last that uses the device: after {@link #close()}
 * and the unmounting, or when this process dies.
 */
final class LoopDevice implements AutoCloseable
{
    private static final long LOOP_CONFIGURE = 0x4C0A;
    private static final long LOOP_SET_CAPACITY = 0x4C07;
    private static final long LOOP_CTL_GET_FREE = 0x4C82;
    private static final int LO_FLAGS_AUTOCLEAR = 4;
    private static final int LO_FLAGS_DIRECT_IO = 16;
    private static final int CONFIG_LENGTH = 4 + 4 + 232 + 64;
    private static final int FLAGS_OFFSET = 4 + 4 + 52;
    private static final int ATTEMPTS = 100;

    private final Path path;
    private int fd;

    private LoopDevice(final Path path, final int fd)
    {
        this.path = path;
        this.fd = fd;
    }

    /**
     * Attach a file.
     *
     * @param file     to attach.
     * @param isDirect true to pass the page cache of the file by.
     * @return the device, to be closed by the caller.
     */
    static LoopDevice attach(final Path file, final boolean isDirect)
    {
        final int fileFd = Kernel.open(file.toString(), Kernel.O_RDWR | Kernel.O_CLOEXEC, 0);
        try
        {
            for (int attempt = 0; true; attempt++)
            {
                final LoopDevice device = open(freeNumber());
                try
                {
                    device.configure(fileFd, isDirect);
                    return device;
                }
                catch (final LastErrorException ex)
                {
                    device.close();
                    // Somebody else was quicker to take this one.
                    if (Kernel.EBUSY != ex.getErrorCode() || attempt == ATTEMPTS)
                    {
                        throw ex;
                    }
                }
            }
        }
        finally
        {
            Kernel.close(fileFd);
        }
    }

    Path path()
    {
        return path;
    }

    /**
     * Take over the size of the file.
     */
    void resize()
    {
        Kernel.ioctl(fd, LOOP_SET_CAPACITY, 0);
    }

    /**
     * Let go of the device, which lives on for whoever has mounted it.
     */
    @Override
    public void close()
    {
        if (fd >= 0)
        {
            Kernel.close(fd);
            fd = -1;
        }
    }

    private static int freeNumber()
    {
        final int control = Kernel.open("/dev/loop-control", Kernel.O_RDWR | Kernel.O_CLOEXEC, 0);
        try
        {
            return Kernel.ioctl(control, LOOP_CTL_GET_FREE, 0);
        }
        finally
        {
            Kernel.close(control);
        }
    }

    private static LoopDevice open(final int number)
    {
        final Path path = Path.of("/dev/loop" + number);
        return new LoopDevice(path, Kernel.open(path.toString(), Kernel.O_RDWR | Kernel.O_CLOEXEC, 0));
    }

    private void configure(final int fileFd, final boolean isDirect)
    {
        final ByteBuffer config = ByteBuffer.allocate(CONFIG_LENGTH).order(ByteOrder.nativeOrder());
        config.putInt(0, fileFd);
        config.putInt(FLAGS_OFFSET, LO_FLAGS_AUTOCLEAR | (isDirect ? LO_FLAGS_DIRECT_IO : 0));
        Kernel.ioctl(fd, LOOP_CONFIGURE, config.array());
    }
}
