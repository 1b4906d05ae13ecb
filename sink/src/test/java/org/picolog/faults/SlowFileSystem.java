/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A file system, ext4, on a disk in memory whose writes can be held up. For any thread; mounted by the kernel, so that
 * other processes may use it.
 */
public final class SlowFileSystem implements AutoCloseable
{
    private static final int LENGTH = 256 << 20;
    private static final long PAUSE_NS = 1_000_000;

    private final HeldDisk disk;
    private final FuseServer server;
    private final MountedDisk mounted;

    private SlowFileSystem(final Path directory) throws IOException
    {
        disk = new HeldDisk(PowerCutLane.newFileSystem(FileSystemKind.EXT4, directory, LENGTH));
        server = new FuseServer(disk, directory.resolve("served"));
        try
        {
            mounted = new MountedDisk(FileSystemKind.EXT4, server.file(), directory.resolve("mounted"), true);
            mounted.mount();
        }
        catch (final RuntimeException ex)
        {
            server.close();
            throw ex;
        }
    }

    /**
     * Make and mount one; the test is skipped where the machine does not let it.
     *
     * @param directory for mount points.
     * @return the file system, to be closed by the caller.
     * @throws IOException if it cannot be made.
     */
    public static SlowFileSystem create(final Path directory) throws IOException
    {
        Faults.requireFuse(FileSystemKind.EXT4);
        return new SlowFileSystem(directory);
    }

    /**
     * A directory for a log.
     *
     * @return the directory, which exists.
     */
    public Path logDirectory()
    {
        return mounted.logDirectory();
    }

    /**
     * Hold up writes, or let them go on.
     *
     * @param isHeld true to hold them up.
     */
    public void hold(final boolean isHeld)
    {
        disk.isHeld = isHeld;
    }

    /**
     * Is a write held up?
     *
     * @return true if so.
     */
    public boolean isHolding()
    {
        return disk.isHolding;
    }

    @Override
    public void close()
    {
        hold(false);
        try
        {
            mounted.close();
        }
        finally
        {
            server.close();
        }
    }

    private static final class HeldDisk implements FuseServer.Disk
    {
        private final byte[] image;
        private volatile boolean isHeld;
        private volatile boolean isHolding;

        private HeldDisk(final byte[] image)
        {
            this.image = image;
        }

        @Override
        public long length()
        {
            return image.length;
        }

        @Override
        public void read(final long position, final UnsafeBuffer buffer, final int offset, final int length)
        {
            buffer.putBytes(offset, image, (int)position, length);
        }

        @Override
        public void write(final long position, final UnsafeBuffer buffer, final int offset, final int length)
        {
            while (isHeld)
            {
                isHolding = true;
                LockSupport.parkNanos(PAUSE_NS);
            }
            isHolding = false;
            buffer.getBytes(offset, image, (int)position, length);
        }

        @Override
        public void flush()
        {
            // There is no cache.
        }
    }
}
