/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.log;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class SlowWriteReportTest
{
    private final List<Throwable> reports = new ArrayList<>();
    private long nowNs = Long.MAX_VALUE - 50;

    private final FlushTimes times = new FlushTimes(() -> nowNs, 100);
    private final SlowWriteReport report = new SlowWriteReport(
        times, new LogContext().directory(Path.of("/here")).nanoClock(() -> nowNs).errorHandler(reports::add));

    @Test
    void isMadeWhileTheWriteIsInFlightAndOnceForEachTime()
    {
        times.oldest(nowNs);
        nowNs += 99;
        report.check();
        assertEquals(0, reports.size());
        assertFalse(report.isReported());

        nowNs++;
        report.check();
        report.check();
        assertEquals(1, reports.size());
        assertTrue(reports.get(0).getMessage().startsWith("writes to /here take longer"), reports.get(0).getMessage());

        times.completed(500);
        times.noneInFlight();
        report.check();
        nowNs += SlowWriteReport.CALM_NS - 1;
        report.check();
        assertEquals(1, reports.size());
        assertTrue(report.isReported());

        nowNs += 1;
        report.check();
        assertFalse(report.isReported());
        times.completed(100);
        report.check();
        assertEquals(2, reports.size(), "also of a write that was over before anybody looked");
        assertEquals(reports.get(0).getMessage(), reports.get(1).getMessage());
    }
}
