/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.CloseHelper;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.Long2ObjectHashMap;
import org.picolog.codecs.log.PageHeaderDecoder;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * Steps through the live pages of a log and finds pages in it. Without a writer it holds the lock, shared, and recovers
 * where the log ends; while a writer has the log open it goes as far as the writer's published mark, wherever that is
 * by then. Blocks on the disk; not thread safe.
 */
final class ChainReader implements AutoCloseable
{
    private static final ToLongFunction<PageHeaderDecoder> FIRST_SEQUENCE = PageHeaderDecoder::firstSequence;

    private final BlockIo io;
    private final BlockDirectory directory;
    private final Long2LongHashMap openSequences = new Long2LongHashMap(LogFormat.NULL_POSITION);
    private final Long2ObjectHashMap<Optional<LogIndex>> indexes = new Long2ObjectHashMap<>();
    private final SharedLock lock;
    private final PublishedMark mark;
    private final SegmentReader segment;
    private final SegmentReader scout;

    private Anchor anchor;
    private List<LogChain.Extent> extents;
    private long lastPage;
    private long firstUnpurged;
    private int extentIndex = -1;
    private long pageNumber;
    private long endPage;
    private long previousCrc;
    private long nextSequence;
    private boolean isUnlinked = true;
    private boolean isSought = true;
    private boolean isPurgedBetween;

    ChainReader(final BlockIo io, final Path path)
    {
        this.io = io;
        SharedLock sharedLock = null;
        PublishedMark writersMark = null;
        SegmentReader segmentReader = null;
        SegmentReader scoutReader = null;
        directory = io.openDirectoryForReading(path);
        try
        {
            AnchorFile.checkExists(directory);
            sharedLock = SharedLock.tryTake(directory, 0);
            writersMark = null == sharedLock ? PublishedMark.openForReading(directory) : null;
            anchor = AnchorFile.read(io, directory);
            segmentReader = new SegmentReader(io, directory, anchor);
            scoutReader = new SegmentReader(io, directory, anchor, LogFormat.PAGE_SIZE);
            lastPage = null == sharedLock ? writersMark.lastPage() : recover(io);
            extents = readChain(scoutReader, lastPage, 0);
        }
        catch (final RuntimeException ex)
        {
            CloseHelper.closeAll(segmentReader, scoutReader, writersMark, sharedLock, directory);
            throw ex;
        }

        lock = sharedLock;
        mark = writersMark;
        segment = segmentReader;
        scout = scoutReader;
    }

    /**
     * Is a writer at work, so that there may be more later?
     */
    boolean isLive()
    {
        return null != mark;
    }

    String path()
    {
        return directory.path();
    }

    /**
     * The segment that the page stepped to is in.
     */
    SegmentReader segment()
    {
        return segment;
    }

    /**
     * Step to the next page.
     *
     * @return false at the end of what is durable.
     * @throws DamagedLogException if the page is not valid or does not continue the one before.
     */
    boolean next()
    {
        while (pageNumber >= endPage)
        {
            // First of all: a new writer may have skipped the segment that comes next, and deleted it.
            final boolean isMore = isLive() && refresh();
            if (pageNumber >= endPage && !nextExtent() && !isMore)
            {
                return false;
            }
        }

        check(pageNumber, segment.load(pageNumber));
        // Not before: what cannot be read now may be read at the next attempt.
        pageNumber++;

        return true;
    }

    /**
     * Go to before the last page of the chain whose key is less than a value, or to the beginning if there is none. The
     * keys never fall along the chain.
     */
    void seekLastBelow(final ToLongFunction<PageHeaderDecoder> key, final long value)
    {
        if (seekExtent(key, value))
        {
            seekPage(key, value, segment.openPage(), endPage - 1);
        }
    }

    /**
     * As {@link #seekLastBelow} for first sequences, with the help of the index where there is one. Then it takes one
     * read of some pages, which holds the page to go to, and one of the segment's header if another one was open.
     */
    void seekSequence(final long sequence)
    {
        if (seekExtent(FIRST_SEQUENCE, sequence))
        {
            final LogIndex index = index(extents.get(extentIndex));
            final long firstPage = segment.openPage();
            final long lowPage = null == index ? firstPage :
                firstPage + (long)index.lastEntryBelow(sequence) * LogIndex.PAGES_PER_ENTRY;
            final long highPage = Math.min(lowPage + LogIndex.PAGES_PER_ENTRY, endPage - 1);
            if (null != index && isBetween(sequence, firstPage, lowPage, highPage))
            {
                seekPage(FIRST_SEQUENCE, sequence, lowPage, highPage);
            }
            else
            {
                seekPage(FIRST_SEQUENCE, sequence, firstPage, endPage - 1);
            }
        }
    }

    /**
     * Do the pages themselves say what the index says?
     */
    private boolean isBetween(final long sequence, final long firstPage, final long lowPage, final long highPage)
    {
        segment.loadAhead(lowPage, (int)(highPage - lowPage) + 1);
        return (lowPage == firstPage || keyOf(segment, FIRST_SEQUENCE, lowPage) < sequence) &&
            (highPage == endPage - 1 || keyOf(segment, FIRST_SEQUENCE, highPage) >= sequence);
    }

    private LogIndex index(final LogChain.Extent extent)
    {
        final long number = extent.segmentNumber();
        if (!indexes.containsKey(number))
        {
            final LogIndex index = LogIndex.read(io, directory, number);
            // Turns to the last page.
            keyOf(segment, FIRST_SEQUENCE, extent.endPage() - 1);
            final boolean isGood = null != index && index.isOf(
                anchor.logId(),
                number,
                segment.segment().salt(),
                segment.openPage(),
                extent.endPage(),
                segment.checksum());
            if (!isGood && isLive())
            {
                // It may be written later.
                return null;
            }
            indexes.put(number, isGood ? Optional.of(index) : Optional.empty());
        }

        return indexes.get(number).orElse(null);
    }

    /**
     * What was purged meanwhile is no part of the log that is searched.
     *
     * @return false if the chain is empty.
     */
    private boolean seekExtent(final ToLongFunction<PageHeaderDecoder> key, final long value)
    {
        if (isLive())
        {
            refresh();
            forgetBelow(anchor.firstRetained());
        }

        while (true)
        {
            try
            {
                return searchExtent(key, value);
            }
            catch (final LogPurgedException ex)
            {
                forgetBelow(firstUnpurged);
            }
        }
    }

    private void forgetBelow(final long segmentNumber)
    {
        if (extents.removeIf((extent) -> extent.segmentNumber() < segmentNumber))
        {
            extentIndex = -1;
            endPage = pageNumber;
            isSought = true;
        }
    }

    private boolean searchExtent(final ToLongFunction<PageHeaderDecoder> key, final long value)
    {
        int low = 0;
        int high = extents.size() - 1;
        while (low < high)
        {
            final int middle = (low + high + 1) >>> 1;
            if (openKeyOf(key, middle) < value)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        if (!extents.isEmpty())
        {
            openExtent(low);
        }

        return !extents.isEmpty();
    }

    private void seekPage(
        final ToLongFunction<PageHeaderDecoder> key, final long value, final long firstPage, final long finalPage)
    {
        long lowPage = firstPage;
        long highPage = finalPage;
        while (lowPage < highPage)
        {
            final long middle = (lowPage + highPage + 1) >>> 1;
            if (keyOf(segment, key, middle) < value)
            {
                lowPage = middle;
            }
            else
            {
                highPage = middle - 1;
            }
        }
        pageNumber = lowPage;
    }

    @Override
    public void close()
    {
        CloseHelper.closeAll(segment, scout, mark, lock, directory);
    }

    private long recover(final BlockIo blockIo)
    {
        directory.sync();
        return Recovery.recover(blockIo, directory, anchor).end().lastPage();
    }

    /**
     * The chain may be purged while it is read: then it begins later, by a newer anchor.
     */
    private List<LogChain.Extent> readChain(
        final SegmentReader reader, final long endsWith, final long stopSegment)
    {
        while (true)
        {
            try
            {
                return LogChain.read(reader, directory, anchor, endsWith, stopSegment);
            }
            catch (final BlockIoException | DamagedLogException ex)
            {
                final Anchor newer = AnchorFile.read(io, directory);
                if (newer.firstRetained() == anchor.firstRetained())
                {
                    throw ex;
                }
                anchor = newer;
            }
        }
    }

    private long keyOf(final SegmentReader reader, final ToLongFunction<PageHeaderDecoder> key, final long page)
    {
        if (!reader.isLoaded(page))
        {
            // Alone: a search goes elsewhere next.
            reader.loadAhead(page, 1);
        }

        final PageState state = reader.load(page);
        if (PageState.VALID != state)
        {
            throw damage(reader, page, state.description());
        }

        return key.applyAsLong(reader.header());
    }

    /**
     * Key of a segment's OPEN page. First sequences are remembered, so that seeking one does not search the segments on
     * the disk each time.
     */
    private long openKeyOf(final ToLongFunction<PageHeaderDecoder> key, final int index)
    {
        final long segmentNumber = extents.get(index).segmentNumber();
        final long known = FIRST_SEQUENCE == key ? openSequences.get(segmentNumber) : LogFormat.NULL_POSITION;
        if (LogFormat.NULL_POSITION != known)
        {
            return known;
        }

        open(scout, segmentNumber);
        final long found = keyOf(scout, key, scout.openPage());
        if (FIRST_SEQUENCE == key)
        {
            openSequences.put(segmentNumber, found);
        }

        return found;
    }

    private boolean nextExtent()
    {
        if (extentIndex + 1 >= extents.size())
        {
            return false;
        }
        final LogChain.Extent extent = extents.get(extentIndex + 1);
        open(segment, extent.segmentNumber());
        extentIndex++;
        isUnlinked = isUnlinked || 0 == extentIndex;
        pageNumber = segment.openPage();
        endPage = extent.endPage();
        segment.endOfReadAhead(endPage);

        return true;
    }

    /**
     * A segment that is gone, or another now, was purged if the anchor no longer retains it. One that is open and
     * locked stays.
     */
    private void open(final SegmentReader reader, final long segmentNumber)
    {
        if (reader.isOpen(segmentNumber) && !reader.isLockRefused())
        {
            return;
        }

        RuntimeException failure = null;
        try
        {
            reader.open(segmentNumber, false);
        }
        catch (final BlockIoException | DamagedLogException ex)
        {
            failure = ex;
        }

        if (isLive())
        {
            // Whoever holds the lock is about to purge it.
            firstUnpurged = Math.max(
                AnchorFile.readLive(io, directory).firstRetained(), reader.isLockRefused() ? segmentNumber + 1 : 0);
        }
        if (isLive() && firstUnpurged > segmentNumber)
        {
            throw purged(LogFormat.segmentName(segmentNumber));
        }

        if (null != failure)
        {
            throw failure;
        }
    }

    private void openExtent(final int index)
    {
        extentIndex = index - 1;
        isUnlinked = true;
        isSought = true;
        isPurgedBetween = false;
        endPage = pageNumber;
        nextExtent();
    }

    /**
     * Take in what became durable since.
     *
     * @return true if there is more than there was.
     */
    private boolean refresh()
    {
        final long newLastPage = mark.lastPage();
        if (newLastPage <= lastPage)
        {
            return false;
        }

        final int known = extents.size() - 1;
        final long stopSegment = known < 0 ? 0 : extents.get(known).segmentNumber();
        final List<LogChain.Extent> news = readChain(scout, newLastPage, stopSegment);
        // One that was purged stays, to be found so when it is turned to.
        if (known >= 0 && anchor.firstRetained() <= stopSegment)
        {
            extents.remove(known);
        }
        else if (known >= 0 && extentIndex >= known)
        {
            // It is open and was read, and did not stay all the same: an epoch without messages, which a new writer
            // skipped. What followed it may have been purged.
            isPurgedBetween = true;
            isUnlinked = true;
        }
        extents.addAll(news);
        lastPage = newLastPage;
        if (extentIndex < known || known < 0)
        {
            // Only the end of the last one moves.
            return true;
        }

        if (segment.isOpen(extents.get(known).segmentNumber()))
        {
            endPage = extents.get(known).endPage();
            segment.endOfReadAhead(endPage);
        }
        else
        {
            // An epoch that held nothing but its OPEN page was skipped by the next one. Or the log was repaired, and
            // lost what was read: then its sequences go back.
            extentIndex--;
            endPage = pageNumber;
            isUnlinked = true;
        }

        return true;
    }

    /**
     * Every page of the chain was found to be there, or was claimed to be: whatever else is found is damage.
     */
    private void check(final long page, final PageState state)
    {
        if (PageState.VALID != state)
        {
            throw damage(segment, page, state.description());
        }

        final PageHeaderDecoder header = segment.header();
        if (!isUnlinked && header.previousCrc32c() != previousCrc)
        {
            throw damage(segment, page, PageState.SPLICED.description());
        }

        // Where no epoch begins, a message may be whose beginning was purged, without a gap in the sequences.
        if (isPurgedBetween && (header.firstSequence() > nextSequence || !segment.open().flags().epochStart()))
        {
            throw purged("what comes before " + segment.fileName());
        }
        if (!isSought && header.firstSequence() != nextSequence)
        {
            throw damage(
                segment,
                page,
                "a page that begins at sequence " + header.firstSequence() + " and not at " + nextSequence);
        }

        isUnlinked = false;
        isSought = false;
        isPurgedBetween = false;
        previousCrc = segment.checksum();
        nextSequence = header.firstSequence() + segment.completedMessages();
    }

    private LogPurgedException purged(final String what)
    {
        return new LogPurgedException(
            what + " in " + directory.path() +
            " was purged before it was read: begin again with the first message that is retained");
    }

    private DamagedLogException damage(final SegmentReader reader, final long page, final String found)
    {
        return new DamagedLogException(
            "page " + page + " at " + reader.filePosition(page) + " of " + reader.fileName() + " in " +
            directory.path() + " is damaged: " + found + " is found in its place");
    }
}
