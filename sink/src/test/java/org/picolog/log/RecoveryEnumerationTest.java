/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.io.MemoryDrive;
import org.picolog.log.TestLog.InFlight;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

/**
 * Every state that a power cut can leave eight pages in flight in: none of a page, some of it or all of it. Then the
 * log is opened, appended to and cut off again.
 */
class RecoveryEnumerationTest
{
    private static final int IN_FLIGHT = 8;
    private static final int COMBINATIONS = 6561;
    private static final int SECOND_IN_FLIGHT = 2;
    private static final int SECOND_COMBINATIONS = 9;
    private static final int STRIDE = Boolean.getBoolean("picolog.test.exhaustive") ? 1 : 37;

    @ParameterizedTest
    @CsvSource({
        "20, 0, false", "57, 0, false", "60, 0, true", "61, 0, false", "20, 3, true", "59, 4, false"})
    void cutsAtTheFirstPageThatIsNotWhole(final int durable, final int completed, final boolean isRecycled)
    {
        final TestLog reference = new TestLog();
        reference.open();
        reference.append(durable);
        final List<InFlight> first = completed > 0 ? reference.appendInFlight(completed) : List.of();
        complete(reference);
        final TestLog base = reference.copy();
        if (isRecycled)
        {
            recycle(base);
        }
        final List<InFlight> pages = reference.appendInFlight(IN_FLIGHT);
        reference.crash();
        assertEquals(completed, first.size());
        final int messages = (int)base.inspect().end().nextSequence() - 1;

        for (int combination = 0; combination < COMBINATIONS; combination++)
        {
            final String name = durable + "+" + completed + " durable, combination " +
                Integer.toString(combination, 3);
            final TestLog log = base.copy();
            final int whole = materialise(log, pages, combination);
            check(log, name, messages, pages, combination, whole);
            if (0 == combination % STRIDE)
            {
                goOn(log, name);
            }
        }
    }

    /**
     * The same, but the first of the pages were durable when the last of them were sealed, and these say so: where one
     * of the last is there, each of the first must be.
     */
    @ParameterizedTest
    @ValueSource(ints = {20, 57, 59})
    void refusesWhereAPageIsGoneThatAnotherOneClaims(final int durable)
    {
        final TestLog reference = new TestLog();
        reference.open();
        reference.append(durable);
        final TestLog base = reference.copy();
        final List<InFlight> claimed = reference.appendInFlight(IN_FLIGHT / 2);
        complete(reference);
        final List<InFlight> claiming = reference.appendInFlight(IN_FLIGHT / 2);
        reference.crash();

        final List<InFlight> pages = new ArrayList<>(claimed);
        pages.addAll(claiming);
        for (int combination = 0; combination < COMBINATIONS; combination++)
        {
            final String name = durable + " durable, combination " + Integer.toString(combination, 3);
            final TestLog log = base.copy();
            final int whole = materialise(log, pages, combination);
            final boolean isClaimed = isAnyWhole(combination, IN_FLIGHT / 2);
            if (whole < IN_FLIGHT / 2 && isClaimed)
            {
                // Recovery does not read what is before its walk; readers and verifying do.
                final RecoveredLog found = log.inspect();
                if (pages.get(whole).page() / TestLog.PAGES == found.greatestClaim() / TestLog.PAGES)
                {
                    assertEquals(RecoveryVerdict.DAMAGED_BELOW_CLAIM, found.verdict(), name);
                    assertEquals(pages.get(whole).page(), found.cutPage(), name);
                }
                assertThrows(DamagedLogException.class, log::read, name);
                if (0 == combination % STRIDE)
                {
                    assertEquals(pages.get(whole).page(), log.verify().findings().get(0).page(), name);
                }
            }
            else
            {
                check(log, name, durable, pages, combination, whole);
            }
        }
    }

    private static void complete(final TestLog log)
    {
        log.io().writer().hold(false);
        while (!log.log().flusher().isIdle())
        {
            log.log().flusher().doWork();
        }
    }

    /**
     * As if the segments had been in use before: what is unwritten holds whole pages of another salt.
     */
    private static void recycle(final TestLog log)
    {
        final TestLog earlier = new TestLog(new MemoryDrive(), 12345).messageLength(1_000);
        earlier.open();
        earlier.append(3 * TestLog.DATA_PAGES).crash();
        for (long page = 0; page < 3 * TestLog.PAGES; page++)
        {
            if (log.directory().list().contains(LogFormat.segmentName(page / TestLog.PAGES)) &&
                Arrays.equals(new byte[4096], log.page(page)))
            {
                log.put(page, earlier.page(page));
            }
        }
    }

    /**
     * @return how many of the pages are whole before the first that is not.
     */
    private static int materialise(final TestLog log, final List<InFlight> pages, final int combination)
    {
        int rest = combination;
        int whole = 0;
        boolean isPrefix = true;
        for (final InFlight page : pages)
        {
            switch (rest % 3)
            {
                case 0 -> isPrefix = false;
                case 1 ->
                {
                    log.tear(page);
                    isPrefix = false;
                }
                default ->
                {
                    log.put(page.page(), page.content());
                    whole += isPrefix ? 1 : 0;
                }
            }
            rest /= 3;
        }
        return whole;
    }

    private static boolean isAnyWhole(final int combination, final int from)
    {
        int rest = combination;
        for (int i = 0; i < from; i++)
        {
            rest /= 3;
        }
        return Integer.toString(rest, 3).indexOf('2') >= 0;
    }

    private static void check(
        final TestLog log,
        final String name,
        final int durable,
        final List<InFlight> pages,
        final int combination,
        final int whole)
    {
        final RecoveredLog found = log.inspect();
        assertFalse(found.isDamaged(), () -> name + ": " + found);
        // What was written after the prefix leaves a trace.
        int afterPrefix = combination;
        for (int i = 0; i < whole; i++)
        {
            afterPrefix /= 3;
        }
        assertEquals(0 == afterPrefix ? RecoveryVerdict.CLEAN : RecoveryVerdict.TORN_TAIL, found.verdict(), name);

        if (whole < pages.size())
        {
            assertEquals(pages.get(whole).page(), found.cutPage(), name);
        }
        final long openPages =
            pages.stream().limit(whole).filter((page) -> 2 == page.page() % TestLog.PAGES).count();
        assertEquals(durable + whole - openPages + 1, found.end().nextSequence(), name);
        if (0 == combination % 5)
        {
            assertEquals(found, log.inspect(), name);
        }
    }

    /**
     * Open, append, be cut off once more, in every way, and once more.
     */
    private static void goOn(final TestLog log, final String name)
    {
        final long before = log.inspect().end().nextSequence() - 1;
        log.open();
        assertEquals(before + 1, log.log().assembler().nextSequence(), name);
        log.append(1);
        final TestLog base = log.copy();
        final List<InFlight> pages = log.appendInFlight(SECOND_IN_FLIGHT);
        log.crash();

        for (int combination = 0; combination < SECOND_COMBINATIONS; combination += 1 == STRIDE ? 1 : 4)
        {
            final TestLog second = base.copy();
            final int whole = materialise(second, pages, combination);
            final String secondName = name + ", then " + Integer.toString(combination, 3);
            assertEquals(before + 1 + whole, second.read(), secondName);
            assertFalse(second.inspect().isDamaged(), secondName);
            second.open();
            assertEquals(before + 2 + whole, second.log().assembler().nextSequence(), secondName);
            second.append(1).close();
            assertEquals(before + 2 + whole, second.read(), secondName);
            assertEquals(LogVerification.Verdict.CLEAN, second.verify().verdict(), secondName);
        }
    }
}
