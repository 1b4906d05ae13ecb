/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.mark.MarkFileHeaderDecoder;
import org.picolog.codecs.mark.MessageHeaderDecoder;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.function.Function;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

/**
 * Reads the mark file of a sink, of a running one too.
 */
public final class MarkFileReader
{
    private final UnsafeBuffer buffer;
    private final MarkFileHeaderDecoder header = new MarkFileHeaderDecoder();

    private MarkFileReader(final UnsafeBuffer buffer)
    {
        this.buffer = buffer;
        header.wrapAndApplyHeader(buffer, 0, new MessageHeaderDecoder());
    }

    /**
     * Name of the mark file in the directory of a log.
     *
     * @param directory of the log.
     * @return the file, which need not exist.
     */
    public static Path file(final Path directory)
    {
        return directory.resolve(SinkMarkFile.NAME);
    }

    /**
     * Name of the mark file of the last run before that had errors.
     *
     * @param directory of the log.
     * @return the file, which need not exist.
     */
    public static Path previousFile(final Path directory)
    {
        return directory.resolve(SinkMarkFile.PREVIOUS_NAME);
    }

    /**
     * Map a mark file for as long as a function takes.
     *
     * @param file     to read.
     * @param function of what is in it; not to be used after it returned.
     * @param <T>      type of the result.
     * @return the result.
     * @throws IOException if it cannot be read or is no mark file.
     */
    public static <T> T read(final Path file, final Function<MarkFileReader, T> function) throws IOException
    {
        try (FileChannel channel = FileChannel.open(file))
        {
            final MappedByteBuffer mapped = channel.map(READ_ONLY, 0, channel.size());
            try
            {
                return function.apply(new MarkFileReader(checked(file, new UnsafeBuffer(mapped))));
            }
            finally
            {
                IoUtil.unmap(mapped);
            }
        }
    }

    /**
     * When the sink was last alive.
     *
     * @return milliseconds of the epoch, -1 after a clean close.
     */
    public long heartbeatMs()
    {
        return header.heartbeatMs();
    }

    /**
     * When the sink was started.
     *
     * @return milliseconds of the epoch.
     */
    public long startMs()
    {
        return header.startMs();
    }

    /**
     * Process of the sink.
     *
     * @return its id, in its own namespace.
     */
    public long processId()
    {
        return header.processId();
    }

    /**
     * Incarnation of the writer.
     *
     * @return the epoch.
     */
    public long epoch()
    {
        return header.epoch();
    }

    /**
     * Identity of the log.
     *
     * @return the id.
     */
    public UUID logId()
    {
        return new UUID(header.logIdHigh(), header.logIdLow());
    }

    /**
     * Directory of the media driver that the sink is a client of.
     *
     * @return the directory.
     */
    public String aeronDirectory()
    {
        header.sbeRewind();
        header.skipChannel();
        return header.aeronDirectory();
    }

    /**
     * All settings, as lines of name=value.
     *
     * @return the lines.
     */
    public String settings()
    {
        header.sbeRewind();
        header.skipChannel();
        header.skipAeronDirectory();
        header.skipLogDirectory();
        return header.settings();
    }

    /**
     * The error log, in the format of Agrona's DistinctErrorLog.
     *
     * @return where it is.
     */
    public UnsafeBuffer errorLog()
    {
        return new UnsafeBuffer(buffer, header.errorLogOffset(), header.errorLogLength());
    }

    private static UnsafeBuffer checked(final Path file, final UnsafeBuffer buffer) throws IOException
    {
        final MessageHeaderDecoder messageHeader = new MessageHeaderDecoder();
        final int headerLength = MessageHeaderDecoder.ENCODED_LENGTH + MarkFileHeaderDecoder.BLOCK_LENGTH;
        if (buffer.capacity() < headerLength ||
            messageHeader.wrap(buffer, 0).schemaId() != MarkFileHeaderDecoder.SCHEMA_ID ||
            messageHeader.templateId() != MarkFileHeaderDecoder.TEMPLATE_ID ||
            0 == buffer.getIntVolatile(
                MessageHeaderDecoder.ENCODED_LENGTH + MarkFileHeaderDecoder.versionEncodingOffset()))
        {
            throw new IOException(file + " is no mark file, or is being made");
        }

        final MarkFileHeaderDecoder header = new MarkFileHeaderDecoder();
        header.wrapAndApplyHeader(buffer, 0, messageHeader);
        if (header.errorLogOffset() < headerLength || header.errorLogLength() < 0 ||
            (long)header.errorLogOffset() + header.errorLogLength() > Files.size(file))
        {
            throw new IOException(file + " is no mark file: its error log is not in it");
        }

        return buffer;
    }
}
