/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.junit.jupiter.api.Test;

import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class ResultsTest
{
    private static final Scenario DEVICE = new Scenario("device", Kind.DEVICE_LATENCY, 0, 0);
    private static final Scenario OPEN = new Scenario("open", Kind.OPEN_LOOP, 100, 1_000);

    private final Results results = new Results();

    @Test
    void failedRunsAreInNoMedian()
    {
        results.add(OPEN, open(10));
        results.add(OPEN, Measurement.of(Map.of(Metric.COMMIT_P50_US, 1.0), "reached 1 of 2"));
        results.add(OPEN, open(30));

        assertEquals(20, results.median(OPEN, Metric.COMMIT_P50_US));
        assertEquals(2, results.passedCount(OPEN));
        assertFalse(results.hasBroken());
    }

    @Test
    void theMiddleOneOfAnOddNumberIsTheMedian()
    {
        results.add(OPEN, open(300));
        results.add(OPEN, open(10));
        results.add(OPEN, open(20));

        assertEquals(20, results.median(OPEN, Metric.COMMIT_P50_US));
    }

    @Test
    void withoutARunThatCountsThereIsNeitherMedianNorRatio()
    {
        results.add(DEVICE, Measurement.of(Map.of(Metric.WRITE_P50_US, 80.0)));
        results.add(OPEN, Measurement.broken("no"));

        assertTrue(Double.isNaN(results.median(OPEN, Metric.COMMIT_P50_US)));
        assertTrue(results.ratios().isEmpty());
        assertTrue(results.hasBroken());
    }

    @Test
    void ratiosAreOfMedians()
    {
        results.add(DEVICE, Measurement.of(Map.of(Metric.WRITE_P50_US, 80.0)));
        results.add(OPEN, open(160));

        assertEquals(1, results.ratios().size());
        assertEquals(2.0, results.ratios().get(0).value());
    }

    @Test
    void picologIsComparedWithTheBestDurablePeer()
    {
        results.add(of("picolog-shared", true), open(100));
        results.add(of("archive-0", false), open(1));
        results.add(of("archive-1", true), open(400));
        results.add(of("chronicle", true), open(200));
        results.add(of("filechannel", true), Measurement.broken("no"));

        assertEquals(1, results.ratios().size());
        assertEquals("chronicle", results.ratios().get(0).to().name());
        assertEquals(0.5, results.ratios().get(0).value());
    }

    private static Scenario of(final String name, final boolean isDurable)
    {
        return new Scenario(
            name, new SystemUnderTest(name, name, isDurable, "", null), Kind.OPEN_LOOP, 100, 1_000);
    }

    private static Measurement open(final double commitUs)
    {
        return Measurement.of(Map.of(Metric.COMMIT_P50_US, commitUs));
    }
}
