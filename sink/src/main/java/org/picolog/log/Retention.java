/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;

import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * Finds the first segment that a {@link RetentionPolicy} keeps. A segment is judged by the start of the one after it;
 * one that the chain skips may stand in, since it starts no earlier. Blocks on the disk; not thread safe.
 */
final class Retention
{
    /**
     * There is no consumer.
     */
    static final long NO_CONSUMER = Long.MAX_VALUE;

    private final BlockIo io;
    private final BlockDirectory directory;
    private final RetentionPolicy policy;
    private SegmentStart next;

    Retention(final BlockIo io, final BlockDirectory directory, final RetentionPolicy policy)
    {
        this.io = io;
        this.directory = directory;
        this.policy = policy;
    }

    /**
     * Find it.
     *
     * @param newest           segment of the last durable page: it stays, whatever the policy says.
     * @param consumedSequence messages after this one stay; {@link #NO_CONSUMER} for no consumer.
     * @return number of the first segment to keep: those below may go.
     */
    long firstToKeep(final Anchor anchor, final long newest, final long consumedSequence, final long nowNs)
    {
        final NavigableSet<Long> numbers = new TreeSet<>();
        directory.list().stream()
            .filter(LogFormat::isSegmentName)
            .map(LogFormat::segmentNumber)
            .filter((number) -> number >= anchor.firstRetained() && number <= newest)
            .forEach(numbers::add);

        long keep = anchor.firstRetained();
        while (numbers.size() > 1)
        {
            numbers.pollFirst();
            final SegmentStart start = startOfNext(anchor, numbers);
            final long remaining = (long)(numbers.size() + 1) * anchor.segmentLength();
            if (null == start || !mayGo(start, remaining, consumedSequence, nowNs))
            {
                break;
            }
            keep = numbers.first();
        }

        return keep;
    }

    private boolean mayGo(
        final SegmentStart start, final long bytesWithIt, final long consumedSequence, final long nowNs)
    {
        // Not of the message whose last part is in the next segment.
        if (start.firstSequence() > consumedSequence)
        {
            return false;
        }

        final boolean isTooMuch = policy.bytes() > 0 && bytesWithIt > policy.bytes();
        final boolean isTooOld = policy.ageNs() > 0 && nowNs - start.timestampNs() >= policy.ageNs();
        final boolean isConsumerAlone = 0 == policy.bytes() && 0 == policy.ageNs() && NO_CONSUMER != consumedSequence;

        return isTooMuch || isTooOld || isConsumerAlone;
    }

    /**
     * The first start from the oldest of some segments on. Asked for again and again while nothing may go.
     */
    private SegmentStart startOfNext(final Anchor anchor, final NavigableSet<Long> numbers)
    {
        if (null != next && next.number() == numbers.first())
        {
            return next;
        }

        for (final long number : numbers)
        {
            final SegmentStart start = SegmentStart.read(io, directory, anchor, number);
            if (null != start)
            {
                next = start;
                return start;
            }
        }

        return null;
    }
}
