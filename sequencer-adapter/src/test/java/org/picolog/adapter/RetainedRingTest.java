/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.SplittableRandom;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What is retained comes back as it was, in any order of asking, however the ring wraps.
 */
class RetainedRingTest
{
    private final UnsafeBuffer view = new UnsafeBuffer(0, 0);

    @Test
    void shouldHoldAMessageAsLongAsTheRing()
    {
        try (RetainedRing ring = new RetainedRing(1024))
        {
            ring.reset(1);
            assertEquals(1016, ring.maxMessageLength());
            for (int i = 1; i <= 5; i++)
            {
                assertTrue(ring.hasRoom(1016));
                retain(ring, new byte[1016]);
                assertFalse(ring.hasRoom(0));
                ring.release(i);
                assertTrue(ring.hasRoom(1), "the beginning again");
                retain(ring, new byte[i]);
                ring.release(i + 1);
                ring.reset(i + 1);
            }
        }
    }

    @Test
    void shouldKeepPaddingAtTheEndOutOfSight()
    {
        try (RetainedRing ring = new RetainedRing(64))
        {
            ring.reset(7);
            retain(ring, new byte[]{1, 2, 3});
            retain(ring, new byte[]{4});
            retain(ring, new byte[]{5});
            assertFalse(ring.hasRoom(9), "16 bytes are left, and 16 are needed for at most 8");
            ring.release(8);
            assertTrue(ring.hasRoom(17), "not behind, but at the beginning");
            retain(ring, new byte[17]);
            assertEquals(9, ring.first(11));
            assertArrayEquals(new byte[]{5}, message(ring, 9));
            assertArrayEquals(new byte[17], message(ring, 10));
            assertArrayEquals(new byte[]{5}, message(ring, 9));
            assertFalse(ring.hasRoom(0));
            ring.release(9);
            assertArrayEquals(new byte[17], message(ring, 10));
        }
    }

    @Test
    void shouldRefuseWhatIsNotRetained()
    {
        try (RetainedRing ring = new RetainedRing(1024))
        {
            ring.reset(5);
            assertThrows(IllegalStateException.class, () -> ring.message(5, view));
            retain(ring, new byte[0]);
            assertEquals(0, message(ring, 5).length);
            assertThrows(IllegalStateException.class, () -> ring.message(4, view));
            assertThrows(IllegalStateException.class, () -> ring.message(6, view));
            ring.release(5);
            assertThrows(IllegalStateException.class, () -> ring.message(5, view));
            assertEquals(6, ring.first(6));
        }
        assertThrows(IllegalArgumentException.class, () -> new RetainedRing(1000));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void shouldBehaveLikeAQueue(final long seed)
    {
        final SplittableRandom random = new SplittableRandom(seed);
        final ArrayDeque<byte[]> model = new ArrayDeque<>();
        final int capacity = 256 << random.nextInt(7);
        final int mostBytes = 1 + (60 >> random.nextInt(6));
        long first = 1 + random.nextInt(100);
        try (RetainedRing ring = new RetainedRing(capacity))
        {
            ring.reset(first);
            for (int i = 0; i < 50_000; i++)
            {
                final String at = "seed=" + seed + " step=" + i;
                final int choice = random.nextInt(10);
                if (choice < 5)
                {
                    final int bound = 0 == random.nextInt(200) ? capacity - 8 : mostBytes;
                    final byte[] message = new byte[random.nextInt(bound)];
                    random.nextBytes(message);
                    if (ring.hasRoom(message.length))
                    {
                        retain(ring, message);
                        model.add(message);
                    }
                    else
                    {
                        assertFalse(model.isEmpty(), at + " an empty ring has room for any message");
                    }
                }
                else if (choice < 7)
                {
                    final int count = random.nextInt(model.size() + 1);
                    for (int j = 0; j < count; j++)
                    {
                        model.remove();
                    }
                    first += count;
                    ring.release(first - 1);
                }
                else if (choice < 8 && random.nextInt(100) == 0)
                {
                    model.clear();
                    first = 1 + random.nextInt(1000);
                    ring.reset(first);
                }
                else if (choice < 9)
                {
                    long sequence = first;
                    for (final Iterator<byte[]> it = model.iterator(); it.hasNext(); sequence++)
                    {
                        assertArrayEquals(it.next(), message(ring, sequence), at);
                    }
                }
                assertEquals(first, ring.first(first + model.size()), at);
            }
        }
    }

    private void retain(final RetainedRing ring, final byte[] message)
    {
        ring.retain(new UnsafeBuffer(message), 0, message.length);
    }

    private byte[] message(final RetainedRing ring, final long sequence)
    {
        ring.message(sequence, view);
        final byte[] message = new byte[view.capacity()];
        view.getBytes(0, message);
        return message;
    }
}
