/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableDirectByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.codecs.log.RecordHeaderDecoder;
import org.picolog.io.BlockIo;
import org.picolog.io.LinuxBlockIo;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * Reads the messages of a log in order: from the first retained one, or from wherever it was sent to. While a writer
 * has the log open it delivers what is durable, and {@link #next()} may be called again when there is more; without a
 * writer it keeps one out until closed.
 * <p> Not thread safe. Blocks on the disk now and then, and allocates only when a message that spans pages is longer
 * than any before, and when it turns to another segment.
 */
public final class LogReader implements AutoCloseable
{
    private static final int NO_MESSAGE = -1;

    private final ChainReader pages;
    private final UnsafeBuffer pageBuffer;
    private final ByteBuffer pageBytes;
    private final RecordHeaderDecoder record = new RecordHeaderDecoder();
    private final ExpandableDirectByteBuffer spanning = new ExpandableDirectByteBuffer();
    private final CRC32C spanningCrc = new CRC32C();

    private int recordOffset;
    private int recordsEnd;
    private long nextSequence;
    private int spanningLength = NO_MESSAGE;
    private boolean isResynchronising = true;
    private long timestampNs;
    private long streamPosition;
    private int sessionId;

    private DamagedLogException damage;
    private long sequence;
    private DirectBuffer buffer;
    private int offset;
    private int length;

    private LogReader(final BlockIo io, final Path directory)
    {
        pages = new ChainReader(io, directory);
        pageBuffer = pages.segment().buffer();
        pageBytes = pages.segment().memory().byteBuffer();
    }

    /**
     * Open the log in a directory. Blocks: without a writer the end of the log is recovered, and what will be read is
     * made durable.
     *
     * @param directory of the log.
     * @return the reader, before the first message; to be closed by the caller.
     * @throws org.picolog.io.BlockIoException if the directory cannot be read.
     * @throws LogNotFoundException            if there is no log in the directory, or its writer is just creating it.
     * @throws LogException                    if the log is damaged or of a newer version.
     */
    public static LogReader open(final Path directory)
    {
        return open(new LinuxBlockIo(), directory);
    }

    static LogReader open(final BlockIo io, final Path directory)
    {
        return new LogReader(io, directory);
    }

    /**
     * Does a writer have the log open, so that more may come after {@link #next()} was false?
     *
     * @return true if one had when this reader was opened.
     */
    public boolean isLive()
    {
        return pages.isLive();
    }

    /**
     * Go to before a message. If the log begins after it, as it does once the message is purged, to the first message
     * that is there; if it ends before it, to the end. Where this, or another way to go somewhere, throws, the reader
     * stands nowhere in particular: send it again.
     *
     * @param wantedSequence of the message.
     */
    public void seekSequence(final long wantedSequence)
    {
        resynchronise();
        // The message begins in or after the last page in which an earlier one ends.
        pages.seekSequence(wantedSequence);
        skipWhile(() -> nextSequence < wantedSequence);
    }

    /**
     * Go to before the first message that was sealed at a time or later.
     *
     * @param wantedTimestampNs nanoseconds since the epoch.
     */
    public void seekTime(final long wantedTimestampNs)
    {
        resynchronise();
        // A message has the time of the page it ends in, and may begin before.
        pages.seekLastBelow(PageHeaderDecoder::timestamp, wantedTimestampNs);
        if (pages.next())
        {
            seekSequence(pages.segment().header().firstSequence());
            skipWhile(() -> timestampNs < wantedTimestampNs);
        }
    }

    /**
     * Go to before the first message of the page in which a session's stream passes a position. Reads the log from its
     * beginning to find it.
     *
     * @param wantedSessionId of the publication.
     * @param wantedPosition  in its stream.
     */
    public void seekPosition(final int wantedSessionId, final long wantedPosition)
    {
        seekSequence(0);
        skipWhile(() -> sessionId != wantedSessionId || streamPosition <= wantedPosition);
    }

    /**
     * Step to the next message. After an I/O error it can be tried again; what is damaged stays so.
     *
     * @return false at the end of what is durable.
     * @throws DamagedLogException if what is there cannot have been written so.
     */
    public boolean next()
    {
        while (hasRecord())
        {
            if (takeRecord())
            {
                return true;
            }
        }

        return false;
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
        pages.close();
    }

    private interface Condition
    {
        boolean holds();
    }

    /**
     * Pass over messages until the one that follows is wanted.
     */
    private void skipWhile(final Condition isUnwanted)
    {
        while (hasRecord() && isUnwanted.holds())
        {
            takeRecord();
        }
    }

    private void resynchronise()
    {
        recordOffset = 0;
        recordsEnd = 0;
        spanningLength = NO_MESSAGE;
        isResynchronising = true;
        damage = null;
    }

    private boolean hasRecord()
    {
        if (null != damage)
        {
            throw damage;
        }

        while (recordOffset >= recordsEnd)
        {
            if (!pages.next())
            {
                return false;
            }

            final PageHeaderDecoder header = pages.segment().header();
            timestampNs = header.timestamp();
            streamPosition = header.streamPosition();
            sessionId = header.sessionId();
            nextSequence = header.firstSequence();
            if (header.flags().open())
            {
                // A message that the cut ended does not exist: nothing of this epoch belongs to it.
                if (pages.segment().open().flags().epochStart())
                {
                    begin(NO_MESSAGE);
                }
            }
            else
            {
                recordOffset = pages.segment().pageOffset() + LogFormat.PAGE_HEADER_LENGTH;
                recordsEnd = pages.segment().pageOffset() + header.usedLength();
            }
        }

        return true;
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
                begin(NO_MESSAGE);
                deliver(pageBuffer, payloadOffset, payloadLength);
                return true;

            case FIRST:
                begin(0);
                spanningCrc.reset();
                gather(payloadOffset, payloadLength);
                return false;

            case MIDDLE:
                gather(payloadOffset, payloadLength);
                return false;

            case LAST:
                gather(payloadOffset, payloadLength);
                return completeSpanning();

            default:
                begin(NO_MESSAGE);
                return false;
        }
    }

    private void begin(final int newSpanningLength)
    {
        isResynchronising = false;
        spanningLength = newSpanningLength;
    }

    private void gather(final int payloadOffset, final int payloadLength)
    {
        if (NO_MESSAGE != spanningLength)
        {
            spanning.putBytes(spanningLength, pageBuffer, payloadOffset, payloadLength);
            spanningCrc.update(pageBytes.limit(payloadOffset + payloadLength).position(payloadOffset));
            spanningLength += payloadLength;
        }
        else if (!isResynchronising)
        {
            throw damaged(
                "a part of message " + nextSequence + " in " + pages.path() + " comes without the message's beginning");
        }
    }

    /**
     * The end of a message whose beginning was not read, because reading began after it, counts and is not delivered.
     */
    private boolean completeSpanning()
    {
        if (isResynchronising)
        {
            isResynchronising = false;
            nextSequence++;
            return false;
        }

        if (record.messageCrc32c() != spanningCrc.getValue())
        {
            throw damaged(
                "the parts of message " + nextSequence + " in " + pages.path() +
                " do not belong together: CRC-32C is " +
                Long.toHexString(spanningCrc.getValue()) + ", expected " + Long.toHexString(record.messageCrc32c()));
        }

        deliver(spanning, 0, spanningLength);
        spanningLength = NO_MESSAGE;
        return true;
    }

    /**
     * No message follows one that cannot be told.
     */
    private DamagedLogException damaged(final String message)
    {
        damage = new DamagedLogException(message);
        return damage;
    }

    private void deliver(final DirectBuffer source, final int sourceOffset, final int sourceLength)
    {
        buffer = source;
        offset = sourceOffset;
        length = sourceLength;
        sequence = nextSequence++;
    }
}
