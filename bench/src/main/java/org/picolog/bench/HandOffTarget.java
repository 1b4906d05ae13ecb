/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

/**
 * A library that blocks, behind a {@link HandOff}.
 */
abstract class HandOffTarget implements MessageTarget
{
    private final Payload payload;
    private final HandOff handOff;
    private long seenCount;

    HandOffTarget(final HandOff.Store store, final int messageLength, final Idling idling, final Settings settings)
    {
        payload = new Payload(messageLength);
        handOff = new HandOff(
            store, settings.termLength(), messageLength, idling.newStrategy(), settings.errorHandler());
    }

    @Override
    public final int offer(final int limit)
    {
        int count = 0;
        while (count < limit && handOff.offer(payload))
        {
            count++;
        }

        return count;
    }

    @Override
    public final int poll()
    {
        final long before = seenCount;
        seenCount = completedCount();

        return (int)(seenCount - before);
    }

    @Override
    public final long offeredCount()
    {
        return handOff.offeredCount();
    }

    @Override
    public final long completedCount()
    {
        return handOff.durableCount();
    }

    @Override
    public final WriteCounts written()
    {
        return new WriteCounts(WriteCounts.UNKNOWN.bytes(), handOff.syncCount());
    }

    @Override
    public final String describe()
    {
        return handOff.describe();
    }

    @Override
    public final void close()
    {
        handOff.close();
    }
}
