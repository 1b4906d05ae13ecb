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
import java.util.stream.Stream;

/**
 * A reader made from {@code docs/log-format.md} alone, as proof that the document suffices: with {@link DocumentedPage}
 * it uses nothing of the log's own code. For a log that nobody writes, or up to its mark. It takes no lock and flushes
 * nothing, which plain Java cannot.
 */
public final class DocumentedReader
{
    private static final int PAGE = DocumentedPage.SIZE;

    private final Map<String, byte[]> files;
    private final Map<Long, String> states = new HashMap<>();
    private final Map<Long, ByteBuffer> headers = new HashMap<>();
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

    /**
     * What recovery found.
     *
     * @param verdict      row of the table; DAMAGED for what comes before the table.
     * @param end          last live page, -1 for none.
     * @param nextSequence that a message would have.
     * @param cut          that the next writer would record.
     */
    public record Outcome(String verdict, long end, long nextSequence, long cut)
    {
        private static Outcome of(final String verdict)
        {
            return new Outcome(verdict, -1, 1, -1);
        }
    }

    /**
     * Read a directory.
     *
     * @param files in it, by name.
     */
    public DocumentedReader(final Map<String, byte[]> files)
    {
        this.files = files;
        anchor = newestAnchor();
        pagesPerSegment = anchor.getInt(12);
        highestActivated = anchor.getLong(32);
        firstRetained = anchor.getLong(40);
    }

    static DocumentedReader of(final Path directory)
    {
        final Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> paths = Files.list(directory))
        {
            for (final Path path : (Iterable<Path>)paths::iterator)
            {
                files.put(path.getFileName().toString(), Files.readAllBytes(path));
            }
        }
        catch (final IOException ex)
        {
            throw new UncheckedIOException(ex);
        }

        return new DocumentedReader(files);
    }

    /**
     * Find the end of a log without a writer.
     *
     * @return the outcome.
     */
    public Outcome recover()
    {
        if (!doSegmentsExist() || isAnchorOld())
        {
            return Outcome.of("DAMAGED");
        }
        if (-1 == highestActivated)
        {
            return Outcome.of("EMPTY");
        }

        long claim = -1;
        long lastValid = -1;
        long lastTouched = -1;
        long newestEpoch = 0;
        long segment = highestActivated + 1;
        boolean isStart = false;
        while (!isStart)
        {
            segment--;
            if (null == header(segment))
            {
                return Outcome.of("DAMAGED");
            }
            for (long p = openPage(segment); p < (segment + 1) * pagesPerSegment; p++)
            {
                final DocumentedPage page = page(p);
                lastTouched = isUnwritten(p) ? lastTouched : Math.max(lastTouched, p);
                lastValid = null == page ? lastValid : Math.max(lastValid, p);
                claim = null == page ? claim : Math.max(claim, page.claim());
            }
            final DocumentedPage open = page(openPage(segment));
            newestEpoch = null == open ? newestEpoch : Math.max(newestEpoch, open.epoch());
            isStart = null != open && open.isEpochStart() || openPage(segment) < claim || segment == firstRetained;
        }

        final boolean isEpochGone =
            anchor.getLong(48) > newestEpoch && segmentOf(lastTouched) < highestActivated - 1;
        return -1 == lastValid && 0 == firstRetained && !isEpochGone ?
            Outcome.of("EMPTY") : scanForward(openPage(segment), claim, lastValid, lastTouched, isEpochGone);
    }

    private Outcome scanForward(
        final long start, final long claim, final long lastValid, final long lastTouched, final boolean isEpochGone)
    {
        DocumentedPage last = null;
        long j = start;
        boolean isNotTorn = false;
        while (segmentOf(j) <= highestActivated)
        {
            final DocumentedPage page = page(j);
            if (null == page || null != last && !page.follows(last))
            {
                isNotTorn = "in its place".equals(state(j));
                break;
            }
            last = page;
            j++;
            j += 0 == j % pagesPerSegment ? 2 : 0;
        }

        if (null == last || claim > j)
        {
            return Outcome.of("DAMAGED_BELOW_CLAIM");
        }
        if (lastValid >= j + page(start).writeWindow())
        {
            return Outcome.of("DAMAGED_BELOW_WINDOW");
        }
        if (isNotTorn)
        {
            return Outcome.of("DAMAGED_NOT_TORN");
        }
        if (isEpochGone)
        {
            return Outcome.of("DAMAGED_BELOW_ANCHOR");
        }

        final String verdict = lastTouched < j ? "CLEAN" : "TORN_TAIL";
        return last.isEpochStart() ?
            new Outcome(verdict, last.previousPage(), last.firstSequence(), last.cutPage()) :
            new Outcome(verdict, last.number(), last.nextSequence(), j);
    }

    /**
     * The last page that is durable while a writer has the log open.
     */
    long mark()
    {
        return buffer(files.get("mark")).getLong(0);
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
                message = page.isEpochStart() ? null : message;
                isSkipping &= !page.isEpochStart();
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

    private boolean doSegmentsExist()
    {
        long missing = -1;
        for (long s = firstRetained; s <= highestActivated; s++)
        {
            if (!files.containsKey(segmentName(s)))
            {
                missing = -1 == missing ? s : missing;
            }
            else if (-1 != missing)
            {
                final DocumentedPage open = page(openPage(s));
                final boolean isExcused =
                    null != open && open.isEpochStart() && segmentOf(open.previousPage()) < missing;
                missing = isExcused ? -1 : missing;
            }
        }

        return -1 == missing;
    }

    private boolean isAnchorOld()
    {
        for (final String name : files.keySet())
        {
            if (name.matches("segment-\\d{16}\\.plog") && Long.parseLong(name.substring(8, 24)) > highestActivated)
            {
                final long s = Long.parseLong(name.substring(8, 24));
                final ByteBuffer whole = wholeHeader(s);
                if (null != whole && !isOfThisLog(whole) || null != page(openPage(s)))
                {
                    return true;
                }
            }
        }

        return false;
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
            final long s = p / pagesPerSegment;
            final boolean isFirst = s == firstRetained;
            check(isFirst || null != page(openPage(s)), openPage(s));
            p = isFirst ? -1 : page(openPage(s)).previousPage();
            check(segmentOf(p) < s, openPage(s));
        }

        return ends;
    }

    private DocumentedPage page(final long p)
    {
        return "in its place".equals(state(p)) ? DocumentedPage.of(bytes(p), 2 == p % pagesPerSegment) : null;
    }

    private boolean isUnwritten(final long p)
    {
        return "never written".equals(state(p)) || "stale".equals(state(p));
    }

    private String state(final long p)
    {
        final ByteBuffer header = headers.computeIfAbsent(segmentOf(p), this::header);
        return null == header ?
            "gone" : states.computeIfAbsent(p, (number) -> DocumentedPage.stateOf(bytes(p), header.getLong(56), p));
    }

    private ByteBuffer bytes(final long p)
    {
        return slice(buffer(files.get(segmentName(p / pagesPerSegment))), (int)(p % pagesPerSegment));
    }

    /**
     * Header of a segment that is what it must be, else null.
     */
    private ByteBuffer header(final long s)
    {
        final ByteBuffer header = wholeHeader(s);
        final boolean isSound = null != header &&
            header.getShort(8) <= 1 && 0 == header.getInt(16) && PAGE == header.getInt(12) &&
            pagesPerSegment == header.getInt(24) && s == header.getLong(48) && isOfThisLog(header) &&
            pagesPerSegment * PAGE == files.get(segmentName(s)).length;
        return isSound ? header : null;
    }

    private boolean isOfThisLog(final ByteBuffer header)
    {
        return anchor.getLong(16) == header.getLong(32) && anchor.getLong(24) == header.getLong(40);
    }

    /**
     * The first that is whole and of the segment, or else the first that is whole.
     */
    private ByteBuffer wholeHeader(final long s)
    {
        final byte[] file = files.get(segmentName(s));
        ByteBuffer other = null;
        for (int copy = 0; null != file && copy < 2 && file.length >= (copy + 1) * PAGE; copy++)
        {
            final ByteBuffer header = slice(buffer(file), copy);
            if (0x474F4C50 == header.getInt(4) && DocumentedPage.isWhole(header))
            {
                if (isOfThisLog(header) && s == header.getLong(48))
                {
                    return header;
                }
                other = null == other ? header : other;
            }
        }

        return other;
    }

    private ByteBuffer newestAnchor()
    {
        ByteBuffer newest = null;
        for (int copy = 0; copy < 2; copy++)
        {
            final ByteBuffer page = slice(buffer(files.get("anchor")), copy);
            final boolean isWhole = 0x41474F50 == page.getInt(4) && DocumentedPage.isWhole(page);
            newest = isWhole && (null == newest || page.getLong(56) > newest.getLong(56)) ? page : newest;
        }
        check(null != newest && newest.getShort(8) <= 1, 0);

        return newest;
    }

    private long segmentOf(final long p)
    {
        return -1 == p ? -1 : p / pagesPerSegment;
    }

    private long openPage(final long segment)
    {
        return segment * pagesPerSegment + 2;
    }

    private static String segmentName(final long number)
    {
        return String.format("segment-%016d.plog", number);
    }

    private static ByteBuffer buffer(final byte[] file)
    {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
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
