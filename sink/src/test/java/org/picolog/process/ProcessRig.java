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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
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

    /**
     * Several times what it takes to notice a death, to get a lock, and to go on, on a machine that does other things.
     */
    private static final long DEADLINE_NS = TimeUnit.SECONDS.toNanos(20 + 10 * LIVENESS_MS / 1_000);
    private static final long DRIVER_TIMEOUT_MS = LIVENESS_MS;

    private final Path directory;
    private final String aeronDirectory;
    private final File ledgerFile;
    private final Ledger ledger;
    private final ThreadingMode mode;
    private final List<ChildJvm> stopped = new ArrayList<>();
    private ChildJvm driver;
    private ChildJvm sink;
    private ChildJvm leader;
    private int slot = -1;

    ProcessRig(final Path directory, final ThreadingMode mode) throws IOException
    {
        this.directory = directory;
        this.mode = mode;
        aeronDirectory = directory.resolve("aeron").toString();
        ledgerFile = directory.resolve("ledger").toFile();
        ledger = Ledger.create(ledgerFile);
        assertTrue(directory.resolve("log").toFile().mkdir());
    }

    Ledger ledger()
    {
        return ledger;
    }

    int slot()
    {
        return slot;
    }

    void startDriver() throws Exception
    {
        driver = ChildJvm.start(DriverProcess.class, aeronDirectory, Long.toString(LIVENESS_MS));
        driver.awaitLine("driver");
    }

    void startSink() throws Exception
    {
        sink = ChildJvm.start(
            SinkProcess.class,
            aeronDirectory,
            directory.resolve("log").toString(),
            mode.name(),
            Long.toString(DRIVER_TIMEOUT_MS));
        sink.awaitLine("sink");
    }

    /**
     * A new sequencer claims the log; one that leads is fenced by that.
     */
    void startSequencer() throws Exception
    {
        slot++;
        leader = ChildJvm.start(
            SequencerProcess.class,
            aeronDirectory,
            ledgerFile.toString(),
            Integer.toString(slot),
            Long.toString(DRIVER_TIMEOUT_MS));
        leader.awaitLine("leading");
    }

    void killDriver() throws Exception
    {
        driver.kill();
    }

    void killSink() throws Exception
    {
        sink.kill();
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
     * The leader is told of further commits: all is well again.
     */
    void awaitProgress()
    {
        final long before = ledger.get(slot, Ledger.COMMITTED);
        await("further commits after " + before, () -> ledger.get(slot, Ledger.COMMITTED) > before + 20);
    }

    void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + DEADLINE_NS;
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
        long epochBefore = 0;
        final Long2LongHashMap firsts = new Long2LongHashMap(0);
        final Long2LongHashMap lasts = new Long2LongHashMap(0);
        try (LogReader reader = LogReader.open(directory.resolve("log")))
        {
            while (reader.next())
            {
                sequence++;
                assertEquals(sequence, reader.sequence());
                assertTrue(
                    Content.isIntact(reader.buffer(), reader.offset(), reader.length(), sequence),
                    "content of " + sequence);
                final long epoch = Content.epoch(reader.buffer(), reader.offset());
                assertTrue(epoch >= epochBefore, "epoch " + epoch + " after " + epochBefore + " at " + sequence);
                firsts.putIfAbsent(epoch, sequence);
                lasts.put(epoch, sequence);
                epochBefore = epoch;
            }
        }

        for (int i = 0; i <= slot; i++)
        {
            final long epoch = ledger.get(i, Ledger.EPOCH);
            if (0 != epoch)
            {
                final String what = ledger.describe(i);
                final long committed = ledger.get(i, Ledger.COMMITTED);
                assertTrue(committed <= sequence, what + " but the log ends with " + sequence);
                final long last = lasts.get(epoch);
                assertTrue(last <= ledger.get(i, Ledger.PUBLISHED), what + " but it has " + last);
                assertTrue(0 == firsts.get(epoch) || firsts.get(epoch) == ledger.get(i, Ledger.FIRST), what);
                if (committed >= ledger.get(i, Ledger.FIRST))
                {
                    assertTrue(last >= committed, what + " but its last is " + last);
                }
                assertEquals(0, ledger.get(i, Ledger.LOSSES), what);
            }
        }

        return sequence;
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
