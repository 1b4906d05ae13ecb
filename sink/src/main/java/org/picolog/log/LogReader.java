/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads the messages of a log in order, from the first to the end. Not thread safe; {@link #next()} blocks on the disk
 * now and then, and allocates only when a message that spans pages is longer than any before.
 */
public final class LogReader implements AutoCloseable
{
    private final BlockDirectory directory;
    private final PageCursor pages;
    private final UnsafeBuffer pageBuffer;
    private final RecordHeaderDecoder record = new RecordHeaderDecoder();
    private final ExpandableDirectByteBuffer spanning = new ExpandableDirectByteBuffer();
    private final CRC32C spanningCrc = new CRC32C();
    private final ByteBuffer pageBytes;

    private int recordOffset;
    private int recordsEnd;
    private long nextSequence = LogFormat.FIRST_SEQUENCE;
    private int spanningLength = -1;
    private long timestampNs;
    private long streamPosition;
    private int sessionId;

    private long sequence;
    private DirectBuffer buffer;
    private int offset;
    private int length;

    private LogReader(final BlockIo io, final Path path)
    {
        directory = io.openDirectory(path);
        pages = new PageCursor(io, directory);
        pageBuffer = pages.buffer();
        pageBytes = pages.memory().byteBuffer();
    }

    /**
     * Open the log in a directory. No writer may have it open.
     *
     * @param directory of the log.
     * @return the reader, before the first message; to be closed by the caller.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read.
     */
    public static LogReader open(final Path directory)
    {
        return new LogReader(new LinuxBlockIo(), directory);
    }

    /**
     * Step to the next message.
     *
     * @return false at the end of the log.
     * @throws DamagedLogException if what is there cannot have been written so.
     */
    public boolean next()
    {
        while (true)
        {
            while (recordOffset < recordsEnd)
            {
                if (takeRecord())
                {
                    return true;
                }
            }

            if (!nextPage())
            {
                return false;
            }
        }
    }

    /**
     * Sequence of the message.
     *
     * @return the sequence, from 1, dense.
     */
    public long sequence()
    {
        return sequence;
    }

    /**
     * When the page that the message ends in was sealed.
     *
     * @return nanoseconds since the epoch.
     */
    public long timestampNs()
    {
        return timestampNs;
    }

    /**
     * Position of the stream at the end of the page that the message ends in.
     *
     * @return the position, -1 without a stream.
     */
    public long streamPosition()
    {
        return streamPosition;
    }

    /**
     * Session of the stream at the end of the page that the message ends in.
     *
     * @return the session id.
     */
    public int sessionId()
    {
        return sessionId;
    }

    /**
     * Buffer that holds the message until the next call of {@link #next()}.
     *
     * @return the buffer.
     */
    public DirectBuffer buffer()
    {
        return buffer;
    }

    /**
     * Where the message begins in the {@link #buffer()}.
     *
     * @return the offset in bytes.
     */
    public int offset()
    {
        return offset;
    }

    /**
     * Length of the message.
     *
     * @return the length in bytes.
     */
    public int length()
    {
        return length;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(pages, directory);
    }

    private boolean nextPage()
    {
        while (pages.next())
        {
            final PageHeaderDecoder header = pages.header();
            if (!header.flags().open())
            {
                recordOffset = pages.pageOffset() + LogFormat.PAGE_HEADER_LENGTH;
                recordsEnd = pages.pageOffset() + header.usedLength();
                timestampNs = header.timestamp();
                streamPosition = header.streamPosition();
                sessionId = header.sessionId();
                if (header.firstSequence() != nextSequence)
                {
                    throw new DamagedLogException(
                        "page " + header.pageNumber() + " of " + directory.path() + " begins at sequence " +
                        header.firstSequence() + " where " + nextSequence + " was expected");
                }
                return true;
            }
        }

        return false;
    }

    /**
     * @return true if the record completes a message.
     */
    private boolean takeRecord()
    {
        PageCheck.wrap(record, pageBuffer, recordOffset);
        final int payloadOffset = recordOffset + LogFormat.RECORD_HEADER_LENGTH;
        final int payloadLength = record.recordLength() - LogFormat.RECORD_HEADER_LENGTH;
        recordOffset += LogFormat.align(record.recordLength());

        switch (record.recordType())
        {
            case FULL:
                spanningLength = -1;
                deliver(pageBuffer, payloadOffset, payloadLength);
                return true;

            case FIRST:
                spanningLength = 0;
                spanningCrc.reset();
                gather(payloadOffset, payloadLength);
                return false;

            case MIDDLE:
                gather(payloadOffset, payloadLength);
                return false;

            case LAST:
                gather(payloadOffset, payloadLength);
                checkSpanning();
                deliver(spanning, 0, spanningLength);
                spanningLength = -1;
                return true;

            default:
                spanningLength = -1;
                return false;
        }
    }

    private void gather(final int payloadOffset, final int payloadLength)
    {
        if (spanningLength < 0)
        {
            throw new DamagedLogException(
                "a part of message " + nextSequence + " in " + directory.path() +
                " comes without the message's beginning");
        }
        spanning.putBytes(spanningLength, pageBuffer, payloadOffset, payloadLength);
        spanningCrc.update(pageBytes.limit(payloadOffset + payloadLength).position(payloadOffset));
        spanningLength += payloadLength;
    }

    private void checkSpanning()
    {
        if (record.messageCrc32c() != spanningCrc.getValue())
        {
            throw new DamagedLogException(
                "the parts of message " + nextSequence + " in " + directory.path() +
                " do not belong together: CRC-32C is " +
                Long.toHexString(spanningCrc.getValue()) + ", expected " + Long.toHexString(record.messageCrc32c()));
        }
    }

    private void deliver(final DirectBuffer source, final int sourceOffset, final int sourceLength)
    {
        buffer = source;
        offset = sourceOffset;
        length = sourceLength;
        sequence = nextSequence++;
    }
}
