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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

class RepairCommandTest
{
    @TempDir
    private Path directory;

    @Test
    void hasNothingToDoForAGoodLog() throws Exception
    {
        TestLog.write(directory, 1_000, 100);
        final Map<String, byte[]> before = files();

        final ToolRun run = ToolRun.of("repair", directory, "--yes");

        assertEquals(ExitCode.OK, run.exitCode(), run.toString());
        assertTrue(run.out().contains("Nothing to repair."), run.out());
        assertSame(before, files());
    }

    @Test
    void saysWhatItWouldDoAndDoesItOnlyWhenTold() throws Exception
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 1), 10);
        final Map<String, byte[]> before = files();
        final String named = "segment-%016d.plog".formatted(((BigDecimal)StrictJson.object(
            ToolRun.of("describe", "--json", directory).out()).get("highestActivated")).longValueExact());

        final ToolRun plan = ToolRun.of("repair", directory);

        assertEquals(ExitCode.UNCONFIRMED, plan.exitCode(), plan.toString());
        assertSame(before, files());
        final String gone = plan.lines().stream().filter((line) -> line.startsWith("gone")).findFirst().orElseThrow();
        assertTrue(gone.matches("gone +sequences \\d+ to 10000.*"), gone);
        assertTrue(plan.out().contains("would be kept as"), plan.out());
        assertTrue(plan.out().contains("--yes"), plan.out());

        final ToolRun repair = ToolRun.of("repair", directory, "--yes");

        assertEquals(ExitCode.OK, repair.exitCode(), repair.toString());
        assertTrue(repair.lines().contains(gone), repair.out());
        assertTrue(repair.out().contains("Repaired."), repair.out());
        final Map<String, byte[]> after = files();
        before.forEach((name, content) ->
        {
            // What was only prepared is no original.
            if (name.endsWith(".plog") && name.compareTo(named) <= 0)
            {
                assertTrue(
                    after.values().stream().anyMatch((kept) -> Arrays.equals(kept, content)), name);
            }
        });

        assertEquals(ExitCode.OK, ToolRun.of("verify", directory).exitCode());
        final long firstGone = Long.parseLong(gone.split(" +")[2]);
        final ToolRun dump = ToolRun.of("dump", "--from=" + (firstGone - 1), directory);
        assertEquals(ExitCode.OK, dump.exitCode(), dump.err());
        assertEquals(1, dump.lines().stream().filter((line) -> line.startsWith("sequence ")).count());
        assertTrue(ToolRun.of("repair", directory).out().contains("Nothing to repair."));
    }

    @Test
    void refusesALogThatIsBeingWritten()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(10, 100);

            final ToolRun run = ToolRun.of("repair", directory, "--yes");

            assertEquals(ExitCode.LOCKED, run.exitCode(), run.toString());
            assertEquals("", run.out());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    private Map<String, byte[]> files() throws Exception
    {
        final Map<String, byte[]> files = new HashMap<>();
        try (Stream<Path> list = Files.list(directory))
        {
            for (final Path file : (Iterable<Path>)list::iterator)
            {
                if (!"lock".equals(file.getFileName().toString()))
                {
                    files.put(file.getFileName().toString(), Files.readAllBytes(file));
                }
            }
        }

        return files;
    }

    private static void assertSame(final Map<String, byte[]> before, final Map<String, byte[]> after)
    {
        assertEquals(before.keySet(), after.keySet());
        before.forEach((name, content) -> assertArrayEquals(content, after.get(name), name));
    }
}
