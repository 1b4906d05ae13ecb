/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class VerifyCommandTest
{
    @TempDir
    private Path directory;

    @TempDir
    private Path copy;

    @Test
    void findsACleanLogClean()
    {
        TestLog.write(directory, 10_000, 100);

        final ToolRun run = ToolRun.of("verify", directory);

        assertEquals(ExitCode.OK, run.exitCode(), run.toString());
        assertEquals("", run.err());
        assertTrue(run.out().contains("verdict   clean"), run.out());
        assertTrue(run.out().contains("10000, sequences 1 to 10000"), run.out());
        assertTrue(run.out().contains("findings  none"), run.out());
    }

    @Test
    void tellsATornTailFromDamage()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.addUnclaimed(20, 4_000).flush();
            TestLog.copy(directory, copy);
        }
        TestLog.damage(TestLog.segment(copy, 0), 20);

        final ToolRun run = ToolRun.of("verify", copy);

        assertEquals(ExitCode.TORN_TAIL, run.exitCode(), run.toString());
        assertTrue(run.out().contains("torn tail: nothing that was acknowledged is lost"), run.out());
    }

    @Test
    void goesOnPastABadPageAndSumsUp()
    {
        TestLog.write(directory, 10_000, 100);
        TestLog.damage(TestLog.segment(directory, 0), 7);
        TestLog.damage(TestLog.segment(directory, 2), 9);

        final ToolRun run = ToolRun.of("verify", directory);

        assertEquals(ExitCode.DAMAGED, run.exitCode(), run.toString());
        assertTrue(run.out().contains("page 7 at 28672 of segment-0000000000000000.plog: expected"), run.out());
        assertTrue(run.out().contains("page 137 at 36864 of segment-0000000000000002.plog: expected"), run.out());
    }

    @Test
    void changesNothing() throws Exception
    {
        TestLog.write(directory, 1_000, 100);
        final byte[] before = Files.readAllBytes(TestLog.segment(directory, 0));
        final String[] names = directory.toFile().list();

        ToolRun.of("verify", directory);

        assertEquals(names.length, directory.toFile().list().length);
        assertArrayEquals(before, Files.readAllBytes(TestLog.segment(directory, 0)));
    }

    @Test
    void reportsWhatIsDurableOfALiveLog()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(3_000, 100);
            log.add(new byte[100]);

            final ToolRun run = ToolRun.of("verify", directory);

            assertEquals(ExitCode.OK, run.exitCode(), run.toString());
            assertTrue(run.out().contains("writer    has the log open"), run.out());
            assertFalse(run.out().contains("torn"), run.out());
            assertTrue(run.out().contains("messages  3000,"), run.out());
        }
    }

    @Test
    void refusesANewerVersion() throws Exception
    {
        TestLog.write(directory, 10, 100);
        NewerVersion.write(directory.resolve("anchor"));

        final ToolRun run = ToolRun.of("verify", directory);

        assertEquals(ExitCode.UNSUPPORTED, run.exitCode(), run.toString());
        assertTrue((run.out() + run.err()).contains("use a newer Picolog"), run.toString());
        for (final String command : new String[] {"describe", "dump", "index"})
        {
            assertEquals(ExitCode.UNSUPPORTED, ToolRun.of(command, directory).exitCode(), command);
        }
    }

    @Test
    void showsProgressToAPersonOnly()
    {
        TestLog.write(directory, 10_000, 100);

        assertTrue(ToolRun.onTerminal("verify", directory).out().contains("Verifying: "));
        assertFalse(ToolRun.of("verify", directory).out().contains("Verifying: "));
    }
}
