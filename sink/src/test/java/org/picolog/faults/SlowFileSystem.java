/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A file system, ext4, on a disk in memory whose writes and flushes can be held up. For any thread; mounted by the
 * kernel, so that other processes may use it.
 */
public final class SlowFileSystem implements AutoCloseable
{
    private static final int LENGTH = 256 << 20;

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
     * Hold up writes, or flushes.
     *
     * @param operation to hold up.
     */
    public void hold(final DiskOperation operation)
    {
        disk.brake.hold(operation);
    }

    /**
     * Let all go on.
     */
    public void release()
    {
        disk.brake.release();
    }

    /**
     * Is a write or a flush held up?
     *
     * @return true if so.
     */
    public boolean isHolding()
    {
        return disk.brake.isDelaying();
    }

    @Override
    public void close()
    {
        release();
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
        private final Brake brake = new Brake();

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
            brake.await(DiskOperation.WRITE);
            buffer.getBytes(offset, image, (int)position, length);
        }

        @Override
        public void flush()
        {
            // There is no cache, but it may take its time.
            brake.await(DiskOperation.FLUSH);
        }
    }
}
