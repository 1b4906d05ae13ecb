/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import net.openhft.chronicle.bytes.BytesStore;
import net.openhft.chronicle.bytes.PointerBytesStore;
import net.openhft.chronicle.bytes.SyncMode;
import net.openhft.chronicle.core.io.Closeable;
import net.openhft.chronicle.queue.ExcerptAppender;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueue;
import net.openhft.chronicle.queue.impl.single.SingleChronicleQueueBuilder;
import net.openhft.chronicle.wire.DocumentContext;
import org.agrona.concurrent.UnsafeBuffer;

import java.nio.file.Path;

/**
 * Chronicle Queue, the open-source edition, with {@code sync()} after each batch.
 */
final class ChronicleTarget extends HandOffTarget
{
    ChronicleTarget(
        final Path directory, final int messageLength, final Idling idling, final Settings settings)
    {
        super(new Store(directory), messageLength, idling, settings);
    }

    /**
     * The queue. Opened by the thread that writes, since an appender is of one thread.
     */
    private static final class Store implements HandOff.Store
    {
        private final Path directory;
        private final PointerBytesStore message = BytesStore.nativePointer();
        private SingleChronicleQueue queue;
        private ExcerptAppender appender;

        Store(final Path directory)
        {
            this.directory = directory;
        }

        @Override
        public void append(final UnsafeBuffer buffer, final int offset, final int length)
        {
            if (null == appender)
            {
                queue = SingleChronicleQueueBuilder.single(directory.toFile()).syncMode(SyncMode.SYNC).build();
                appender = queue.createAppender();
            }
            try (DocumentContext document = appender.writingDocument())
            {
                message.set(buffer.addressOffset() + offset, length);
                document.wire().bytes().write(message, 0L, length);
            }
        }

        @Override
        public void sync()
        {
            appender.sync();
        }

        @Override
        public void close()
        {
            Closeable.closeQuietly(appender, queue);
        }
    }
}
