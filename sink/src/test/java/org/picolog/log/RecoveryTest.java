/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.picolog.codecs.log.PageHeaderEncoder;
import org.picolog.log.TestLog.InFlight;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.log.TestLog.DATA_PAGES;
import static org.picolog.log.TestLog.PAGES;

class RecoveryTest
{
    private static final long OPEN = LogFormat.SEGMENT_HEADER_PAGES;
    private static final long FIRST_DATA = OPEN + 1;

    private final TestLog log = new TestLog();

    @Test
    void emptyWhenNothingWasAppended()
    {
        log.openUpToOpenPage(false);

        assertEquals(RecoveryVerdict.EMPTY, log.inspect().verdict());
        assertEquals(0, log.read());
    }

    @Test
    void emptyWhenTheFirstOpenPageIsTorn()
    {
        log.openUpToOpenPage(true);

        assertEquals(RecoveryVerdict.EMPTY, log.inspect().verdict());
        log.open();
        assertEquals(2, log.log().epoch());
        log.append(3).close();
        assertEquals(3, log.read());
    }

    @Test
    void cleanWhenNothingWasInFlight()
    {
        written(5).crash();

        final RecoveredLog found = log.inspect();
        assertEquals(RecoveryVerdict.CLEAN, found.verdict());
        assertEquals(FIRST_DATA + 5, found.cutPage());
        assertEquals(6, found.end().nextSequence());
        assertEquals(2, found.end().epoch());
    }

    @Test
    void cleanWhenTheSegmentIsExactlyFull()
    {
        written(DATA_PAGES).crash();

        assertEquals(RecoveryVerdict.CLEAN, log.inspect().verdict());
        assertEquals(DATA_PAGES, log.read());
        log.open();
        log.append(1).close();
        assertEquals(DATA_PAGES + 1, log.read());
    }

    @Test
    void tornTailWhenThePageAtTheEndIsTorn()
    {
        written(5);
        final List<InFlight> pages = log.appendInFlight(1);
        log.crash().tear(pages.get(0));

        assertEquals(RecoveryVerdict.TORN_TAIL, log.inspect().verdict());
        assertEquals(5, log.read());
    }

    @Test
    void tornTailWhenOnlyAPageAfterTheEndIsTorn()
    {
        written(5);
        final List<InFlight> pages = log.appendInFlight(3);
        log.crash().tear(pages.get(2));

        final RecoveredLog found = log.inspect();
        assertEquals(RecoveryVerdict.TORN_TAIL, found.verdict());
        assertEquals(pages.get(0).page(), found.cutPage());
    }

    @Test
    void tornTailWhenAMisdirectedPageLiesAfterTheEnd()
    {
        written(5).crash();
        log.put(FIRST_DATA + 5, log.page(FIRST_DATA + 2));

        assertEquals(RecoveryVerdict.TORN_TAIL, log.inspect().verdict());
        assertEquals(5, log.read());
    }

    @Test
    void damagedBelowClaimWhenALaterPageSaysItWasDurable()
    {
        written(5).crash().zero(FIRST_DATA + 2);

        final RecoveredLog found = log.inspect();
        assertEquals(RecoveryVerdict.DAMAGED_BELOW_CLAIM, found.verdict());
        assertEquals(FIRST_DATA + 2, found.cutPage());
        refuses("page 5 at 20480 of segment-0000000000000000.plog");
    }

    @Test
    void damagedBelowClaimWhenTheFirstOpenPageIsGone()
    {
        written(5).crash().corrupt(OPEN, (page) -> flip(page, 100));

        assertEquals(RecoveryVerdict.DAMAGED_BELOW_CLAIM, log.inspect().verdict());
        refuses("page 2 at 8192");
    }

    @Test
    void damagedBelowClaimWhenTheOpenPageOfARollIsGone()
    {
        written(DATA_PAGES + 5).crash().zero(PAGES + OPEN);

        refuses("page 66 at 8192 of segment-0000000000000001.plog");
    }

    @Test
    void tornTailWhenAStalledWriteHasTheWindowFullBehindIt()
    {
        log.maxWritesInFlight(2);
        written(5);
        final List<InFlight> pages = windowBehind(0);
        log.put(pages.get(pages.size() - 1).page(), pages.get(pages.size() - 1).content());

        assertEquals(RecoveryVerdict.TORN_TAIL, log.inspect().verdict());
    }

    @Test
    void damagedBelowWindowWhenAPageLiesBeyondTheWindow()
    {
        log.maxWritesInFlight(2);
        written(5);
        final List<InFlight> pages = windowBehind(1);
        final InFlight last = pages.get(pages.size() - 1);
        // As if it claimed nothing: only the window tells.
        log.put(last.page(), claiming(last.content(), last.page() - pages.get(0).page()));

        final RecoveredLog found = log.inspect();
        assertEquals(RecoveryVerdict.DAMAGED_BELOW_WINDOW, found.verdict());
        assertEquals(pages.get(0).page(), found.cutPage());
    }

    @Test
    void windowIsTheOneOfTheEpochNotOfTheConfiguration()
    {
        log.maxWritesInFlight(2);
        written(5).close();
        log.maxWritesInFlight(8).open();
        log.append(2);
        final List<InFlight> pages = log.appendInFlight(8);
        log.crash().put(pages.get(7).page(), pages.get(7).content());

        assertEquals(RecoveryVerdict.TORN_TAIL, log.inspect().verdict());
        log.maxWritesInFlight(1).open();
        assertEquals(8, log.log().assembler().nextSequence());
        log.close();
    }

    @Test
    void damagedNotTornWhenAPageDoesNotContinueTheOneBefore()
    {
        written(5).crash();
        final long last = FIRST_DATA + 4;
        log.put(last, sealed(log.page(last), (page) -> page.previousCrc32c(4711)));

        assertEquals(RecoveryVerdict.DAMAGED_NOT_TORN, log.inspect().verdict());
        refuses("does not continue");
    }

    @Test
    void damagedNotTornWhenAPageLeavesASequenceOut()
    {
        written(5).crash();
        final long last = FIRST_DATA + 4;
        log.put(last, sealed(log.page(last), (page) -> page.firstSequence(6)));

        assertEquals(RecoveryVerdict.DAMAGED_NOT_TORN, log.inspect().verdict());
        refuses("does not continue");
    }

    @Test
    void damagedNotTornWhenASegmentDoesNotContinueTheOneBefore()
    {
        written(DATA_PAGES);
        final InFlight open = log.appendInFlight(2).get(0);
        log.crash().put(open.page(), sealed(open.content(), (page) -> page.previousCrc32c(4711)));

        assertEquals(PAGES + OPEN, log.inspect().cutPage());
        assertEquals(RecoveryVerdict.DAMAGED_NOT_TORN, log.inspect().verdict());
        refuses("does not continue");
    }

    @Test
    void damagedNotTornWhenRecordsMakeNoSense()
    {
        written(5).crash();
        final long last = FIRST_DATA + 4;
        log.put(last, sealed(log.page(last), (page) -> page.usedLength(80)));

        assertEquals(RecoveryVerdict.DAMAGED_NOT_TORN, log.inspect().verdict());
        refuses("make no sense");
    }

    @Test
    void damagedBelowAnchorWhenAllOfTheNewestEpochIsGone()
    {
        written(5).close();
        log.open();
        log.append(DATA_PAGES + 5).close();
        for (long page = PAGES; page < 3 * PAGES; page++)
        {
            if (page % PAGES >= OPEN)
            {
                log.zero(page);
            }
        }

        assertEquals(RecoveryVerdict.DAMAGED_BELOW_ANCHOR, log.inspect().verdict());
    }

    @Test
    void damagedBelowAnchorWhenEverythingIsGone()
    {
        written(DATA_PAGES + 5).crash();
        for (long page = 0; page < 2 * PAGES; page++)
        {
            if (page % PAGES >= OPEN)
            {
                log.zero(page);
            }
        }

        assertTrue(log.inspect().isDamaged());
    }

    @Test
    void everyVerdictHasATest()
    {
        final Set<String> prefixes = new HashSet<>();
        for (final RecoveryVerdict verdict : RecoveryVerdict.values())
        {
            prefixes.add(verdict.name().replace("_", "").toLowerCase());
        }
        for (final Method method : RecoveryTest.class.getDeclaredMethods())
        {
            prefixes.removeIf((prefix) -> method.getName().toLowerCase().startsWith(prefix + "when"));
        }
        assertEquals(Set.of(), prefixes);
    }

    @Test
    void cutsInsideAMessageThatSpansPagesAndSegments()
    {
        log.messageLength(20_000);
        log.open();
        log.append(11);
        // The twelfth lies across the roll; it is whole only with its last page.
        final List<InFlight> pages = log.appendInFlight(5);
        log.crash();
        for (int whole = 0; whole <= pages.size(); whole++)
        {
            final TestLog copy = log.copy();
            pages.stream().limit(whole).forEach((page) -> copy.put(page.page(), page.content()));
            final long before = copy.read();
            assertTrue(11 <= before && before <= 13);
            copy.open();
            copy.append(2).close();
            assertEquals(before + 2, copy.read(), whole + " pages");
            assertEquals(LogVerification.Verdict.CLEAN, copy.verify().verdict());
        }
    }

    @Test
    void whatWasServedStaysAfterAPowerCut()
    {
        written(DATA_PAGES - 1);
        final List<InFlight> pages = log.appendInFlight(4);
        log.crash();
        pages.forEach((page) -> log.content(page.page()).putInCache((int)(page.page() % PAGES), page.content()));

        final TestLog notRead = log.copy();
        notRead.directory().losePower();
        assertEquals(DATA_PAGES - 1, notRead.read());
        assertEquals(DATA_PAGES + 2, log.read());
        log.directory().losePower();
        assertEquals(DATA_PAGES + 2, log.read());
    }

    /**
     * An epoch that holds nothing but its OPEN page is skipped by the next: also for who has read that page.
     */
    @Test
    void aReaderFollowsAcrossRestarts()
    {
        written(3);
        try (LogReader reader = LogReader.open(log.io(), TestLog.PATH))
        {
            for (int epoch = 2; epoch <= 5; epoch++)
            {
                while (reader.next())
                {
                    assertTrue(reader.sequence() <= log.log().flusher().committedSequence());
                }
                log.crash().open();
            }
            log.append(2);
            assertTrue(reader.next());
            assertTrue(reader.next());
            assertEquals(5, reader.sequence());
            assertFalse(reader.next());
            log.close();
        }
    }

    @Test
    void orphansOfTwoCrashesMayBeThereOrNot()
    {
        log.maxWritesInFlight(8);
        written(DATA_PAGES - 2);
        final List<InFlight> pages = log.appendInFlight(8);
        log.crash();
        // A hole before the roll: segment 1 is an orphan. Then an epoch that does not come to its OPEN page.
        pages.stream().skip(1).forEach((page) -> log.put(page.page(), page.content()));
        final long kept = DATA_PAGES - 2;
        assertEquals(kept, log.read());
        log.openUpToOpenPage(true);
        assertEquals(2, log.inspect().anchor().highestActivated());
        final TestLog orphaned = log.copy();
        assertEquals(kept, orphaned.read());
        orphaned.open();
        orphaned.append(2).crash();
        assertEquals(kept + 2, orphaned.read());

        for (int present = 0; present < 4; present++)
        {
            final TestLog copy = orphaned.copy();
            for (int i = 0; i < 2; i++)
            {
                copy.directory().remove(LogFormat.segmentName(1 + i));
                if ((present >> i & 1) != 0)
                {
                    copy.directory().put(
                        LogFormat.segmentName(1 + i), log.copy().content((long)(1 + i) * PAGES));
                }
            }
            assertEquals(kept + 2, copy.read(), "present " + present);
            assertEquals(LogVerification.Verdict.CLEAN, copy.verify().verdict(), "present " + present);
            copy.open();
            copy.append(1).close();
            assertEquals(kept + 3, copy.read(), "present " + present);
        }
    }

    private TestLog written(final int count)
    {
        log.open();
        return log.append(count);
    }

    /**
     * Pages up to and including the last that may be written while the first is in flight, and more beyond that.
     */
    private List<InFlight> windowBehind(final int beyond)
    {
        final int window = log.context().writeWindow();
        final List<InFlight> pages = new ArrayList<>(log.appendInFlight(1));
        log.io().writer().hold(false);
        for (int i = 1; i < window + beyond; i++)
        {
            log.append(1);
            final long page = pages.get(0).page() + i;
            pages.add(new InFlight(page, log.page(page)));
        }
        log.crash();
        pages.forEach((page) -> log.zero(page.page()));
        final InFlight last = pages.remove(pages.size() - 1);
        pages.add(new InFlight(last.page(), claiming(last.content(), last.page() - pages.get(0).page())));

        return pages;
    }

    private void refuses(final String text)
    {
        final DamagedLogException refusal = assertThrows(DamagedLogException.class, log::read);
        assertTrue(refusal.getMessage().contains(text), refusal::getMessage);
        assertThrows(DamagedLogException.class, log::open);
        assertEquals(LogVerification.Verdict.DAMAGED, log.verify().verdict());
    }

    private static byte[] claiming(final byte[] page, final long lag)
    {
        return sealed(page, (header) -> header.commitLag(lag));
    }

    private static byte[] sealed(final byte[] page, final Consumer<PageHeaderEncoder> change)
    {
        final byte[] copy = page.clone();
        final PageHeaderEncoder header = new PageHeaderEncoder().wrap(new UnsafeBuffer(copy), 0);
        change.accept(header);
        final CRC32C crc = new CRC32C();
        crc.update(ByteBuffer.wrap(copy, 4, copy.length - 4));
        header.crc32c(crc.getValue());
        return copy;
    }

    private static byte[] flip(final byte[] page, final int index)
    {
        page[index] ^= 1;
        return page;
    }
}
