/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.NanoClock;
import org.picolog.codecs.log.IdleClaimEncoder;
import org.picolog.codecs.log.MessageAbortedEncoder;
import org.picolog.codecs.log.MessageHeaderEncoder;
import org.picolog.codecs.log.PublisherEpochEncoder;
import org.picolog.codecs.log.RecordType;

import java.util.Queue;

import static org.picolog.log.LogFormat.MAX_RECORD_PAYLOAD;

/**
 * Packs messages into pages and seals the pages for the {@link PageFlusher}. One thread, the producer, may call;
 * nothing blocks or allocates. A message that does not fit the rest of a page goes on in the next page, and the next
 * segment. What a page looks like is for the {@link PageComposer} to know.
 */
public final class PageAssembler extends Padded
{
    /**
     * Nothing was appended: no free page, or no prepared segment. Try again later.
     */
    public static final long NO_ROOM = -1;

    /**
     * A part of a message was appended, the message is not complete.
     */
    public static final long PART_APPENDED = 0;

    /**
     * Flag of the part that begins a message; the value is that of an Aeron frame.
     */
    public static final byte BEGIN = (byte)0x80;

    /**
     * Flag of the part that ends a message; the value is that of an Aeron frame.
     */
    public static final byte END = 0x40;

    /**
     * Flags of a whole message.
     */
    public static final byte WHOLE = (byte)(BEGIN | END);

    /**
     * A message is not split for less room than this: a small piece costs the reader a copy and saves next to nothing.
     */
    private static final int MIN_SPLIT_LENGTH = 64;

    private final PageRing ring;
    private final PageComposer page;
    private final Queue<Segment> ready;
    private final Queue<Segment> activated;
    private final NanoClock nanoClock;
    private final int maxPartLength;
    private final int writeWindow;
    private final long idleClaimIntervalNs;
    private final long epoch;
    private final IdleClaimEncoder idleClaim = new IdleClaimEncoder();
    private final MessageAbortedEncoder messageAborted = new MessageAbortedEncoder();
    private final PublisherEpochEncoder publisherEpoch = new PublisherEpochEncoder();
    private final MessageHeaderEncoder messageHeader = new MessageHeaderEncoder();

    private Segment segment;
    private long pageNumber;
    private long previousPage;
    private long nextSequence;
    private Publisher publisher;
    private long streamPosition;
    private int sessionId;
    private boolean inMessage;
    private boolean isClaimed;
    private long idleSealed;
    private long idleSinceNs;

    private long sealed;
    private long releasedCache;

    PageAssembler(
        final PageRing ring,
        final Queue<Segment> ready,
        final Queue<Segment> activated,
        final LogPosition start,
        final LogContext ctx)
    {
        this.ring = ring;
        this.ready = ready;
        this.activated = activated;
        page = new PageComposer(ring.slab(), ctx.epochNanoClock(), start);
        nanoClock = ctx.nanoClock();
        maxPartLength = Math.min(ring.capacity() / 2, ctx.pagesPerSegment() / 2) * MAX_RECORD_PAYLOAD;
        writeWindow = ctx.writeWindow();
        idleClaimIntervalNs = ctx.idleClaimIntervalNs();
        epoch = start.epoch();
        nextSequence = start.nextSequence();
        previousPage = start.lastPage();
        publisher = start.stream().publisher();
        sessionId = start.stream().sessionId();
        streamPosition = start.stream().position();
    }

    /**
     * Append a whole message, or one part of it. Parts of a message come in order, without another message between
     * them.
     *
     * @param buffer      holding the part.
     * @param offset      of the part in the buffer.
     * @param length      of the part in bytes, at most {@link #maxPartLength()}.
     * @param flags       {@link #BEGIN} on the first part, {@link #END} on the last, {@link #WHOLE} on the only one.
     * @param endPosition of the stream after this part, -1 without a stream.
     * @return the sequence of the message if it is complete, {@link #PART_APPENDED}, or {@link #NO_ROOM}.
     */
    public long append(
        final DirectBuffer buffer, final int offset, final int length, final byte flags, final long endPosition)
    {
        // Almost always: whole, and with room for it in the page in hand. Apart, so that it stays small.
        if (length >= 0 && length <= page.room() && WHOLE == (flags & WHOLE))
        {
            page.putRecord(RecordType.FULL, buffer, offset, length);

            return onAppended(true, endPosition);
        }

        return appendParts(buffer, offset, length, flags, endPosition);
    }

    private long appendParts(
        final DirectBuffer buffer, final int offset, final int length, final byte flags, final long endPosition)
    {
        if (length < 0 || length > maxPartLength)
        {
            throw new IllegalArgumentException(
                "the length of a part must be from 0 to " + maxPartLength + ": " + length);
        }
        buffer.boundsCheck(offset, length);

        boolean begin = (flags & BEGIN) != 0;
        if (!begin && !inMessage)
        {
            throw new IllegalStateException("a part without the beginning of its message");
        }

        if (!hasRoom(length))
        {
            return NO_ROOM;
        }

        final boolean end = (flags & END) != 0;
        int partOffset = offset;
        int remaining = length;

        do
        {
            int room = page.room();
            if (remaining > room && room < MIN_SPLIT_LENGTH)
            {
                nextPage();
                room = MAX_RECORD_PAYLOAD;
            }

            final int partLength = Math.min(remaining, room);
            remaining -= partLength;
            page.putRecord(recordType(begin, end && 0 == remaining), buffer, partOffset, partLength);
            partOffset += partLength;
            begin = false;
        }
        while (remaining > 0);

        return onAppended(end, endPosition);
    }

    private long onAppended(final boolean end, final long endPosition)
    {
        streamPosition = endPosition;
        inMessage = !end;
        isClaimed = false;
        final long result = end ? nextSequence++ : PART_APPENDED;
        if (page.room() < MIN_SPLIT_LENGTH)
        {
            seal();
        }

        return result;
    }

    /**
     * Seal the page in hand, so that it can be written, if everything sealed before is durable already. While the
     * device is busy with earlier pages the page is better filled further: it could not be written sooner anyway.
     *
     * @return true if a page was sealed.
     */
    public boolean sealIfFlusherIdle()
    {
        if (page.isOpen() && ring.released() == sealed)
        {
            seal();
            return true;
        }

        return false;
    }

    /**
     * If everything is durable and no page says so yet, seal one that does: until then a fault of the device could take
     * the last page and leave no trace that it was acknowledged. To be called when there is nothing to append; does
     * nothing before {@link LogContext#idleClaimIntervalNs()} has passed since the last page.
     *
     * @return true if a page was sealed.
     */
    public boolean claimIfIdle()
    {
        if (isClaimed || inMessage || page.isOpen())
        {
            return false;
        }

        if (idleSealed != sealed)
        {
            idleSealed = sealed;
            idleSinceNs = nanoClock.nanoTime();
            return false;
        }

        return ring.released() == sealed && nanoClock.nanoTime() - idleSinceNs >= idleClaimIntervalNs && claim();
    }

    /**
     * Seal the page in hand, if there is one with anything in it.
     */
    public void seal()
    {
        if (page.isOpen())
        {
            sealPage();
        }
    }

    /**
     * Begin with another session: what follows is of its stream.
     *
     * @param sessionId    of the publication.
     * @param joinPosition of its stream, from which on its messages are appended.
     */
    public void session(final int sessionId, final long joinPosition)
    {
        seal();
        this.sessionId = sessionId;
        streamPosition = joinPosition;
        inMessage = false;
    }

    /**
     * The message that was begun and not ended will not be: a record says so, and readers do not see the message. Does
     * nothing if there is no such message.
     *
     * @return false if there was no room; to be tried again.
     */
    public boolean abandonMessage()
    {
        if (!inMessage)
        {
            return true;
        }

        final int length = MessageHeaderEncoder.ENCODED_LENGTH + MessageAbortedEncoder.BLOCK_LENGTH;
        if (!beginControl(length))
        {
            return false;
        }
        messageAborted.wrapAndApplyHeader(page.buffer(), page.payloadOffset(), messageHeader).sequence(nextSequence);
        page.putControl(length);

        return true;
    }

    /**
     * From here on another publisher, or the same with another session, may append; an unfinished message is void. What
     * was of the session before is sealed, with its position; the record of this is not sealed yet.
     *
     * @param next         that may append.
     * @param sessionId    of its publication.
     * @param streamId     of its publication.
     * @param joinPosition of its publication, from which on its messages are appended.
     * @return false if there was no room and nothing changed; to be tried again.
     */
    public boolean publisher(final Publisher next, final int sessionId, final int streamId, final long joinPosition)
    {
        seal();
        final int length = MessageHeaderEncoder.ENCODED_LENGTH + PublisherEpochEncoder.BLOCK_LENGTH;
        if (!beginControl(length))
        {
            return false;
        }
        publisherEpoch.wrapAndApplyHeader(page.buffer(), page.payloadOffset(), messageHeader)
            .publisherId(next.id())
            .publisherEpoch(next.epoch())
            .joinPosition(joinPosition)
            .sessionId(sessionId)
            .streamId(streamId);
        page.putControl(length);
        publisher = next;
        this.sessionId = sessionId;
        // Nothing of this session is in the log yet, whatever its position is.
        streamPosition = LogFormat.NULL_POSITION;

        return true;
    }

    /**
     * Session that the {@link #streamPosition()} is of.
     *
     * @return the session id, 0 for none.
     */
    public int sessionId()
    {
        return sessionId;
    }

    /**
     * Pages sealed so far. They are durable when {@link PageFlusher#pagesDurable()} is as much.
     *
     * @return the number since the log was opened.
     */
    public long pagesSealed()
    {
        return sealed;
    }

    /**
     * Is everything durable that was appended?
     *
     * @return true if so.
     */
    public boolean isAllDurable()
    {
        return !page.isOpen() && ring.released() == sealed;
    }

    /**
     * Who may append.
     *
     * @return the publisher, {@link Publisher#NONE} while nobody ever claimed the log.
     */
    public Publisher publisher()
    {
        return publisher;
    }

    /**
     * Sequence that the next message gets.
     *
     * @return the sequence.
     */
    public long nextSequence()
    {
        return nextSequence;
    }

    /**
     * Position of the session's stream up to which it is appended.
     *
     * @return the position, -1 without a stream.
     */
    public long streamPosition()
    {
        return streamPosition;
    }

    /**
     * Is a message begun and not ended?
     *
     * @return true if the next part may come without {@link #BEGIN}.
     */
    public boolean inMessage()
    {
        return inMessage;
    }

    /**
     * Longest part that {@link #append} takes: it always fits when the ring is empty.
     *
     * @return the length in bytes.
     */
    public int maxPartLength()
    {
        return maxPartLength;
    }

    /**
     * Begin in a first segment: its OPEN page is composed in the ring and sealed.
     *
     * @param first   to write into.
     * @param cutPage first page that the epoch before does not own, -1 for a new log.
     */
    void begin(final Segment first, final long cutPage)
    {
        openSegment(first, true, cutPage);
        // Nothing is acknowledged on the strength of this page alone: it needs no witness.
        isClaimed = true;
    }

    /**
     * Seal a page that says that everything before it is durable, unless the last page says so already or there is no
     * room for it. To be called when everything is durable.
     *
     * @return true if there is such a page to write.
     */
    boolean claim()
    {
        if (isClaimed || page.isOpen())
        {
            return false;
        }

        if (pageNumber == segment.endPage())
        {
            return claimByRolling();
        }

        inMessage = false;
        beginPage();
        idleClaim.wrapAndApplyHeader(page.buffer(), page.payloadOffset(), messageHeader).nextSequence(nextSequence);
        page.putControl(MessageHeaderEncoder.ENCODED_LENGTH + IdleClaimEncoder.BLOCK_LENGTH);
        sealPage();
        isClaimed = true;

        return true;
    }

    /**
     * The OPEN page of the next segment says so too.
     */
    private boolean claimByRolling()
    {
        final Segment next = ready.poll();
        if (null != next)
        {
            inMessage = false;
            openSegment(next, false, LogFormat.NULL_PAGE);
            isClaimed = true;
        }

        return null != next;
    }

    Segment segment()
    {
        return segment;
    }

    /**
     * Make room for a CONTROL record, which is never split, and voids an unfinished message.
     */
    private boolean beginControl(final int length)
    {
        if (page.room() < length)
        {
            if (!hasRoom(MAX_RECORD_PAYLOAD))
            {
                return false;
            }
            nextPage();
        }
        inMessage = false;
        isClaimed = false;

        return true;
    }

    private boolean hasRoom(final int length)
    {
        final int room = page.room();
        if (length <= room)
        {
            return true;
        }

        final int beyond = length - (room >= MIN_SPLIT_LENGTH ? room : 0);
        int pages = Math.max(1, (beyond + MAX_RECORD_PAYLOAD - 1) / MAX_RECORD_PAYLOAD);

        if (pageNumber + (page.isOpen() ? 1 : 0) + pages > segment.endPage())
        {
            if (null == ready.peek())
            {
                return false;
            }
            pages++;
        }

        return pages <= freePages(pages);
    }

    private long freePages(final int wanted)
    {
        final long used = sealed + (page.isOpen() ? 1 : 0);
        long free = ring.capacity() - (used - releasedCache);
        if (free < wanted)
        {
            releasedCache = ring.released();
            free = ring.capacity() - (used - releasedCache);
        }

        return free;
    }

    private static RecordType recordType(final boolean begin, final boolean end)
    {
        return begin ? (end ? RecordType.FULL : RecordType.FIRST) : (end ? RecordType.LAST : RecordType.MIDDLE);
    }

    private void nextPage()
    {
        seal();
        if (pageNumber == segment.endPage())
        {
            openSegment(ready.poll(), false, LogFormat.NULL_PAGE);
        }
        beginPage();
    }

    private void beginPage()
    {
        page.begin(ring.slabOffset(sealed), nextSequence);
        ring.begunNs(sealed, nanoClock.nanoTime());
    }

    private void openSegment(final Segment next, final boolean isEpochStart, final long cutPage)
    {
        segment = next;
        pageNumber = next.openPage();
        if (!activated.offer(next))
        {
            throw new IllegalStateException("the flusher has not taken the segments activated before");
        }

        beginPage();
        page.putOpen(
            epoch,
            previousPage,
            cutPage,
            isEpochStart ? nextSequence : LogFormat.NULL_POSITION,
            writeWindow,
            isEpochStart,
            publisher);
        sealPage();
    }

    private void sealPage()
    {
        page.seal(segment, pageNumber, streamPosition, sessionId, commitLag());
        previousPage = pageNumber;
        pageNumber++;

        ring.nextSequence(sealed, nextSequence);
        sealed++;
        ring.sealed(sealed);
    }

    /**
     * The slot of the first page that is not durable cannot be reused before this producer fills it, so its page number
     * can be read here even if it becomes durable meanwhile: the claim is then only modest.
     */
    private long commitLag()
    {
        releasedCache = ring.released();
        return releasedCache == sealed ? 0 : pageNumber - ring.pageNumber(releasedCache);
    }
}
