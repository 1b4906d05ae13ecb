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
    private static final boolean IS_WHOLE = Boolean.getBoolean("picolog.test.exhaustive");
    private static final int STRIDE = IS_WHOLE ? 1 : 37;
    private static final int BROKEN_STEP = IS_WHOLE ? 1 : 5;

    /**
     * Such that the states have nothing in common.
     */
    private static final int BROKEN_STRIDE = IS_WHOLE ? 1 : 2003;
    private static final int TWICE_STRIDE = IS_WHOLE ? 83 : 4006;
    private static final int THRICE_STRIDE = 2003;

    /**
     * A log before the pages went into flight, and these.
     *
     * @param base     the log.
     * @param pages    in flight.
     * @param messages that are durable.
     */
    private record History(TestLog base, List<InFlight> pages, int messages)
    {
        static History of(
            final int durable, final int completed, final boolean isRecycled, final boolean isRestarted)
        {
            final TestLog reference = new TestLog();
            reference.open();
            reference.append(durable);
            if (isRestarted)
            {
                reference.crash();
                reference.open();
                reference.append(durable);
            }
            final List<InFlight> first = completed > 0 ? reference.appendInFlight(completed) : List.of();
            assertEquals(completed, first.size());
            complete(reference);
            final TestLog base = reference.copy();
            if (isRecycled)
            {
                recycle(base);
            }
            final List<InFlight> pages = reference.appendInFlight(IN_FLIGHT);
            reference.crash();
            return new History(base, pages, (isRestarted ? 2 : 1) * durable + completed - openPages(first));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "20, 0, false", "57, 0, false", "60, 0, true", "61, 0, false", "20, 3, true", "59, 4, false"})
    void cutsAtTheFirstPageThatIsNotWhole(final int durable, final int completed, final boolean isRecycled)
    {
        final History history = History.of(durable, completed, isRecycled, false);
        for (int combination = 0; combination < COMBINATIONS; combination++)
        {
            final String name = durable + "+" + completed + " durable, combination " +
                Integer.toString(combination, 3);
            final TestLog log = history.base().copy();
            final int whole = materialise(log, history.pages(), combination);
            check(log, name, history.messages(), history.pages(), combination, whole);
            if (0 == combination % STRIDE)
            {
                goOn(log, name);
            }
        }
    }

    /**
     * The states times the position of a roll among the pages, times a restart, times where the opening afterwards is
     * broken off, three deep: from each state once, from some of them twice and from a few three times.
     */
    @ParameterizedTest
    @CsvSource({
        "20, false", "54, false", "55, false", "56, false", "57, false", "58, false", "59, false", "60, false",
        "61, false", "20, true", "54, true", "55, true", "56, true", "57, true", "58, true", "59, true", "60, true",
        "61, true"})
    void comesToTheSameEndWhereverOpeningIsBrokenOff(final int durable, final boolean isRestarted)
    {
        final History history = History.of(durable, 0, 0 == durable % 2, isRestarted);
        for (int combination = 0; combination < COMBINATIONS; combination += BROKEN_STRIDE)
        {
            final String name = durable + " durable" + (isRestarted ? ", restarted" : "") + ", combination " +
                Integer.toString(combination, 3);
            final TestLog log = history.base().copy();
            final int whole = materialise(log, history.pages(), combination);
            check(log, name, history.messages(), history.pages(), combination, whole);
            final int there = history.messages() + whole - openPages(history.pages().subList(0, whole));
            new BrokenOpening(log, there, name).breakOff(BROKEN_STEP, stepsOf(combination));
        }
    }

    private static int[] stepsOf(final int combination)
    {
        return IS_WHOLE && 0 == combination % THRICE_STRIDE ? new int[] {2, 3} :
            0 == combination % TWICE_STRIDE ? new int[] {1 + BROKEN_STEP} : new int[0];
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

    /**
     * Pages that begin a segment, and hold no message.
     */
    private static int openPages(final List<InFlight> pages)
    {
        return (int)pages.stream().filter((page) -> LogFormat.SEGMENT_HEADER_PAGES == page.page() % TestLog.PAGES)
            .count();
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
        assertEquals(
            durable + whole - openPages(pages.subList(0, whole)) + 1, found.end().nextSequence(), name);
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
