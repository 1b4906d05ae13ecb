/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.process;

import org.agrona.CloseHelper;
import org.agrona.collections.Long2LongHashMap;
import org.picolog.io.ChildJvm;
import org.picolog.log.LogReader;
import org.picolog.sink.ThreadingMode;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * A media driver, a sink and sequencers, a process each, of which any may be killed, stopped and started anew. What was
 * published and acknowledged is known from the {@link Ledger}.
 */
final class ProcessRig implements AutoCloseable
{
    /**
     * Of clients, and of the driver towards them.
     */
    static final long LIVENESS_MS = 2_000;

    private static final String LOG = "log";
    private static final int TERM_LENGTH = 1024 * 1024;

    private final Path directory;
    private final String aeronDirectory;
    private final File ledgerFile;
    private final Ledger ledger;
    private final ThreadingMode mode;
    private final Path logDirectory;
    private final long livenessMs;
    private final int termLength;
    private final BitSet losers = new BitSet();
    private final List<ChildJvm> stopped = new ArrayList<>();
    private ChildJvm driver;
    private ChildJvm sink;
    private ChildJvm leader;
    private int slot = -1;

    ProcessRig(final Path directory, final ThreadingMode mode) throws IOException
    {
        this(directory, directory.resolve(LOG), mode, LIVENESS_MS, TERM_LENGTH);
    }

    /**
     * @param directory    for everything but the log.
     * @param logDirectory of the log.
     * @param livenessMs   of clients, and of the driver towards them.
     * @param termLength   of IPC.
     */
    ProcessRig(
        final Path directory,
        final Path logDirectory,
        final ThreadingMode mode,
        final long livenessMs,
        final int termLength) throws IOException
    {
        this.directory = directory;
        this.logDirectory = logDirectory;
        this.mode = mode;
        this.livenessMs = livenessMs;
        this.termLength = termLength;
        aeronDirectory = directory.resolve("aeron").toString();
        ledgerFile = directory.resolve("ledger").toFile();
        ledger = Ledger.create(ledgerFile);
        Files.createDirectories(logDirectory);
    }

    Ledger ledger()
    {
        return ledger;
    }

    Path logDirectory()
    {
        return logDirectory;
    }

    String aeronDirectory()
    {
        return aeronDirectory;
    }

    /**
     * The leader's.
     */
    int slot()
    {
        return slot;
    }

    void startDriver() throws Exception
    {
        driver = ChildJvm.start(
            DriverProcess.class, aeronDirectory, Long.toString(livenessMs), Integer.toString(termLength));
        driver.awaitLine("driver");
    }

    void startSink() throws Exception
    {
        startSink(logDirectory);
    }

    void startSink(final Path onDirectory) throws Exception
    {
        launchSink(onDirectory);
        sink.awaitLine("sink");
    }

    /**
     * Start a sink that must refuse to open the log.
     */
    void startSinkInVain(final String reason) throws Exception
    {
        launchSink(logDirectory);
        await("the refusal " + reason, () -> sink.output().contains(reason));
        assertNotEquals(0, sink.awaitExit());
    }

    private void launchSink(final Path onDirectory) throws IOException
    {
        sink = ChildJvm.start(
            SinkProcess.class, aeronDirectory, onDirectory.toString(), mode.name(), Long.toString(livenessMs));
    }

    /**
     * A new sequencer claims the log; one that leads is fenced by that.
     */
    void startSequencer(final String... options) throws Exception
    {
        slot++;
        final List<String> arguments = new ArrayList<>(
            List.of(aeronDirectory, ledgerFile.toString(), Integer.toString(slot), Long.toString(livenessMs)));
        arguments.addAll(List.of(options));
        leader = ChildJvm.start(SequencerProcess.class, arguments.toArray(new String[0]));
        leader.awaitLine("leading");
    }

    /**
     * The leader was told of a loss: that of a later one would be another test's failure.
     */
    void expectLoss()
    {
        losers.set(slot);
    }

    /**
     * The leader goes on in the next slot.
     */
    void awaitContinued()
    {
        await("the leader to go on", () -> 0 != ledger.get(slot + 1, Ledger.EPOCH));
        slot++;
    }

    void killDriver() throws Exception
    {
        driver.kill();
    }

    void killSink() throws Exception
    {
        sink.kill();
    }

    void awaitSinkEnd() throws Exception
    {
        sink.awaitExit();
    }

    void killSequencer() throws Exception
    {
        leader.kill();
    }

    /**
     * Send a signal to a process, by the system's own command.
     */
    static void signal(final ChildJvm process, final String name) throws Exception
    {
        assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor());
    }

    ChildJvm driver()
    {
        return driver;
    }

    ChildJvm sink()
    {
        return sink;
    }

    ChildJvm leader()
    {
        return leader;
    }

    /**
     * Do not kill it on closing before it is continued.
     */
    void stop(final ChildJvm process) throws Exception
    {
        signal(process, "STOP");
        stopped.add(process);
    }

    void goOn(final ChildJvm process) throws Exception
    {
        stopped.remove(process);
        signal(process, "CONT");
    }

    /**
     * The leader is told that something is durable that it published from now on: all is well again.
     */
    void awaitProgress()
    {
        final long before = ledger.get(slot, Ledger.ACCEPTED);
        await("commits beyond " + before, () -> ledger.get(slot, Ledger.COMMITTED) > before + 1);
    }

    void await(final String what, final BooleanSupplier condition)
    {
        // Several times what it takes to notice a death, to get a lock, and to go on, on a machine that is busy.
        final long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(20) +
            10 * TimeUnit.MILLISECONDS.toNanos(livenessMs);
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                fail("in vain waited for " + what + "; " + ledger.describe(slot) + "\nsink: " + sink.output() +
                    "\nsequencer: " + leader.output());
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    /**
     * Let the leader finish, end all, and hold the log against the ledger.
     *
     * @return the number of messages in the log.
     */
    long finish() throws Exception
    {
        ledger.set(slot, Ledger.STOP, 1);
        await("the leader to finish", () -> 0 != ledger.get(slot, Ledger.DONE));
        leader.awaitSuccess();
        sink.end();
        driver.end();

        return verify();
    }

    /**
     * Acknowledged is in the log, whoever published it; the log is without gap or repetition what the row of leaders
     * published, each only in its time.
     */
    private long verify()
    {
        long sequence = 0;
        int slotBefore = 0;
        final Long2LongHashMap firsts = new Long2LongHashMap(0);
        final Long2LongHashMap lasts = new Long2LongHashMap(0);
        try (LogReader reader = LogReader.open(logDirectory))
        {
            while (reader.next())
            {
                sequence++;
                assertEquals(sequence, reader.sequence());
                assertTrue(
                    Content.isIntact(reader.buffer(), reader.offset(), reader.length(), sequence),
                    "content of " + sequence);
                final int author = Content.slot(Content.author(reader.buffer(), reader.offset()));
                assertTrue(author >= slotBefore, "slot " + author + " after " + slotBefore + " at " + sequence);
                firsts.putIfAbsent(author, sequence);
                lasts.put(author, sequence);
                slotBefore = author;
            }
        }

        long epochBefore = 0;
        for (int i = 0; i <= slot; i++)
        {
            final long epoch = ledger.get(i, Ledger.EPOCH);
            if (0 != epoch)
            {
                final String what = ledger.describe(i);
                assertTrue(epoch >= epochBefore, what);
                epochBefore = epoch;
                verify(i, what, firsts.get(i), lasts.get(i));
                assertTrue(ledger.get(i, Ledger.COMMITTED) <= sequence, what + " but the log ends with " + sequence);
            }
        }

        return sequence;
    }

    private void verify(final int author, final String what, final long first, final long last)
    {
        final long committed = ledger.get(author, Ledger.COMMITTED);
        assertTrue(last <= ledger.get(author, Ledger.PUBLISHED), what + " but it has " + last);
        assertTrue(0 == first || first == ledger.get(author, Ledger.FIRST), what + " but its first is " + first);
        if (committed >= ledger.get(author, Ledger.FIRST))
        {
            assertTrue(last >= committed, what + " but its last is " + last);
        }
        if (!losers.get(author))
        {
            assertEquals(0, ledger.get(author, Ledger.LOSSES), what);
        }
    }

    @Override
    public void close()
    {
        for (final ChildJvm process : List.copyOf(stopped))
        {
            try
            {
                goOn(process);
            }
            catch (final Exception ex)
            {
                throw new IllegalStateException(ex);
            }
        }
        CloseHelper.closeAll(leader, sink, driver);
        ledger.close();
    }
}
