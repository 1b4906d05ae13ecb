/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.io.BlockIoException;
import org.picolog.io.MemoryContent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

/**
 * What is damaged is refused, or was not acknowledged for all that the log says: what is read is the exact prefix.
 */
class CorruptionTest
{
    private static final boolean IS_EXHAUSTIVE = Boolean.getBoolean("picolog.test.exhaustive");
    private static final int BITS = LogFormat.PAGE_SIZE * Byte.SIZE;
    private static final int MESSAGES = DATA_PAGES + 12;
    private static final int CLAIM_PAGE = 25;
    private static final long REFUSED = -1;

    /**
     * A place in a file.
     */
    private record Place(String name, int block)
    {
    }

    /**
     * A sample of the bits, or with {@code -Dpicolog.test.exhaustive=true} each. Each time the log is opened anew and
     * all of it is read; now and then it is also verified, and opened for writing and written to.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyBitFlippedOneAtATime(final boolean isClosed)
    {
        final TestLog log = written(isClosed);
        final List<Place> places = places(log);
        assertTrue(places.size() > 80, places.size() + " pages");
        final byte[][] expected = log.messages(MESSAGES);
        final byte[] scratch = new byte[LogFormat.PAGE_SIZE];
        final long step = IS_EXHAUSTIVE ? 1 : 797;
        final int othersEvery = IS_EXHAUSTIVE ? 4_001 : 53;
        long refused = 0;
        long count = 0;
        for (long bit = 0; bit < (long)places.size() * BITS; bit += step)
        {
            final Place place = places.get((int)(bit / BITS));
            final int inPage = (int)(bit % BITS);
            final MemoryContent content = log.directory().content(place.name());
            final byte[] original = content.block(place.block());
            final byte[] flipped = original.clone();
            flipped[inPage / Byte.SIZE] ^= (byte)(1 << inPage % Byte.SIZE);
            content.put(place.block(), flipped);

            final long last = readOrRefuse(log, expected, scratch, () -> inPage + " of " + place);
            // Without a last claim a fault in the last page cannot be told from a power cut.
            if (REFUSED != last && MESSAGES != last && (isClosed || MESSAGES - 1 != last))
            {
                fail("bit " + inPage + " of " + place + ": ends at " + last);
            }
            if (0 == count++ % othersEvery)
            {
                assertOthersAgree(log, last, "bit " + inPage + " of " + place);
            }
            refused += REFUSED == last ? 1 : 0;
            content.put(place.block(), original);
        }
        assertTrue(refused > count / 2, refused + " of " + count);
        assertEquals(MESSAGES, log.read());
    }

    /**
     * Verifying finds what reading found; a writer refuses the log, or goes on with it where reading ended.
     */
    private static void assertOthersAgree(final TestLog log, final long last, final String name)
    {
        assertEquals(REFUSED == last, LogVerification.Verdict.DAMAGED == log.verify().verdict(), name);
        final TestLog copy = log.copy();
        try
        {
            copy.open();
        }
        catch (final LogException ex)
        {
            assertEquals(REFUSED, last, name);
            return;
        }
        assertTrue(REFUSED == last || last + 1 == copy.log().assembler().nextSequence(), name);
        copy.append(1).close();
        assertEquals(REFUSED == last ? REFUSED : last + 1, readOrRefuse(copy, name), name);
    }

    @Test
    void bitsOfTheHeadsOfPages()
    {
        final TestLog log = written(true);
        for (final Place place : places(log))
        {
            final MemoryContent content = log.directory().content(place.name());
            final byte[] original = content.block(place.block());
            for (int bit = place.block() % 7; bit < 136 * Byte.SIZE; bit += IS_EXHAUSTIVE ? 1 : 41)
            {
                final byte[] flipped = original.clone();
                flipped[bit / Byte.SIZE] ^= (byte)(1 << bit % Byte.SIZE);
                content.put(place.block(), flipped);
                final String name = "bit " + bit + " of page " + place.block() + " of " + place.name();
                final long last = readOrRefuse(log, name);
                assertTrue(REFUSED == last || MESSAGES == last, () -> name + ": ends at " + last);
            }
            content.put(place.block(), original);
        }
    }

    @Test
    void pagesZeroedSwappedDuplicatedAndSpliced()
    {
        final TestLog log = written(true);
        final TestLog other = new TestLog(new TestLog().directory(), 77);
        other.open();
        other.append(3 * DATA_PAGES).crash();
        final List<Place> places = places(log).stream().filter((place) -> place.name().startsWith("segment")).toList();
        final Random random = new Random(4);
        for (final Place place : places)
        {
            final MemoryContent content = log.directory().content(place.name());
            final byte[] original = content.block(place.block());
            final String name = "page " + place.block() + " of " + place.name();

            check(log, content, place.block(), new byte[4096], name + " zeroed");
            check(
                log,
                content,
                place.block(),
                other.directory().content(LogFormat.segmentName(0)).block(place.block()),
                name + " from another log");
            for (int i = 0; i < 6; i++)
            {
                final Place from = 0 == i ?
                    new Place(place.name(), Math.max(0, place.block() - 1)) :
                    places.get(random.nextInt(places.size()));
                final MemoryContent second = log.directory().content(from.name());
                final byte[] moved = second.block(from.block());
                check(log, content, place.block(), moved, name + " replaced by " + from);
                content.put(place.block(), moved);
                check(log, second, from.block(), original, name + " swapped with " + from);
                content.put(place.block(), original);
            }
        }
        assertEquals(MESSAGES, log.read());
    }

    /**
     * An old version of a file: what it says of itself is all right.
     */
    @Test
    void filesReplacedByAnEarlierVersionOfThemselves()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(10);
        final TestLog earlier = log.copy();
        log.append(DATA_PAGES).close();
        log.directory().put(LogFormat.segmentName(0), earlier.content(0));

        assertEquals(REFUSED, readOrRefuse(log, "an earlier version"));
        assertEquals(LogVerification.Verdict.DAMAGED, log.verify().verdict());
    }

    /**
     * What a file held when it was another segment of the same log, which is what its unwritten places still hold.
     */
    @Test
    void pagesOfTheEarlierUseOfAFile()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(3 * DATA_PAGES);
        final MemoryContent file = log.content(0);
        final List<byte[]> earlier = new ArrayList<>();
        for (int i = 0; i < PAGES; i++)
        {
            earlier.add(file.block(i));
        }
        log.log().purgeBelow(1);
        log.append(3 * DATA_PAGES + 20);
        final long last = log.log().assembler().nextSequence() - 1;
        log.close();

        final String name = log.directory().list().stream()
            .filter((each) -> file == log.directory().content(each)).findFirst().orElseThrow();
        final long firstPage = LogFormat.segmentNumber(name) * PAGES;
        final long claimPage = log.inspect().lastValid();
        int used = 0;
        for (int i = LogFormat.SEGMENT_HEADER_PAGES; i < PAGES; i++)
        {
            final byte[] original = file.block(i);
            file.put(i, earlier.get(i));
            final long end = readOrRefuse(log, DATA_PAGES, "page " + i + " of " + name);
            used += earlier.get(i) == original ? 0 : 1;
            // Nothing was acknowledged after the last claim.
            final boolean isHarmless = earlier.get(i) == original || claimPage == firstPage + i;
            assertEquals(isHarmless ? last : REFUSED, end, "page " + (firstPage + i));
            file.put(i, original);
        }
        assertTrue(used > 20, used + " pages used again");
        assertEquals(last, log.readAfter(DATA_PAGES));
    }

    /**
     * A log that went another way from the same beginning, as one restored from a backup and written to again: its
     * pages are whole, of the right place and salt, and begin at the right sequence.
     */
    @Test
    void pagesOfATwin()
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(3 * DATA_PAGES).close();
        final TestLog twin = new TestLog().messageLength(1_000);
        twin.open();
        twin.append(3 * DATA_PAGES).close();
        // The very page in which the two part is a true continuation: what it holds is refused with the page after it.
        final long parting = 3;
        for (long page = parting + 1; page < 3 * PAGES; page++)
        {
            if (page % PAGES > 2)
            {
                final byte[] original = log.page(page);
                log.put(page, twin.page(page));
                assertEquals(REFUSED, readOrRefuse(log, "page " + page), "page " + page);
                log.put(page, original);
            }
        }
        assertEquals(3 * DATA_PAGES, log.read());
    }

    private static TestLog written(final boolean isClosed)
    {
        final TestLog log = new TestLog();
        log.open();
        log.append(DATA_PAGES - 10).close();
        log.open();
        log.append(22);
        return isClosed ? log.close() : log.crash();
    }

    /**
     * Every page with anything in it, and two unwritten ones of each segment.
     */
    private static List<Place> places(final TestLog log)
    {
        final List<Place> places = new ArrayList<>();
        for (final String name : log.directory().list())
        {
            final MemoryContent content = log.directory().content(name);
            int unwritten = 0;
            for (int i = 0; i < content.size() / 4096; i++)
            {
                if (!isZero(content.block(i)) || unwritten++ < 2)
                {
                    places.add(new Place(name, i));
                }
            }
        }
        return places;
    }

    private static boolean isZero(final byte[] block)
    {
        for (final byte b : block)
        {
            if (0 != b)
            {
                return false;
            }
        }
        return true;
    }

    private static void check(
        final TestLog log, final MemoryContent content, final int block, final byte[] replacement, final String name)
    {
        final byte[] before = content.block(block);
        content.put(block, replacement);
        final long last = readOrRefuse(log, name);
        // With the page of the last claim gone, the last message has no witness.
        assertTrue(
            REFUSED == last || MESSAGES == last || MESSAGES - 1 == last && isClaimGone(log),
            () -> name + ": ends at " + last);
        content.put(block, before);
    }

    private static boolean isClaimGone(final TestLog log)
    {
        return log.inspect().lastValid() < PAGES + CLAIM_PAGE;
    }

    private static long readOrRefuse(
        final TestLog log, final byte[][] expected, final byte[] scratch, final Supplier<String> name)
    {
        int last = 0;
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            while (reader.next())
            {
                final byte[] message = expected[last++];
                reader.buffer().getBytes(reader.offset(), scratch, 0, reader.length());
                if (last != reader.sequence() ||
                    !Arrays.equals(scratch, 0, reader.length(), message, 0, message.length))
                {
                    fail("bit " + name.get() + ": message " + reader.sequence() + " is not message " + last);
                }
            }
            return last;
        }
        catch (final LogException | BlockIoException ex)
        {
            return REFUSED;
        }
    }

    private static long readOrRefuse(final TestLog log, final String name)
    {
        return readOrRefuse(log, 0, name);
    }

    private static long readOrRefuse(final TestLog log, final long purged, final String name)
    {
        try
        {
            return log.readAfter(purged);
        }
        catch (final LogException | BlockIoException ex)
        {
            return REFUSED;
        }
        catch (final AssertionError | RuntimeException ex)
        {
            throw new AssertionError(name, ex);
        }
    }
}
