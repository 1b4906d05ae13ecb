/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

/**
 * What breaks under an embedded log: that it stops for good, says why, and lets go of everything when it is closed.
 */
@Timeout(60)
class EmbeddedLogFailureTest
{
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(20);

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[256]);
    private final AtomicBoolean isBroken = new AtomicBoolean();

    @TempDir
    private Path directory;

    @Test
    void letsGoOfEverythingWhenClosingFindsAWriteFailure()
    {
        final AtomicBoolean isHeld = new AtomicBoolean();
        final EmbeddedLog log = open(new FaultyIo()
        {
            @Override
            boolean beforeWriter(final String operation)
            {
                // Only who closes waits.
                isHeld.set(isHeld.get() && !"awaitCompletion".equals(operation));
                return !isHeld.get();
            }

            @Override
            int result(final int result)
            {
                return isBroken.get() ? -Errno.EIO : result;
            }
        });
        assertTrue(log.awaitCommitted(append(log), TIMEOUT_NS));
        isBroken.set(true);
        isHeld.set(true);
        append(log);
        final LogException thrown = assertThrows(LogException.class, log::close);

        assertInstanceOf(WriteFailedException.class, log.failure());
        assertSame(log.failure(), thrown.getCause());
        assertTrue(thrown.getMessage().contains("up to 1 of 2 durable"), thrown.getMessage());
        assertReopens(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"poll", "write", "awaitCompletion", "start"})
    void letsGoOfEverythingAfterAnError(final String broken)
    {
        final AtomicBoolean isAppended = new AtomicBoolean();
        final EmbeddedLog log = open(new FaultyIo()
        {
            @Override
            boolean beforeWriter(final String operation)
            {
                if (broken.equals(operation))
                {
                    while (!isAppended.get())
                    {
                        Thread.onSpinWait();
                    }
                    throw new StackOverflowError("planted");
                }
                return !"awaitCompletion".equals(broken) || !"poll".equals(operation);
            }
        });
        append(log);
        isAppended.set(true);
        final LogException thrown = assertThrows(LogException.class, log::close);

        assertInstanceOf(StackOverflowError.class, log.failure());
        assertSame(log.failure(), thrown.getCause());
        assertReopens(0);
    }

    @Test
    void tellsOfAFailureToCloseTheQueueOfWrites()
    {
        final EmbeddedLog log = open(new FaultyIo()
        {
            @Override
            boolean beforeWriter(final String operation)
            {
                if ("close".equals(operation) && isBroken.compareAndSet(false, true))
                {
                    throw new IllegalStateException("planted");
                }
                return true;
            }
        });
        assertTrue(log.awaitCommitted(append(log), TIMEOUT_NS));
        try
        {
            log.close();
        }
        catch (final BlockIoException ex)
        {
            // The second attempt is made on another thread than the queue's own: a kernel may refuse it.
            assertTrue(ex.getMessage().contains("EEXIST"), ex.getMessage());
        }

        assertEquals("planted", log.failure().getMessage());
        assertReopens(1);
    }

    @Test
    void waitsForItsThreadsWhenClosedOnAnInterruptedThread()
    {
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final EmbeddedLog log = EmbeddedLog.open(
            context(new FaultyIo()
            {
                @Override
                boolean beforeWriter(final String operation)
                {
                    if ("poll".equals(operation))
                    {
                        sleepUninterruptibly(30);
                    }
                    return true;
                }
            }),
            (task) -> remember(threads, task));
        for (int i = 0; i < 100; i++)
        {
            append(log);
        }
        Thread.currentThread().interrupt();
        log.close();

        assertTrue(Thread.interrupted());
        assertNull(log.failure());
        assertEquals(100, log.committedSequence());
        await("the threads' end", () -> threads.stream().noneMatch(Thread::isAlive));
        assertReopens(100);
    }

    @Test
    void preparesNothingAfterAFailedSync()
    {
        final AtomicInteger operations = new AtomicInteger();
        final EmbeddedLog log = open(new FaultyIo()
        {
            @Override
            void beforeDirectory(final String operation, final Object argument)
            {
                if (isPreparer() && !"close".equals(operation))
                {
                    if (isBroken.get())
                    {
                        operations.incrementAndGet();
                    }
                    else if ("sync".equals(operation))
                    {
                        isBroken.set(true);
                        throw new BlockIoException("cannot sync: EIO", Errno.EIO);
                    }
                }
            }
        });
        await("the failure", () -> null != log.failure());
        sleepUninterruptibly(300);

        assertEquals(0, operations.get());
        assertEquals("no further segment can be prepared: cannot sync: EIO", log.failure().getMessage());
        assertEquals(EmbeddedLog.FAILED, log.append(message, 0, 200));
        log.close();
        assertReopens(0);
    }

    @Test
    void preparesNothingAfterAFailedWrite()
    {
        final CountDownLatch latch = new CountDownLatch(1);
        final AtomicInteger created = new AtomicInteger();
        final EmbeddedLog log = open(new FaultyIo()
        {
            @Override
            void beforeDirectory(final String operation, final Object argument)
            {
                if (isPreparer() && "create".equals(operation))
                {
                    created.incrementAndGet();
                    awaitUninterruptibly(latch);
                }
            }

            @Override
            int result(final int result)
            {
                return -Errno.EIO;
            }
        });
        await("the preparer", () -> 1 == created.get());
        append(log);
        await("the failure", () -> null != log.failure());
        latch.countDown();
        sleepUninterruptibly(300);

        assertEquals(1, created.get());
        assertThrows(LogException.class, log::close);
        assertReopens(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"picolog-flush", "picolog-preparer"})
    void failsWhenAThreadIsInterrupted(final String name)
    {
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final EmbeddedLog log = EmbeddedLog.open(context(new FaultyIo()), (task) -> remember(threads, task));
        assertTrue(log.awaitCommitted(append(log), TIMEOUT_NS));
        threads.stream().filter((thread) -> name.equals(thread.getName())).forEach(Thread::interrupt);
        await("the failure", () -> null != log.failure());

        assertTrue(log.failure().getMessage().contains("the thread " + name), log.failure().getMessage());
        assertEquals(EmbeddedLog.FAILED, log.append(message, 0, 200));
        log.close();
        assertReopens(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void letsGoOfEverythingWhenAThreadCannotStart(final int broken)
    {
        final List<Thread> threads = new CopyOnWriteArrayList<>();
        final OutOfMemoryError thrown = assertThrows(OutOfMemoryError.class, () -> EmbeddedLog.open(
            context(new FaultyIo()),
            (task) ->
            {
                final Thread thread = new Thread(task)
                {
                    @Override
                    public void start()
                    {
                        if (broken == threads.size())
                        {
                            throw new OutOfMemoryError("planted");
                        }
                        super.start();
                    }
                };
                threads.add(thread);
                return thread;
            }));

        assertEquals("planted", thrown.getMessage());
        await("the threads' end", () -> threads.stream().noneMatch(Thread::isAlive));
        assertReopens(0);
    }

    @Test
    void refusesWorkOnceItIsClosed()
    {
        final EmbeddedLog log = open(new FaultyIo());
        append(log);
        log.close();
        log.close();

        assertThrows(IllegalStateException.class, () -> log.append(message, 0, 200));
        assertThrows(IllegalStateException.class, log::poll);
        assertTrue(log.awaitCommitted(1, 0));
        assertThrows(IllegalStateException.class, () -> log.awaitCommitted(2, TIMEOUT_NS));
    }

    private LogContext context(final BlockIo io)
    {
        return new LogContext()
            .directory(directory).segmentLength(64 * 4096).preparedSegments(3).blockIo(io)
            .lockTimeoutNs(TimeUnit.SECONDS.toNanos(2));
    }

    private EmbeddedLog open(final FaultyIo io)
    {
        return EmbeddedLog.open(context(io));
    }

    private long append(final EmbeddedLog log)
    {
        final long sequence = log.append(message, 0, 200);
        assertTrue(sequence > 0);
        return sequence;
    }

    private void assertReopens(final long count)
    {
        OpenFiles.assertNone(directory);
        try (EmbeddedLog log = open(new FaultyIo()))
        {
            // A write whose failure was made up may well have been durable.
            assertTrue(log.nextSequence() > count);
            assertTrue(log.awaitCommitted(append(log), TIMEOUT_NS));
            assertNull(log.failure());
        }
    }

    private static boolean isPreparer()
    {
        return "picolog-preparer".equals(Thread.currentThread().getName());
    }

    private static Thread remember(final List<Thread> threads, final Runnable task)
    {
        final Thread thread = new Thread(task);
        threads.add(thread);
        return thread;
    }

    private static void await(final String what, final BooleanSupplier condition)
    {
        final long deadlineNs = System.nanoTime() + TIMEOUT_NS;
        while (!condition.getAsBoolean())
        {
            if (System.nanoTime() - deadlineNs > 0)
            {
                fail("in vain waited for " + what);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void awaitUninterruptibly(final CountDownLatch latch)
    {
        while (latch.getCount() > 0)
        {
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static void sleepUninterruptibly(final long timeMs)
    {
        final long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeMs);
        while (System.nanoTime() - endNs < 0)
        {
            LockSupport.parkNanos(1_000_000);
        }
    }
}
