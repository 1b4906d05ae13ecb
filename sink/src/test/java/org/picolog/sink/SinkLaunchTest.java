/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIoException;
import org.picolog.io.CpuAffinity;
import org.picolog.io.DirectoryLockedException;
import org.picolog.io.Errno;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.UnsupportedStorageException;
import org.picolog.log.LogContext;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * What launching refuses, that nothing is left of what was refused, and who owns what.
 */
@Timeout(180)
class SinkLaunchTest
{
    @TempDir
    private Path directory;
    private SinkHarness harness;

    @BeforeEach
    void before()
    {
        harness = new SinkHarness(directory);
    }

    @AfterEach
    void after()
    {
        harness.close();
    }

    @Test
    void threadsKeepToTheirCpus() throws IOException
    {
        final BitSet allowed = CpuAffinity.allowed();
        final int first = allowed.nextSetBit(0);
        final int last = allowed.length() - 1;
        final AtomicInteger made = new AtomicInteger();
        harness.ctx.threads(new ThreadContext().ingestCpu(last).flushCpu(first).preparerCpu(last).threadFactory(
            (runnable) ->
            {
                made.incrementAndGet();
                return new Thread(runnable);
            }));
        harness.launch(ThreadingMode.DEDICATED);
        harness.await("threads that keep to their CPUs", () -> cpusOfThreads().equals(
            Map.of("picolog-ingest", "" + last, "picolog-flush", "" + first, "picolog-prepare", "" + last)));
        assertEquals(3, made.get());
        assertEquals(allowed, CpuAffinity.allowed());
    }

    /**
     * By the names that the kernel knows, which it cuts off.
     */
    private static Map<String, String> cpusOfThreads()
    {
        final Map<String, String> cpus = new HashMap<>();
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task")))
        {
            for (final Path task : tasks.toList())
            {
                final String status = Files.readString(task.resolve("status"));
                final String name = status.lines().findFirst().orElse("").replaceFirst("Name:\\s*", "");
                if (List.of("picolog-ingest", "picolog-flush", "picolog-prepare").contains(name))
                {
                    status.lines().filter((line) -> line.startsWith("Cpus_allowed_list:"))
                        .forEach((line) -> cpus.put(name, line.replaceFirst(".*:\\s*", "")));
                }
            }
        }
        catch (final IOException ex)
        {
            // A thread that has just ended.
            return Map.of();
        }
        return cpus;
    }

    @Test
    void refusesWithoutAMediaDriver()
    {
        final String nowhere = TestDriver.newDirectory();
        final SinkException ex = assertRefused(
            SinkException.class,
            () -> harness.ctx.clone().aeronDirectoryName(nowhere).driverTimeoutNs(200_000_000));
        assertTrue(ex.getMessage().startsWith("no media driver answers in " + nowhere), ex.getMessage());
        assertTrue(ex.getMessage().contains("-Daeron.dir"), ex.getMessage());
    }

    @Test
    void refusesADirectoryThatIsMissing()
    {
        final Path missing = directory.resolve("missing");
        final BlockIoException ex = assertRefused(
            BlockIoException.class, () -> withLog(new LogContext().directory(missing)));
        assertEquals(Errno.ENOENT, ex.errno());
        assertTrue(ex.getMessage().contains(missing.toString()), ex.getMessage());
    }

    @Test
    void refusesADirectoryInMemory() throws IOException
    {
        final Path shm = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(shm) && "tmpfs".equals(Files.getFileStore(shm).type()));
        final Path memory = Files.createTempDirectory(shm, "picolog");
        try
        {
            final UnsupportedStorageException ex = assertRefused(
                UnsupportedStorageException.class, () -> withLog(new LogContext().directory(memory)));
            assertTrue(ex.getMessage().contains(memory.toString()), ex.getMessage());
        }
        finally
        {
            Files.delete(memory);
        }
    }

    @Test
    void refusesAChannelThatAeronRefuses()
    {
        final SinkException ex = assertRefused(
            SinkException.class, () -> harness.ctx.clone().channel("aeron:udp?interface=localhost"));
        assertTrue(ex.getMessage().contains("picolog.channel=aeron:udp?interface=localhost"), ex.getMessage());
    }

    @Test
    void refusesAMonitorChannelThatAeronRefuses()
    {
        final SinkException ex = assertRefused(
            SinkException.class, () -> harness.ctx.clone().monitorChannel("aeron:ipc?term-length=7"));
        assertTrue(ex.getMessage().contains("picolog.monitor.channel=aeron:ipc?term-length=7"), ex.getMessage());
    }

    @Test
    void refusesALogContextThatIsInUse()
    {
        final LogContext used = new LogContext().directory(directory).conclude();
        assertRefused(IllegalStateException.class, () -> withLog(used));
    }

    @Test
    void cleansUpWhenItFailsHalfWay()
    {
        final AtomicInteger calls = new AtomicInteger();
        assertRefused(
            ArithmeticException.class,
            () -> harness.ctx.clone().idleStrategySupplier(() ->
            {
                if (0 == calls.incrementAndGet() % 2)
                {
                    throw new ArithmeticException("planted");
                }
                return new BackoffIdleStrategy();
            }));
    }

    @Test
    void refusesASecondSinkOnTheDirectory()
    {
        harness.ctx.log().lockTimeoutNs(50_000_000);
        harness.launch(ThreadingMode.DEDICATED);
        final SinkContext second = harness.ctx.clone().streamId(1).controlStreamId(3).monitorStreamId(2);
        final DirectoryLockedException ex =
            assertThrows(DirectoryLockedException.class, () -> Sink.launch(second));
        assertTrue(ex.getMessage().contains(directory.toString()), ex.getMessage());

        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, 100);
        harness.awaitCommitted(1);
        harness.closeSink();
        assertLogHolds(directory, 1, (sequence) -> 100);
    }

    @Test
    void leavesAGivenClientOpen()
    {
        harness.ctx.aeron(harness.aeron);
        final SinkContext bad = harness.ctx.clone().monitorChannel("aeron:ipc?term-length=7");
        assertThrows(SinkException.class, () -> Sink.launch(bad));
        assertFalse(harness.aeron.isClosed());

        harness.launch(ThreadingMode.SHARED);
        final ExclusivePublication publication = harness.addPublication();
        harness.publish(publication, 1, 100);
        harness.awaitCommitted(1);
        harness.closeSink();
        assertFalse(harness.aeron.isClosed());
        harness.await("its subscription to be closed", () -> !publication.isConnected());
        assertEquals(List.of(), harness.errors);
    }

    @Test
    void closesItsOwnClient()
    {
        harness.launch(ThreadingMode.SHARED);
        final Aeron own = harness.ctx.aeron();
        harness.closeSink();
        assertTrue(own.isClosed());
        assertNoThread("picolog");
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void closesOnceWhoeverAsks(final ThreadingMode mode) throws Exception
    {
        harness.launch(mode);
        final CompletableFuture<Void> other =
            ThreadingMode.INVOKER == mode ? CompletableFuture.completedFuture(null) :
            CompletableFuture.runAsync(harness.sink::close);
        harness.sink.close();
        harness.sink.close();
        other.get();

        assertNull(harness.sink.failure());
        assertEquals(List.of(), harness.errors);
        assertNoThread("picolog");
        assertLockable();
    }

    @Test
    void isInvokedOnAnotherThreadThanTheOneThatLaunches() throws Exception
    {
        harness.isInvoked = false;
        harness.launch(ThreadingMode.INVOKER);
        assertNotNull(harness.sink.invoker());
        final AtomicBoolean isRunning = new AtomicBoolean(true);
        final CompletableFuture<Void> application = CompletableFuture.runAsync(() ->
        {
            while (isRunning.get())
            {
                harness.sink.invoker().invoke();
                Thread.yield();
            }
            harness.sink.close();
        });
        final ExclusivePublication publication = harness.addPublication();
        for (long sequence = 1; sequence <= 2_000; sequence++)
        {
            harness.publish(publication, sequence, 200);
        }
        harness.awaitCommitted(2_000);
        isRunning.set(false);
        application.get();

        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 2_000, (sequence) -> 200);
    }

    @Test
    void takesInWhatIsThereWhenClosedWithoutBeingInvoked()
    {
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        harness.isInvoked = false;
        for (long sequence = 1; sequence <= 50; sequence++)
        {
            harness.publish(publication, sequence, 200);
        }
        harness.closeSink();

        assertEquals(50, harness.lastAck().committed());
        assertEquals(List.of(), harness.errors);
        assertLogHolds(directory, 50, (sequence) -> 200);
    }

    private SinkContext withLog(final LogContext log)
    {
        return harness.ctx.clone().log(log);
    }

    /**
     * Twice, because what the first time loads stays open.
     */
    private <T extends Throwable> T assertRefused(
        final Class<T> type, final Supplier<SinkContext> contexts)
    {
        final Executable launch = () -> Sink.launch(contexts.get());
        assertThrows(type, launch);
        harness.await("the client to be closed", () -> 1 == threads("aeron-client"));
        final int descriptors = descriptors();
        final T thrown = assertThrows(type, launch);
        harness.await("descriptors to be closed: " + descriptors, () -> descriptors() <= descriptors);
        harness.await("no client but the harness's own", () -> 1 == threads("aeron-client"));
        assertNoThread("picolog");
        assertLockable();

        return thrown;
    }

    private void assertLockable()
    {
        try (BlockDirectory open = new LinuxBlockIo().openDirectory(directory))
        {
            open.lock("lock", 0).close();
        }
    }

    /**
     * By how it begins: those of a media driver have its directory in their names.
     */
    private static void assertNoThread(final String name)
    {
        Thread.getAllStackTraces().forEach((thread, stack) ->
            assertFalse(thread.getName().startsWith(name), () -> thread + " still runs: " + Arrays.toString(stack)));
    }

    private static long threads(final String name)
    {
        return Thread.getAllStackTraces().keySet().stream()
            .filter((thread) -> thread.getName().contains(name)).count();
    }

    private static int descriptors()
    {
        final String[] names = new File("/proc/self/fd").list();
        assertNotNull(names);
        return names.length;
    }
}
