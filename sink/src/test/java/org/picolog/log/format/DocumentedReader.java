/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log.format;

import org.picolog.log.format.DocumentedPage.Part;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A reader made from {@code docs/log-format.md} alone, as proof that the document suffices: with {@link DocumentedPage}
 * it uses nothing of the log's own code. For a log that nobody writes, or up to its mark. It takes no lock and flushes
 * nothing, which plain Java cannot.
 */
final class DocumentedReader
{
    private static final int PAGE = DocumentedPage.SIZE;

    private final Path directory;
    private final Map<Long, ByteBuffer> segments = new HashMap<>();
    private final ByteBuffer anchor;
    private final int pagesPerSegment;
    private final long highestActivated;
    private final long firstRetained;

    /**
     * A message as it was read.
     *
     * @param sequence of the message.
     * @param page     that it ends in.
     * @param payload  of the message.
     */
    record Message(long sequence, DocumentedPage page, byte[] payload)
    {
    }

    DocumentedReader(final Path directory)
    {
        this.directory = directory;
        anchor = newestAnchor();
        pagesPerSegment = anchor.getInt(12);
        highestActivated = anchor.getLong(32);
        firstRetained = anchor.getLong(40);
    }

    /**
     * The last live page of a log without a writer, -1 for none.
     */
    long recover()
    {
        if (-1 == highestActivated)
        {
            return -1;
        }
        checkSegmentsExist();

        long claim = -1;
        long lastValid = -1;
        long segment = highestActivated + 1;
        boolean isStart = false;
        while (!isStart)
        {
            segment--;
            for (long p = openPage(segment); p <= openPage(segment) + pagesPerSegment - 3; p++)
            {
                final DocumentedPage page = page(p);
                lastValid = null == page ? lastValid : Math.max(lastValid, p);
                claim = null == page ? claim : Math.max(claim, page.claim());
            }
            final DocumentedPage open = page(openPage(segment));
            isStart = null != open && open.isEpochStart() || openPage(segment) < claim || segment == firstRetained;
        }

        return -1 == lastValid && 0 == firstRetained ? -1 : scanForward(openPage(segment), claim, lastValid);
    }

    /**
     * The last page that is durable while a writer has the log open.
     */
    long mark()
    {
        return load("mark").getLong(0);
    }

    /**
     * All messages up to a page.
     */
    List<Message> read(final long last)
    {
        final List<Message> messages = new ArrayList<>();
        ByteArrayOutputStream message = null;
        boolean isSkipping = true;
        DocumentedPage before = null;
        for (final long end : live(last))
        {
            for (long p = openPage(end / pagesPerSegment); p <= end; p++)
            {
                final DocumentedPage page = page(p);
                check(null != page && (null == before || page.follows(before)), p);
                before = page;
                long sequence = page.firstSequence();
                for (final Part part : page.parts())
                {
                    check(!part.isContinuation() || null != message || isSkipping, p);
                    message = part.isContinuation() ? message : new ByteArrayOutputStream();
                    if (null != message)
                    {
                        message.writeBytes(part.payload());
                    }
                    if (part.isEnd() && null != message)
                    {
                        final byte[] whole = message.toByteArray();
                        check(!part.isContinuation() || DocumentedPage.crc32c(whole) == part.messageCrc(), p);
                        messages.add(new Message(sequence, page, whole));
                    }
                    sequence += part.isEnd() ? 1 : 0;
                    message = part.isEnd() || DocumentedPage.CONTROL == part.type() ? null : message;
                    isSkipping &= DocumentedPage.MIDDLE == part.type();
                }
            }
        }

        return messages;
    }

    private long scanForward(final long start, final long claim, final long lastValid)
    {
        DocumentedPage before = null;
        long last = -1;
        long j = start;
        while (j / pagesPerSegment <= highestActivated)
        {
            final DocumentedPage page = page(j);
            if (null == page || null != before && !page.follows(before))
            {
                break;
            }
            before = page;
            last = j++;
            j += 0 == j % pagesPerSegment ? 2 : 0;
        }
        check(-1 != last && claim <= j && lastValid < j + page(start).writeWindow(), j);

        return last;
    }

    private void checkSegmentsExist()
    {
        long missing = -1;
        for (long s = firstRetained; s <= highestActivated; s++)
        {
            if (!Files.exists(directory.resolve(segmentName(s))))
            {
                missing = -1 == missing ? s : missing;
            }
            else if (-1 != missing)
            {
                final DocumentedPage open = page(openPage(s));
                check(null != open && (open.previousPage() < missing * pagesPerSegment), openPage(s));
                missing = -1;
            }
        }
        check(-1 == missing, openPage(missing));
    }

    /**
     * The last live page of each segment.
     */
    private Deque<Long> live(final long last)
    {
        final Deque<Long> ends = new ArrayDeque<>();
        long p = last;
        while (-1 != p && p / pagesPerSegment >= firstRetained)
        {
            ends.addFirst(p);
            final long openPage = openPage(p / pagesPerSegment);
            final boolean isFirst = p / pagesPerSegment == firstRetained;
            check(isFirst || null != page(openPage), openPage);
            p = isFirst ? -1 : page(openPage).previousPage();
        }

        return ends;
    }

    private DocumentedPage page(final long p)
    {
        final ByteBuffer file = segments.computeIfAbsent(p / pagesPerSegment, this::loadSegment);
        final int index = (int)(p % pagesPerSegment);
        return DocumentedPage.of(slice(file, index), header(file).getLong(56), p, 2 == index);
    }

    private ByteBuffer loadSegment(final long number)
    {
        final ByteBuffer file = load(segmentName(number));
        final ByteBuffer header = header(file);
        check(0x474F4C50 == header.getInt(4) && DocumentedPage.isWhole(header), number * pagesPerSegment);
        check(header.getShort(8) <= 1 && 0 == header.getInt(16) && PAGE == header.getInt(12) &&
            pagesPerSegment == header.getInt(24) && number == header.getLong(48) &&
            anchor.getLong(16) == header.getLong(32) && anchor.getLong(24) == header.getLong(40) &&
            pagesPerSegment * PAGE == file.capacity(), number * pagesPerSegment);

        return file;
    }

    private static ByteBuffer header(final ByteBuffer file)
    {
        return slice(file, DocumentedPage.isWhole(slice(file, 0)) ? 0 : 1);
    }

    private ByteBuffer newestAnchor()
    {
        ByteBuffer newest = null;
        for (int copy = 0; copy < 2; copy++)
        {
            final ByteBuffer page = slice(load("anchor"), copy);
            final boolean isWhole = 0x41474F50 == page.getInt(4) && DocumentedPage.isWhole(page);
            newest = isWhole && (null == newest || page.getLong(56) > newest.getLong(56)) ? page : newest;
        }
        check(null != newest && newest.getShort(8) <= 1, 0);

        return newest;
    }

    private ByteBuffer load(final String name)
    {
        try
        {
            return ByteBuffer.wrap(Files.readAllBytes(directory.resolve(name))).order(ByteOrder.LITTLE_ENDIAN);
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }
    }

    private long openPage(final long segment)
    {
        return segment * pagesPerSegment + 2;
    }

    private static String segmentName(final long number)
    {
        return String.format("segment-%016d.plog", number);
    }

    private static ByteBuffer slice(final ByteBuffer file, final int page)
    {
        return file.slice(page * PAGE, PAGE).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static void check(final boolean holds, final long page)
    {
        if (!holds)
        {
            throw new IllegalStateException("page " + page + " is not what it must be");
        }
    }
}
