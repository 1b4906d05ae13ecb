/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class IndexCommandTest
{
    @TempDir
    private Path directory;

    @BeforeEach
    void writeLog()
    {
        TestLog.write(directory, 10_000, 100);
    }

    @Test
    void buildsWhatIsMissingOnceAndFindsItGoodThen()
    {
        final ToolRun first = ToolRun.of("index", directory);
        final ToolRun second = ToolRun.of("index", directory);

        assertEquals(ExitCode.OK, first.exitCode(), first.err());
        assertTrue(first.out().contains("was missing, rebuilt"), first.out());
        assertEquals(ExitCode.OK, second.exitCode(), second.err());
        assertTrue(second.out().contains("5 had a good index, 0 had none, 0 had a wrong one."), second.out());
    }

    @Test
    void rebuildsWhatWasDeletedOrChangedAsItWas() throws Exception
    {
        ToolRun.of("index", directory);
        final Path deleted = index(0);
        final Path changed = index(1);
        final byte[] first = Files.readAllBytes(deleted);
        final byte[] second = Files.readAllBytes(changed);
        Files.delete(deleted);
        TestLog.damageAt(changed, 100);

        final ToolRun run = ToolRun.of("index", directory);

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains("3 had a good index, 2 had none"), run.out());
        assertArrayEquals(first, Files.readAllBytes(deleted));
        assertArrayEquals(second, Files.readAllBytes(changed));
    }

    @Test
    void replacesAnIndexOfAnotherSegment() throws Exception
    {
        ToolRun.of("index", directory);
        Files.write(index(1), Files.readAllBytes(index(0)));

        final ToolRun run = ToolRun.of("index", directory);

        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains("was wrong, rebuilt"), run.out());
    }

    @Test
    void leavesADamagedSegmentWithoutIndex()
    {
        ToolRun.of("index", directory);
        TestLog.damage(TestLog.segment(directory, 1), 2 + 16);

        final ToolRun run = ToolRun.of("index", directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode());
        assertTrue(run.out().contains("not built: page 82"), run.out());
        assertFalse(Files.exists(index(1)));
    }

    @Test
    void refusesALogThatIsBeingWritten()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(1, 100);

            final ToolRun run = ToolRun.of("index", directory);

            assertEquals(ExitCode.LOCKED, run.exitCode());
            assertEquals("", run.out());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    @Test
    void showsProgressToAPerson()
    {
        final ToolRun run = ToolRun.onTerminal("index", directory);

        assertTrue(run.out().contains("Indexing: 64 of 320 pages, 20%"), run.out());
        assertFalse(ToolRun.of("index", directory).out().contains("Indexing"));
    }

    private Path index(final int segment)
    {
        return Path.of(TestLog.segment(directory, segment) + ".index");
    }
}
