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
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockIoException;
import org.picolog.io.Errno;
import org.picolog.io.LinuxBlockIo;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * A disk without room for a further segment: the real one, but for the creation of files.
 */
@Timeout(60)
class NoSpaceTest
{
    private static final int LENGTH = 1_000;

    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private String refusedOperation = "create";
    private String refusedName = "";
    private boolean isFull;
    private long nowNs;
    private long appended;

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = { "create", "rename", "sync" })
    void fillsWhatIsPreparedThenRefusesThenGoesOnWhenThereIsSpace(final String operation)
    {
        refusedOperation = operation;
        try (DurableLog log = DurableLog.open(context()))
        {
            log.flusher().start();
            prepareAll(log);
            isFull = true;
            appendUntilRefused(log);
            assertTrue(log.preparer().isSpaceLow());
            assertEquals(appended, log.flusher().committedSequence());
            // Four segments of 61 pages with a message each: the first, the one made ready, two of three in the pool.
            assertEquals(4 * 61, appended);

            isFull = false;
            nowNs += 10_000_000_000L;
            final long before = appended;
            prepareAll(log);
            assertFalse(log.preparer().isSpaceLow());
            append(log, 500);
            assertEquals(before + 500, log.flusher().committedSequence());
        }
        assertHoldsAll();
    }

    @Test
    void aRestartWithoutSpaceHasASegmentToBeginIn()
    {
        final DurableLog log = DurableLog.open(context());
        log.flusher().start();
        prepareAll(log);
        isFull = true;
        appendUntilRefused(log);
        log.abandon();

        try (DurableLog restarted = DurableLog.open(context()))
        {
            restarted.flusher().start();
            assertTrue(restarted.preparer().isSpaceLow());
            append(restarted, 50);
            assertEquals(appended, restarted.flusher().committedSequence());
        }
        isFull = false;
        assertHoldsAll();
    }

    @Test
    void anIndexWithoutSpaceHoldsNobodyBack()
    {
        refusedName = ".index";
        final List<Throwable> reports = new ArrayList<>();
        try (DurableLog log = DurableLog.open(context().errorHandler(reports::add)))
        {
            log.flusher().start();
            prepareAll(log);
            isFull = true;
            append(log, 100);
        }
        assertEquals(0, directory.toFile().list((file, name) -> name.endsWith(".index")).length);
        assertEquals(List.of(), reports);
        isFull = false;
        assertHoldsAll();
    }

    @Test
    void everyRestartWithoutSpaceIsRefusedUntilThereIsSome()
    {
        final DurableLog log = DurableLog.open(context());
        log.flusher().start();
        prepareAll(log);
        isFull = true;
        appendUntilRefused(log);
        log.abandon();
        // The segment in reserve is for one restart.
        DurableLog.open(context()).abandon();
        for (int i = 0; i < 2; i++)
        {
            final BlockIoException ex = assertThrows(BlockIoException.class, () -> DurableLog.open(context()));
            assertEquals(Errno.ENOSPC, ex.errno());
        }
        assertHoldsAll();

        isFull = false;
        DurableLog.open(context()).close();
        assertHoldsAll();
    }

    @Test
    void aNewLogWithoutSpaceIsRefused()
    {
        isFull = true;
        Throwable failure = null;
        try (DurableLog log = DurableLog.open(context()))
        {
            assertNull(log);
        }
        catch (final BlockIoException ex)
        {
            failure = ex;
        }
        assertTrue(failure.getMessage().contains("ENOSPC"), failure.getMessage());

        isFull = false;
        DurableLog.open(context()).close();
    }

    private LogContext context()
    {
        return new LogContext()
            .directory(directory)
            .segmentLength(64 * 4096)
            .nanoClock(() -> nowNs += 1_000)
            .blockIo(blockIo());
    }

    private void prepareAll(final DurableLog log)
    {
        for (int i = 0; i < 100; i++)
        {
            nowNs += 1_000_000_000L;
            log.preparer().doWork();
        }
    }

    private void append(final DurableLog log, final int count)
    {
        for (int i = 0; i < count; i++)
        {
            assertTrue(tryAppend(log), "refused at " + appended);
            commit(log);
        }
    }

    private void appendUntilRefused(final DurableLog log)
    {
        int refusals = 0;
        while (refusals < 100)
        {
            refusals = tryAppend(log) ? 0 : refusals + 1;
            commit(log);
        }
    }

    private boolean tryAppend(final DurableLog log)
    {
        nowNs += 1_000_000_000L;
        log.preparer().doWork();
        message.putLong(0, appended + 1);
        if (PageAssembler.NO_ROOM == log.assembler().append(message, 0, LENGTH, PageAssembler.WHOLE, -1))
        {
            return false;
        }
        appended++;

        return true;
    }

    private static void commit(final DurableLog log)
    {
        log.assembler().seal();
        while (!log.flusher().isIdle())
        {
            log.flusher().doWork();
        }
    }

    private void assertHoldsAll()
    {
        TestLog.assertCounts(directory, appended);
    }

    private BlockIo blockIo()
    {
        final BlockIo io = new LinuxBlockIo(new LogContext().io());
        return (BlockIo)Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[]{ BlockIo.class }, (proxy, method, args) ->
            {
                final Object result = call(() -> method.invoke(io, args));
                return "openDirectory".equals(method.getName()) ? filling((BlockDirectory)result) : result;
            });
    }

    private BlockDirectory filling(final BlockDirectory real)
    {
        return (BlockDirectory)Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[]{ BlockDirectory.class }, (proxy, method, args) ->
            {
                final boolean isRefused = isFull && refusedOperation.equals(method.getName()) &&
                    (null == args ||
                        !((String)args[0]).startsWith(AnchorFile.NAME) && ((String)args[0]).contains(refusedName));
                if (isRefused)
                {
                    throw new BlockIoException(
                        "cannot " + refusedOperation + ": " + Errno.describe(Errno.ENOSPC), Errno.ENOSPC);
                }
                return call(() -> method.invoke(real, args));
            });
    }

    private interface Call
    {
        Object run() throws ReflectiveOperationException;
    }

    private static Object call(final Call call) throws Throwable
    {
        try
        {
            return call.run();
        }
        catch (final InvocationTargetException ex)
        {
            throw ex.getCause();
        }
    }
}
