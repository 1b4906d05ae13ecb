/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

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
import java.util.Set;

/**
 * The real machine, which does something else before the nth operation that changes anything: on a directory, on a
 * file, or a write of the ring's.
 */
final class SteppedIo implements BlockIo
{
    private static final Set<String> CHANGES =
        Set.of("create", "rename", "delete", "sync", "map", "allocate", "write", "lock");

    private final LinuxBlockIo delegate = new LinuxBlockIo();
    private final int step;
    private final Runnable action;
    private int steps;
    private String stepped;

    /**
     * Construct.
     *
     * @param step   before which to act, from 1; 0 for never.
     * @param action to run then.
     */
    SteppedIo(final int step, final Runnable action)
    {
        this.step = step;
        this.action = action;
    }

    /**
     * How many operations there were.
     */
    int steps()
    {
        return steps;
    }

    /**
     * The operation before which it acted, null if it did not.
     */
    String stepped()
    {
        return stepped;
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        return proxy(BlockDirectory.class, delegate.openDirectory(path));
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
        return proxy(
            BlockWriter.class, delegate.newWriter(slab, (BlockFile)unwrap(lock), maxInFlight, durability));
    }

    private <T> T proxy(final Class<T> type, final T target)
    {
        return type.cast(Proxy.newProxyInstance(
            SteppedIo.class.getClassLoader(), new Class<?>[]{type}, new Stepped(target)));
    }

    private static Object unwrap(final Object object)
    {
        return null != object && Proxy.isProxyClass(object.getClass()) &&
            Proxy.getInvocationHandler(object) instanceof final Stepped wrapper ? wrapper.target : object;
    }

    private void onOperation(final Method method, final Object[] arguments)
    {
        if (CHANGES.contains(method.getName()) && ++steps == step)
        {
            stepped = method.getDeclaringClass().getSimpleName() + "." + method.getName() +
                (null != arguments && arguments[0] instanceof String ? " " + arguments[0] : "");
            action.run();
        }
    }

    private final class Stepped implements InvocationHandler
    {
        private final Object target;

        Stepped(final Object target)
        {
            this.target = target;
        }

        @Override
        public Object invoke(final Object proxy, final Method method, final Object[] arguments) throws Throwable
        {
            for (int i = 0; null != arguments && i < arguments.length; i++)
            {
                arguments[i] = unwrap(arguments[i]);
            }
            onOperation(method, arguments);
            try
            {
                final Object result = method.invoke(target, arguments);
                return result instanceof final BlockFile file ? proxy(BlockFile.class, file) : result;
            }
            catch (final InvocationTargetException ex)
            {
                throw ex.getCause();
            }
        }
    }
}
