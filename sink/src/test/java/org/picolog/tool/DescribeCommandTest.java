/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

class DescribeCommandTest
{
    @TempDir
    private Path directory;

    @TempDir
    private Path copy;

    @Test
    void showsWhoMayAppendAndNoMessageOfARecordOfControl()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(2, 100).claimed(42, 1).append(2, 100).claimed(42, 2).append(1, 100);
        }

        final String described = ToolRun.of("describe", directory).out();
        assertTrue(described.contains("publisher  42, epoch 2"), described);
        assertTrue(described.contains("messages   5, sequences 1 to 5"), described);
        final String verified = ToolRun.of("verify", directory).out();
        assertTrue(verified.contains("publisher 42, epoch 2"), verified);
        // Two of an abandoned message, two of a publisher, one on closing.
        assertTrue(verified.contains("(5 control)"), verified);
        assertTrue(verified.contains("messages  5, sequences 1 to 5"), verified);
        final ToolRun dumped = ToolRun.of("dump", directory);
        assertEquals(ExitCode.OK, dumped.exitCode(), dumped.toString());
        assertEquals(5, dumped.out().lines().filter((line) -> line.startsWith("sequence ")).count(), dumped.out());
        assertFalse(dumped.out().contains("length 16"), dumped.out());
        assertEquals("42", String.valueOf(describeAsJson(ExitCode.OK).get("publisherId")));
    }

    @Test
    void describesAClosedLog()
    {
        TestLog.write(directory, 10_000, 100);

        final ToolRun run = ToolRun.of("describe", directory);

        assertEquals("", run.err());
        assertEquals(ExitCode.OK, run.exitCode());
        assertTrue(run.out().startsWith("Log "), run.out());
        assertTrue(run.out().contains("format     1.0, pages of 4096 bytes"), run.out());
        assertTrue(run.out().contains("clean"), run.out());
        assertTrue(run.out().contains("10000, sequences 1 to 10000"), run.out());
        assertTrue(run.out().contains("2026-01-01T00:00:00.000000000Z"), run.out());
    }

    @Test
    void describesEverySegmentWithoutGapOrOverlap()
    {
        TestLog.write(directory, 10_000, 100);

        final Map<String, Object> log = describeAsJson(ExitCode.OK);

        assertEquals("CLEAN", log.get("verdict"));
        assertEquals(false, log.get("isLive"));
        assertNull(log.get("writerProcessId"));
        assertNumber(262_144, log.get("segmentLength"));
        long next = 1;
        int live = 0;
        for (final Map<String, Object> segment : list(log, "segments"))
        {
            if ("live".equals(segment.get("state")))
            {
                live++;
                assertNumber(next, segment.get("firstSequence"));
                next = ((BigDecimal)segment.get("lastSequence")).longValueExact() + 1;
                assertNumber(1, segment.get("epoch"));
                assertNumber(TestLog.START_NS, segment.get("firstTimestampNs"));
            }
            else
            {
                assertEquals("prepared", segment.get("state"));
                assertNumber(0, segment.get("pagesUsed"));
                assertNull(segment.get("firstSequence"));
            }
        }
        assertEquals(10_001, next);
        assertTrue(live >= 4, () -> log.toString());
        assertEquals(new BigDecimal("100.0"), list(log, "segments").get(0).get("fillPercent"));
    }

    @Test
    void describesEpochsAndTheirCuts()
    {
        TestLog.write(directory, 10, 100);
        TestLog.write(directory, 20, 100);
        try (TestLog log = new TestLog(directory).time(TestLog.START_NS + 1_000_000_000L))
        {
            log.append(5, 100);
        }

        final List<Map<String, Object>> epochs = list(describeAsJson(ExitCode.OK), "epochs");

        assertEquals(3, epochs.size());
        assertNumber(1, epochs.get(0).get("startSequence"));
        assertNull(epochs.get(0).get("cutPage"));
        assertNumber(11, epochs.get(1).get("startSequence"));
        assertNumber(31, epochs.get(2).get("startSequence"));
        assertNumber(3, epochs.get(2).get("epoch"));
        // Four writes of four pages in flight, and two header pages for each.
        assertNumber(24, epochs.get(2).get("writeWindow"));
        assertTrue(((BigDecimal)epochs.get(2).get("cutPage")).longValueExact() > 64);
    }

    @Test
    void describesAnEmptyLog()
    {
        new TestLog(directory).close();

        final ToolRun run = ToolRun.of("describe", directory);

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains("messages   none"), run.out());
    }

    @Test
    void describesALiveLogUpToWhatIsDurable()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(3_000, 100);
            log.add(new byte[100]);

            final Map<String, Object> live = describeAsJson(ExitCode.OK);

            assertEquals(true, live.get("isLive"));
            assertNumber(ProcessHandle.current().pid(), live.get("writerProcessId"));
            assertNull(live.get("verdict"));
            assertNumber(3_000, live.get("lastSequence"));

            log.append(3_000, 100);

            assertNumber(6_001, describeAsJson(ExitCode.OK).get("lastSequence"));
            assertTrue(ToolRun.of("describe", directory).out().contains("has the log open"));
        }
    }

    @Test
    void describesALogThatIsPurged()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(10_000, 100);
            log.log().purgeBelow(2);
            log.append(3_000, 100);

            assertPurged();
        }

        assertPurged();
    }

    private void assertPurged()
    {
        final Map<String, Object> log = describeAsJson(ExitCode.OK);
        assertNumber(2, log.get("firstRetained"));
        assertNumber(2, list(log, "segments").get(0).get("segment"));
        assertEquals(list(log, "segments").get(0).get("firstSequence"), log.get("firstSequence"));
        assertTrue(((BigDecimal)log.get("firstSequence")).longValueExact() > 4_000, log::toString);
        assertNumber(13_000, log.get("lastSequence"));
        assertEquals(List.of(), log.get("epochs"));
    }

    @Test
    void describesATornTail()
    {
        tear();

        final ToolRun run = ToolRun.of("describe", copy);

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains("torn tail: nothing that was acknowledged is lost"), run.out());
        assertTrue(run.out().contains("CRC-32C does not match"), run.out());
    }

    @Test
    void namesTheSegmentThatALaterEpochLeftBehind()
    {
        tear();
        TestLog.write(copy, 10, 100);

        final Map<String, Object> log = StrictJson.object(ToolRun.of("describe", "--json", copy).out());

        assertEquals("CLEAN", log.get("verdict"));
        assertNumber(2, list(log, "epochs").get(1).get("epoch"));
    }

    @Test
    void namesASegmentThatTheLogEndsBefore()
    {
        // A roll in flight: the power went before page 61, and after the OPEN page of the next segment.
        try (TestLog log = new TestLog(directory))
        {
            log.addUnclaimed(66, 4_000).flush();
            TestLog.copy(directory, copy);
        }
        TestLog.damage(TestLog.segment(copy, 0), 60);

        final Map<String, Object> log = StrictJson.object(ToolRun.of("describe", "--json", copy).out());

        assertEquals("TORN_TAIL", log.get("verdict"), log::toString);
        assertEquals("live", list(log, "segments").get(0).get("state"));
        assertNumber(58, list(log, "segments").get(0).get("pagesUsed"));
        assertEquals("orphan", list(log, "segments").get(1).get("state"));
        assertEquals("prepared", list(log, "segments").get(2).get("state"));
    }

    @Test
    void describesWhatIsLeftOfADamagedLog()
    {
        TestLog.write(directory, 10_000, 100);
        final int last = (int)list(describeAsJson(ExitCode.OK), "segments").stream()
            .filter((segment) -> "live".equals(segment.get("state"))).count() - 1;
        TestLog.damage(TestLog.segment(directory, last), 3);

        final ToolRun run = ToolRun.of("describe", directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode());
        assertTrue(run.out().contains("damaged: data is gone that was acknowledged"), run.out());
        assertTrue(run.out().contains("finding"), run.out());
        final Map<String, Object> log = describeAsJson(ExitCode.DAMAGED);
        assertTrue(((String)log.get("verdict")).startsWith("DAMAGED"));
        assertNumber(1, log.get("firstSequence"));
    }

    @Test
    void describesALogWhoseChainIsBroken()
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 1), 2);

        final Map<String, Object> log = describeAsJson(ExitCode.DAMAGED);

        assertTrue(((String)log.get("finding")).contains("OPEN page"), log::toString);
        assertEquals("unknown", list(log, "segments").get(0).get("state"));
        assertEquals("damaged", list(log, "segments").get(1).get("state"));
    }

    @Test
    void namesASegmentWhoseHeaderIsGone()
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 0), 0);
        TestLog.damage(TestLog.segment(directory, 0), 1);

        final Map<String, Object> log = describeAsJson(ExitCode.DAMAGED);

        assertEquals("damaged", list(log, "segments").get(0).get("state"));
        assertTrue(((String)list(log, "segments").get(0).get("finding")).contains("header"), log::toString);
        assertFalse(list(log, "segments").stream().anyMatch((segment) -> "orphan".equals(segment.get("state"))));
    }

    @Test
    void saysThatASegmentIsMissing() throws Exception
    {
        TestLog.write(directory, 10_000, 100);
        Files.delete(TestLog.segment(directory, 1));

        final ToolRun run = ToolRun.of("describe", directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode());
        assertTrue(run.out().contains("by the anchor segments 0 to"), run.out());
    }

    /**
     * A log whose writer was killed while its last page was on the way.
     */
    private void tear()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(100, 100);
            log.append(1, 100);
            TestLog.copy(directory, copy);
        }
        final ToolRun run = ToolRun.of("describe", "--json", copy);
        final Map<String, Object> found = StrictJson.object(run.out());
        assertEquals("CLEAN", found.get("verdict"), run.out());
        final long pages = ((BigDecimal)found.get("pagesUsed")).longValueExact();
        TestLog.damage(TestLog.segment(copy, 0), (int)(2 + pages - 1));
    }

    private Map<String, Object> describeAsJson(final int exitCode)
    {
        final ToolRun run = ToolRun.of("describe", "--json", directory);
        assertEquals("", run.err());
        assertEquals(exitCode, run.exitCode());
        assertEquals(1, run.lines().size());
        return StrictJson.object(run.out());
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(final Map<String, Object> object, final String name)
    {
        return (List<Map<String, Object>>)object.get(name);
    }

    private static void assertNumber(final long expected, final Object actual)
    {
        assertEquals(new BigDecimal(expected), actual);
    }
}
