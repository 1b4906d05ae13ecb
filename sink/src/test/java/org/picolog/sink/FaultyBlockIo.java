/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.io.AlignedMemory;
import org.picolog.io.BlockDirectory;
import org.picolog.io.BlockFile;
import org.picolog.io.BlockIo;
import org.picolog.io.BlockWriter;
import org.picolog.io.LinuxBlockIo;
import org.picolog.io.WriteDurability;
import org.picolog.log.LogContext;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;

/**
 * The real machine, but for what a test changes: the result of a write, and how a file is opened.
 */
class FaultyBlockIo implements BlockIo
{
    private final LinuxBlockIo delegate = new LinuxBlockIo(new LogContext().io());

    /**
     * What the log hears of a write.
     *
     * @param number of the write among all that were submitted, from 1, rewrites included.
     * @param result as it was.
     * @return the result, or another.
     */
    int result(final long number, final int result)
    {
        return result;
    }

    /**
     * Called before a file is created.
     *
     * @param name of the file.
     */
    void onCreate(final String name)
    {
        // To be overridden.
    }

    /**
     * Is a file to be opened for writing?
     *
     * @param name     of the file.
     * @param writable as asked for.
     * @return as asked for, or not.
     */
    boolean writable(final String name, final boolean writable)
    {
        return writable;
    }

    /**
     * Does the log hear of its writes?
     *
     * @return false for not yet.
     */
    boolean isPolled()
    {
        return true;
    }

    /**
     * Called before a wait for a write.
     */
    void onAwait()
    {
        // To be overridden.
    }

    @Override
    public BlockDirectory openDirectory(final Path path)
    {
        final BlockDirectory directory = delegate.openDirectory(path);
        return (BlockDirectory)Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[]{BlockDirectory.class},
            (proxy, method, args) ->
            {
                try
                {
                    if ("create".equals(method.getName()))
                    {
                        onCreate((String)args[0]);
                    }
                    else if ("open".equals(method.getName()))
                    {
                        args[1] = writable((String)args[0], (boolean)args[1]);
                    }
                    return method.invoke(directory, args);
                }
                catch (final InvocationTargetException ex)
                {
                    throw ex.getCause();
                }
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
        return new FaultyWriter(writer);
    }

    private final class FaultyWriter implements BlockWriter
    {
        private final BlockWriter delegate;
        private long number;

        FaultyWriter(final BlockWriter delegate)
        {
            this.delegate = delegate;
        }

        @Override
        public void start()
        {
            delegate.start();
        }

        @Override
        public int register(final BlockFile file)
        {
            return delegate.register(file);
        }

        @Override
        public void unregister(final int slot)
        {
            delegate.unregister(slot);
        }

        @Override
        public boolean write(
            final int slot, final long position, final int slabOffset, final int length, final long token)
        {
            return delegate.write(slot, position, slabOffset, length, token);
        }

        @Override
        public void submit()
        {
            delegate.submit();
        }

        @Override
        public int poll(final CompletionHandler handler)
        {
            return isPolled() ?
                delegate.poll((token, result) -> handler.onCompletion(token, result(++number, result))) : 0;
        }

        @Override
        public void awaitCompletion(final long timeoutNs)
        {
            onAwait();
            delegate.awaitCompletion(timeoutNs);
        }

        @Override
        public int inFlight()
        {
            return delegate.inFlight();
        }

        @Override
        public void close()
        {
            delegate.close();
        }
    }
}
