/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.log;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * The real machine, but for what a test does before an operation, and to the result of a write.
 */
class FaultyIo implements BlockIo
{
    private final LinuxBlockIo delegate = new LinuxBlockIo(new LogContext().io());

    /**
     * Called before an operation on the directory; throws to let it fail.
     *
     * @param operation name of the method.
     * @param argument  first one, null without.
     */
    void beforeDirectory(final String operation, final Object argument)
    {
        // To be overridden.
    }

    /**
     * Called before an operation of the queue of writes; throws to let it fail.
     *
     * @param operation name of the method.
     * @return false to skip it, if it is a poll.
     */
    boolean beforeWriter(final String operation)
    {
        return true;
    }

    /**
     * What the log hears of a write.
     *
     * @param result as it was.
     * @return the result, or another.
     */
    int result(final int result)
    {
        return result;
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        final BlockDirectory directory = delegate.openDirectory(path);
        return proxy(
            BlockDirectory.class,
            (proxy, method, args) ->
            {
                beforeDirectory(method.getName(), null == args ? null : args[0]);
                return invoke(method, directory, args);
            });
    }

    @Override
    public BlockDirectory openDirectoryForReading(final Path path)
    {
        return delegate.openDirectoryForReading(path);
    }

    @Override
    public AlignedMemory allocate(final int length)
    {
        return delegate.allocate(length);
    }

    @Override
    public BlockWriter newWriter(
        final AlignedMemory slab, final BlockFile lock, final int maxInFlight, final WriteDurability durability)
    {
        final BlockWriter writer = delegate.newWriter(slab, lock, maxInFlight, durability);
        return proxy(
            BlockWriter.class,
            (proxy, method, args) ->
            {
                final boolean isDone = beforeWriter(method.getName());
                if ("poll".equals(method.getName()))
                {
                    final BlockWriter.CompletionHandler handler = (BlockWriter.CompletionHandler)args[0];
                    return isDone ?
                        writer.poll((token, result) -> handler.onCompletion(token, result(result))) : 0;
                }
                return invoke(method, writer, args);
            });
    }

    private static Object invoke(final Method method, final Object target, final Object[] args) throws Throwable
    {
        try
        {
            return method.invoke(target, args);
        }
        catch (final InvocationTargetException ex)
        {
            throw ex.getCause();
        }
    }

    private static <T> T proxy(final Class<T> type, final InvocationHandler handler)
    {
        return type.cast(Proxy.newProxyInstance(FaultyIo.class.getClassLoader(), new Class<?>[]{type}, handler));
    }
}
