/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.demo;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.LogConfiguration;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VerificationTest
{
    private static final int TRADES = 1_000;

    @TempDir
    private static Path temporary;

    private static Path log;

    @BeforeAll
    static void writeLog()
    {
        System.setProperty(LogConfiguration.SEGMENT_LENGTH_PROP_NAME, "2m");
        log = temporary.resolve("log");
        final DemoRun run = DemoRun.of("--trades", Integer.toString(TRADES), "--dir", log.toString());
        assertEquals(0, run.status(), run::toString);
    }

    @AfterAll
    static void useDefaultSegments()
    {
        System.clearProperty(LogConfiguration.SEGMENT_LENGTH_PROP_NAME);
    }

    @Test
    void countsWhatIsIdentical()
    {
        assertEquals(TRADES, verify(Demo.SEED, TRADES, TRADES));
    }

    @Test
    void toleratesWhatWasNotCommitted()
    {
        assertEquals(TRADES, verify(Demo.SEED, TRADES - 10, TRADES + 10));
    }

    @Test
    void tellsOtherTrades()
    {
        assertDifferent("of trade 1 is", Demo.SEED + 1, TRADES, TRADES);
    }

    @Test
    void tellsMissingTrades()
    {
        assertDifferent("1000 trades were recovered, but 1001", Demo.SEED, TRADES + 1, TRADES + 1);
    }

    @Test
    void tellsTradesThatWereNotPublished()
    {
        assertDifferent("trade 1000 was recovered, but only 999", Demo.SEED, TRADES - 1, TRADES - 1);
    }

    private static void assertDifferent(
        final String message, final long seed, final long committed, final long published)
    {
        final DemoException ex = assertThrows(DemoException.class, () -> verify(seed, committed, published));
        assertEquals(ExitStatus.DIFFERENT, ex.status());
        assertTrue(ex.getMessage().contains(message), ex::getMessage);
    }

    private static long verify(final long seed, final long committed, final long published)
    {
        return new Verification().verify(log, new GeneratedTrades(seed), committed, published);
    }
}
