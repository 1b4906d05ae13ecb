/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.IoBackend;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;
import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The machine below a log, with a meter on the queue of writes: what the log writes, and not what preparing segments
 * does. Costs two additions per write.
 */
final class WriteMeter implements BlockIo
{
    private final BlockIo io;
    private final AtomicLong byteCount = new AtomicLong();
    private final AtomicLong writeCount = new AtomicLong();

    /**
     * A meter over the log's own choice of a back end.
     */
    WriteMeter()
    {
        this(new LogContext().io());
    }

    /**
     * A meter over one back end.
     */
    WriteMeter(final IoBackend backend)
    {
        io = new LinuxBlockIo(backend);
    }

    /**
     * Bytes handed to the queue of writes so far. Any thread.
     */
    long byteCount()
    {
        return byteCount.getAcquire();
    }

    /**
     * Writes handed to the queue so far. Any thread.
     */
    long writeCount()
    {
        return writeCount.getAcquire();
    }

    WriteCounts counts()
    {
        return new WriteCounts(byteCount(), writeCount());
    }

    @Override
    public BlockDirectory openDirectoryForReading(final Path path)
    {
        return io.openDirectoryForReading(path);
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        return io.openDirectory(path);
    }

    @Override
    public AlignedMemory allocate(final int length)
    {
        return io.allocate(length);
    }

    @Override
    public BlockWriter newWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        return new MeteredWriter(io.newWriter(slab, lock, maxInFlight, durability));
    }

    /**
     * One thread writes the counters: no need for an atomic addition.
     */
    private final class MeteredWriter implements BlockWriter
    {
        private final BlockWriter writer;

        MeteredWriter(final BlockWriter writer)
        {
            this.writer = writer;
        }

        @Override
        public void start()
        {
            writer.start();
        }

        @Override
        public int register(final BlockFile file)
        {
            return writer.register(file);
        }

        @Override
        public void unregister(final int slot)
        {
            writer.unregister(slot);
        }

        @Override
        public boolean write(
            final int slot, final long position, final int slabOffset, final int length, final long token)
        {
            if (!writer.write(slot, position, slabOffset, length, token))
            {
                return false;
            }
            byteCount.setRelease(byteCount.getPlain() + length);
            writeCount.setRelease(writeCount.getPlain() + 1);

            return true;
        }

        @Override
        public void submit()
        {
            writer.submit();
        }

        @Override
        public int poll(final CompletionHandler handler)
        {
            return writer.poll(handler);
        }

        @Override
        public void awaitCompletion(final long timeoutNs)
        {
            writer.awaitCompletion(timeoutNs);
        }

        @Override
        public int inFlight()
        {
            return writer.inFlight();
        }

        @Override
        public void close()
        {
            writer.close();
        }
    }
}
