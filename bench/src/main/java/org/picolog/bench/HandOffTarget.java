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
    private final long bytesBefore = WriteCounts.ofProcess().bytes();

    HandOffTarget(final HandOff.Store store, final int messageLength, final Settings settings)
    {
        payload = new Payload(messageLength);
        handOff = new HandOff(
            store, settings.termLength(), messageLength, settings.newPeerIdleStrategy(), settings.errorHandler());
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
    public final void poll()
    {
        // The count comes by itself.
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
        final long bytes = WriteCounts.ofProcess().bytes();

        return new WriteCounts(bytes < 0 || bytesBefore < 0 ? -1 : bytes - bytesBefore, handOff.syncCount());
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
