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
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Deque;
import java.util.zip.CRC32C;

/**
 * Reads the messages of a log in order, from the first to the end. Not thread safe; {@link #next()} blocks on the disk
 * now and then, and allocates only when a message that spans pages is longer than any before.
 */
public final class LogReader implements AutoCloseable
{
    private static final long LOCK_TIMEOUT_NS = 1_000_000_000L;

    private final BlockDirectory directory;
    private final BlockFile lock;
    private final SegmentReader segment;
    private final Deque<LogChain.Extent> extents;
    private final UnsafeBuffer pageBuffer;
    private final RecordHeaderDecoder record = new RecordHeaderDecoder();
    private final ExpandableDirectByteBuffer spanning = new ExpandableDirectByteBuffer();
    private final CRC32C spanningCrc = new CRC32C();
    private final ByteBuffer pageBytes;

    private long pageNumber;
    private long endPage;
    private long previousCrc;
    private boolean isFirstPage = true;
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

    LogReader(final BlockIo io, final Path path)
    {
        directory = io.openDirectory(path);
        try
        {
            lock = directory.lockShared(LogFormat.LOCK_FILE, LOCK_TIMEOUT_NS);
            directory.sync();
            final Anchor anchor = AnchorFile.read(io, directory);
            final RecoveredLog recovered = Recovery.recover(io, directory, anchor);
            segment = new SegmentReader(io, directory, anchor);
            extents = LogChain.read(segment, directory, anchor, recovered.end());
        }
        catch (final RuntimeException ex)
        {
            close();
            throw ex;
        }

        pageBuffer = segment.buffer();
        pageBytes = segment.memory().byteBuffer();
    }

    /**
     * Open the log in a directory. No writer may have it open; none can open it until this is closed. Blocks: the end
     * of the log is recovered, and what will be read is made durable.
     *
     * @param directory of the log.
     * @return the reader, before the first message; to be closed by the caller.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read, or a writer has the log open.
     * @throws LogException                    if the log is damaged or of a newer version.
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
        CloseHelper.closeAll(segment, lock, directory);
    }

    private boolean nextPage()
    {
        while (pageNumber < endPage || nextExtent())
        {
            final long page = pageNumber++;
            check(page, segment.load(page));

            final PageHeaderDecoder header = segment.header();
            previousCrc = segment.checksum();
            if (!header.flags().open())
            {
                recordOffset = segment.pageOffset() + LogFormat.PAGE_HEADER_LENGTH;
                recordsEnd = segment.pageOffset() + header.usedLength();
                timestampNs = header.timestamp();
                streamPosition = header.streamPosition();
                sessionId = header.sessionId();
                return true;
            }

            // A message that the cut ended does not exist: nothing of this epoch belongs to it.
            if (segment.open().flags().epochStart())
            {
                spanningLength = -1;
            }
        }

        return false;
    }

    private boolean nextExtent()
    {
        final LogChain.Extent extent = extents.poll();
        if (null == extent)
        {
            return false;
        }

        segment.open(extent.segmentNumber(), false);
        pageNumber = segment.openPage();
        endPage = extent.endPage();

        return true;
    }

    /**
     * Every page of the chain was found to be there, or was claimed to be: whatever else is found is damage.
     */
    private void check(final long page, final PageState state)
    {
        if (PageState.VALID != state)
        {
            throw damage(page, state.description());
        }

        final PageHeaderDecoder header = segment.header();
        if (isFirstPage)
        {
            isFirstPage = false;
            nextSequence = header.firstSequence();
        }
        else if (header.previousCrc32c() != previousCrc)
        {
            throw damage(page, PageState.SPLICED.description());
        }
        else if (header.firstSequence() != nextSequence)
        {
            throw damage(page, "a page that begins at sequence " + header.firstSequence() + ", not " + nextSequence);
        }
    }

    private DamagedLogException damage(final long page, final String found)
    {
        return new DamagedLogException(
            "page " + page + " at " + segment.filePosition(page) + " of " + segment.fileName() + " in " +
            directory.path() + " is damaged: " + found + " is found in its place. The intact prefix ends at sequence " +
            (nextSequence - 1));
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
