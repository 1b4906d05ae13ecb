/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What one would write oneself: a file, a length before each message, and {@code force} per batch.
 */
final class FileChannelTarget extends HandOffTarget
{
    FileChannelTarget(
        final Path directory, final int messageLength, final Idling idling, final Settings settings)
    {
        super(new Store(directory.resolve("messages"), messageLength), messageLength, idling, settings);
    }

    /**
     * The file.
     */
    private static final class Store implements HandOff.Store
    {
        private final FileChannel channel;
        private final ByteBuffer batch;

        Store(final Path path, final int messageLength)
        {
            try
            {
                channel = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException("cannot create " + path, ex);
            }
            final int messages = Math.max(1, HandOff.MAX_BATCH_LENGTH / messageLength);
            batch = ByteBuffer.allocateDirect(messages * (Integer.BYTES + messageLength))
                .order(ByteOrder.LITTLE_ENDIAN);
        }

        @Override
        public void append(final UnsafeBuffer buffer, final int offset, final int length)
        {
            batch.putInt(length);
            buffer.getBytes(offset, batch, length);
        }

        @Override
        public void sync()
        {
            try
            {
                batch.flip();
                while (batch.hasRemaining())
                {
                    channel.write(batch);
                }
                batch.clear();
                channel.force(false);
            }
            catch (final IOException ex)
            {
                throw new UncheckedIOException(ex);
            }
        }

        @Override
        public void close()
        {
            CloseHelper.close(channel);
        }
    }
}
