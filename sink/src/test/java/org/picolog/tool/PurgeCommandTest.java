/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */
package org.picolog.tool;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.LogReader;

import java.nio.file.Files;
import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

class PurgeCommandTest
{
    private static final String TWO_SEGMENTS = Integer.toString(2 * TestLog.SEGMENT_LENGTH);

    @TempDir
    private Path tempDir;

    private Path directory;

    @BeforeEach
    void writeLog() throws Exception
    {
        directory = Files.createDirectory(tempDir.resolve("log"));
        TestLog.write(directory, 10_000, 100);
    }

    @Test
    void saysWhatWouldGoThenWhatIsGone()
    {
        final Path oldest = TestLog.segment(directory, 0);
        final ToolRun dry = ToolRun.of("purge", directory, "--bytes", TWO_SEGMENTS, "--dry-run");
        assertEquals(ExitCode.OK, dry.exitCode(), dry.err());
        assertTrue(dry.out().contains(oldest.getFileName() + " would go"), dry.out());
        assertTrue(dry.out().contains("3 segments, 786432 bytes would be purged; the log would begin with segment 3"),
            dry.out());
        assertEquals("Nothing was changed.", dry.lines().get(dry.lines().size() - 1));
        assertTrue(Files.exists(oldest));

        final ToolRun run = ToolRun.of("purge", directory, "--bytes", TWO_SEGMENTS);
        assertEquals(ExitCode.OK, run.exitCode(), run.err());
        assertTrue(run.out().contains(oldest.getFileName() + " is gone"), run.out());
        assertTrue(run.out().contains("the log begins with segment 3"), run.out());
        assertFalse(Files.exists(oldest));
        assertEquals(ExitCode.OK, ToolRun.of("verify", directory).exitCode());

        final ToolRun again = ToolRun.of("purge", directory, "--bytes", TWO_SEGMENTS);
        assertTrue(again.out().startsWith("0 segments, 0 bytes purged"), again.out());
        TestLog.write(directory, 10, 100);
    }

    @Test
    void keepsWhatIsAskedFor() throws Exception
    {
        assertEquals(0, ToolRun.of("purge", directory, "--before", 1).out().indexOf("0 segments"));
        ToolRun.of("purge", directory, "--before", 7_000);
        try (LogReader reader = LogReader.open(directory))
        {
            assertTrue(reader.next());
            assertTrue(reader.sequence() > 1 && reader.sequence() <= 7_000, "begins with " + reader.sequence());
        }

        final Path consumer = Files.writeString(tempDir.resolve("consumer"), "10000");
        final ToolRun run = ToolRun.of("purge", directory, "--consumer", consumer);
        assertTrue(run.out().contains("the log begins with segment 4"), run.out());
    }

    @Test
    void ageIsInHoursAndDaysToo()
    {
        // Its clock stands at the beginning of 2026.
        assertTrue(ToolRun.of("purge", directory, "--age", "36h", "--dry-run").out().contains("segment 4"));
        assertTrue(ToolRun.of("purge", directory, "--age", "100000d", "--dry-run").out().contains("segment 0"));
    }

    @Test
    void refusesWhatMakesNoSense()
    {
        assertUsage("say what may go");
        assertUsage("--bytes=0", "--bytes", "0");
        assertUsage("--bytes=many", "--bytes", "many");
        assertUsage("--age=7w", "--age", "7w");
        assertUsage("--age=30: must be a duration with its unit", "--age", "30");
        assertUsage("'0' is not a sequence", "--before", "0");
        assertUsage("'x' is not a sequence", "--before", "x");

        final ToolRun run = ToolRun.of("purge", directory, "--consumer", tempDir.resolve("missing"));
        assertEquals(ExitCode.FAILED, run.exitCode());
        assertTrue(run.err().contains(tempDir.resolve("missing").toString()), run.err());
        assertEquals(1, run.err().lines().count(), run.err());
    }

    @Test
    void aLogThatIsBeingWrittenIsItsWritersToPurge()
    {
        try (TestLog log = new TestLog(directory))
        {
            log.append(1, 100);
            final ToolRun run = ToolRun.of("purge", directory, "--bytes", "1");
            assertEquals(ExitCode.LOCKED, run.exitCode());
            assertTrue(run.err().contains("picolog.log.retention.bytes"), run.err());
            assertEquals("", run.out());
            assertEquals(1, run.err().lines().count(), run.err());
        }
    }

    @Test
    void aLogThatIsDamagedIsLeftAlone()
    {
        TestLog.damage(TestLog.segment(directory, 4), 5);
        final ToolRun run = ToolRun.of("purge", directory, "--bytes", "1");
        assertEquals(ExitCode.DAMAGED, run.exitCode(), run.out());
        assertTrue(Files.exists(TestLog.segment(directory, 0)));
    }

    @Test
    void leavesADirectoryAloneThatHoldsNoLogAndPurgesACopyWithoutALock() throws Exception
    {
        final Path empty = Files.createDirectory(tempDir.resolve("empty"));
        final ToolRun run = ToolRun.of("purge", empty, "--bytes", "1");
        assertEquals(ExitCode.NOT_A_LOG, run.exitCode(), run.err());
        assertEquals(0, empty.toFile().list().length);

        Files.delete(directory.resolve("lock"));
        assertEquals(ExitCode.OK, ToolRun.of("purge", directory, "--bytes", TWO_SEGMENTS).exitCode());
    }

    private void assertUsage(final String words, final String... options)
    {
        final Object[] args = new Object[options.length + 2];
        args[0] = "purge";
        args[1] = directory;
        System.arraycopy(options, 0, args, 2, options.length);
        final ToolRun run = ToolRun.of(args);
        assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
        assertTrue(run.err().contains(words), run.err());
        assertEquals("", run.out());
    }
}
