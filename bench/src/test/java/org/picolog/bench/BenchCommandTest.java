/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A short run of everything, so that nothing rots. Says nothing about speed.
 */
@Timeout(120)
class BenchCommandTest
{
    private static final int BROKEN = 1;
    private static final int USAGE = 2;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path directory;

    @Test
    void measuresEverythingAndLeavesNothingBehind() throws IOException
    {
        final Path work = Files.createDirectory(directory.resolve("work"));
        final Path json = directory.resolve("report.json");
        final Path markdown = directory.resolve("report.md");
        final Path html = directory.resolve("report.html");
        final Properties properties = new Properties("picolog.log.segment.length", "picolog.log.prepared.segments");
        try (properties)
        {
            final int status = execute(
                "--dir", work.toString(), "--seconds", "0.1", "--warmup", "0.05", "--settle", "0",
                "--repetitions", "1", "--rates", "2000", "--sizes", "100,4000", "--fill", "1",
                "--only", "device,ipc,closed-picolog-dedicated,closed-picolog-invoker-4000," +
                    "closed-picolog-recycled-100,closed-picolog-sync-dedicated-100,open-picolog-sync-invoker-100," +
                    "allocation-picolog-dedicated," +
                    "open-picolog-shared-100,open-picolog-invoker-100,open-picolog-embedded-100," +
                    "closed-archive-1,closed-archive-0-100,open-archive-2-100," +
                    "open-chronicle,closed-chronicle-100,open-filechannel,closed-filechannel-100,log," +
                    "policy-adaptive-ring-1000,policy-timer-ring-1000,policy-sync-ring-1000,policy-deep-ring-1000," +
                    "policy-single-ring-1000,policy-adaptive-park-1000,policy-adaptive-spin-1000,segments",
                "--term-length", "1048576", "--device-megabytes", "8",
                "--allocation-seconds", "0.1", "--log-gigabytes", "0.02", "--log-segment-length", "262144",
                "--sink-idle", "yield", "--driver-idle", "backoff", "--generator-idle", "sleep",
                "-Dpicolog.log.segment.length=4m", "-Dpicolog.log.prepared.segments=1",
                "--json", json.toString(), "--markdown", markdown.toString(), "--html", html.toString());

            assertEquals(0, status, this::output);
        }

        final String report = out.toString(StandardCharsets.UTF_8);
        assertEquals(report, Files.readString(markdown));
        for (final String name : new String[]{
            "device-4k-poll", "device-4k-wait", "device-1m", "ipc-closed-100", "ipc-open-4000-2000",
            "closed-picolog-dedicated-100", "closed-picolog-recycled-100", "closed-picolog-invoker-4000",
            "open-picolog-shared-100-2000", "closed-picolog-sync-dedicated-100", "open-picolog-sync-invoker-100-2000",
            "policy-adaptive-park-1000", "policy-adaptive-spin-1000", "allocation-picolog-dedicated",
            "Allocation by thread",
            "open-picolog-embedded-100-2000", "closed-archive-0-100 (not durable)", "closed-archive-1-4000",
            "open-archive-2-100-2000", "open-chronicle-4000-2000", "closed-chronicle-100", "open-filechannel-100-2000",
            "log-rolls-0", "log-rolls-20", "log-start-1-clean",
            "log-start-100-abandoned", "log-start-default-clean", "log-seek-indexed", "log-seek-search", "log-read",
            "picolog.log.segment.length=4m"})
        {
            assertTrue(report.contains(name), () -> name + " is missing from " + report);
        }
        for (final Kind kind : Kind.values())
        {
            assertTrue(report.contains(kind.title()), () -> kind + " is missing from " + report);
        }
        final String page = Files.readString(html);
        assertTrue(page.contains("<polyline") && page.contains("<rect") && page.endsWith("</html>\n"), page);
        assertFalse(page.matches("(?s).*(src|href)=.*"), "the page needs something from outside");
        assertTrue(Files.readString(json).contains("\"commitP50Us\""));
        try (Stream<Path> left = Files.list(work))
        {
            assertEquals(0, left.count());
        }
    }

    @Test
    void listsWhatOnlyLeavesInWholeWords()
    {
        assertEquals(0, execute("--list", "--only", "device-4k,open-picolog-shared-100-1000", "--rates", "1000,10000"));
        assertEquals(
            "device-4k-poll\ndevice-4k-wait\nopen-picolog-shared-100-1000\n",
            out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void measuresEachPeerInEachWayOfIdling()
    {
        assertEquals(0, execute(
            "--list", "--only", "closed", "--systems", "archive-1,filechannel", "--peer-idle", "yield,backoff"));
        final List<String> names = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertEquals(4, names.size(), names::toString);
        assertTrue(
            names.containsAll(List.of(
                "closed-archive-1-backoff-100", "closed-filechannel-100", "closed-filechannel-backoff-100")),
            names::toString);
    }

    @Test
    void leavesTheLogOutUnlessAskedForIt()
    {
        assertEquals(0, execute("--list"));
        assertTrue(out.toString(StandardCharsets.UTF_8).lines().noneMatch((name) -> name.startsWith("log-")));
        assertEquals(0, execute("--list", "--all"));
        assertTrue(out.toString(StandardCharsets.UTF_8).contains("log-start-10-clean"));

        out.reset();
        assertEquals(0, execute("--list", "--only", "log-start-1,log-read"));
        assertEquals(
            "log-start-1-clean\nlog-start-1-abandoned\nlog-read\n",
            out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"));
    }

    @Test
    void refusesOptionsThatMakeNoSense()
    {
        assertRefused("--repetitions", "--repetitions", "0");
        assertRefused("--seconds", "--seconds", "0");
        assertRefused("--fill", "--fill", "-1");
        assertRefused("--allocation-seconds", "--allocation-seconds", "0");
        assertRefused("--max-gigabytes", "--max-gigabytes", "0");
        assertRefused("--rates", "--rates", "0");
        assertRefused("--sizes", "--sizes", "4");
        assertRefused("--sizes", "--sizes", "1048576", "--term-length", "1048576");
        assertRefused("--term-length", "--term-length", "100000");
        assertRefused("--mtu", "--mtu", "1400");
        assertRefused("--systems", "--systems", "nothing");
        assertRefused("--quick", "--quick", "--full");
        assertRefused("--log-gigabytes", "--log-gigabytes", "0");
        assertRefused("--log-segment-length", "--log-segment-length", "300000");
        assertRefused("--driver-threading", "--driver-threading", "INVOKER");
        assertRefused("busy-spin", "--sink-idle", "BUSY");
        assertRefused("busy-spin", "--peer-idle", "yield,BUSY");
    }

    @Test
    void refusesADirectoryThatIsNotThere()
    {
        assertEquals(BROKEN, execute("--dir", directory.resolve("absent").toString()));
        assertTrue(output().contains("not an existing directory"), this::output);
        assertFalse(output().contains("\tat "), this::output);
    }

    private void assertRefused(final String mention, final String... args)
    {
        err.reset();
        assertEquals(USAGE, execute(args), this::output);
        assertTrue(output().contains(mention), this::output);
    }

    private int execute(final String... args)
    {
        return BenchCommand.execute(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    }

    private String output()
    {
        return err.toString(StandardCharsets.UTF_8);
    }

    /**
     * Puts system properties back as they were.
     */
    private static final class Properties implements AutoCloseable
    {
        private final String[] names;
        private final String[] values;

        Properties(final String... names)
        {
            this.names = names;
            values = Stream.of(names).map(System::getProperty).toArray(String[]::new);
        }

        @Override
        public void close()
        {
            for (int i = 0; i < names.length; i++)
            {
                if (null == values[i])
                {
                    System.clearProperty(names[i]);
                }
                else
                {
                    System.setProperty(names[i], values[i]);
                }
            }
        }
    }
}
