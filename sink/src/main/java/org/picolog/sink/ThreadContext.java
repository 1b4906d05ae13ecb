/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.ErrorHandler;
import org.picolog.io.CpuAffinity;
import org.picolog.log.Settings;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ThreadFactory;

import static org.picolog.log.Settings.check;

/**
 * Configuration of the threads of a {@link Sink} that do its work: who makes them, and which CPU each keeps to. The one
 * that watches it, and those of Aeron's client, are not among them. Defaults come from system properties; setters
 * override them. Not thread safe.
 */
public final class ThreadContext implements Cloneable
{
    /**
     * Any CPU, as the scheduler likes.
     */
    public static final int ANY_CPU = -1;

    /** Property: CPU of the thread that takes messages in, with DEDICATED threads; any if not set. */
    public static final String INGEST_CPU_PROP_NAME = "picolog.ingest.cpu";

    /** Property: CPU of the thread that makes durable, or with SHARED of the one that does both; any if not set. */
    public static final String FLUSH_CPU_PROP_NAME = "picolog.flush.cpu";

    /** Property: CPU of the thread that prepares segments, and blocks most of the time; any if not set. */
    public static final String PREPARER_CPU_PROP_NAME = "picolog.preparer.cpu";

    private int ingestCpu = Settings.intValue(INGEST_CPU_PROP_NAME, ANY_CPU);
    private int flushCpu = Settings.intValue(FLUSH_CPU_PROP_NAME, ANY_CPU);
    private int preparerCpu = Settings.intValue(PREPARER_CPU_PROP_NAME, ANY_CPU);
    private ThreadFactory threadFactory = Thread::new;

    /**
     * CPU of the thread that takes messages in. To be left alone but with {@link ThreadingMode#DEDICATED}.
     *
     * @param ingestCpu its number from 0, or {@link #ANY_CPU}.
     * @return this for a fluent API.
     * @see #INGEST_CPU_PROP_NAME
     */
    public ThreadContext ingestCpu(final int ingestCpu)
    {
        this.ingestCpu = ingestCpu;
        return this;
    }

    /** @return the number, or {@link #ANY_CPU}. See {@link #INGEST_CPU_PROP_NAME}. */
    public int ingestCpu()
    {
        return ingestCpu;
    }

    /**
     * CPU of the thread that makes durable. To be left alone with {@link ThreadingMode#INVOKER}.
     *
     * @param flushCpu its number from 0, or {@link #ANY_CPU}.
     * @return this for a fluent API.
     * @see #FLUSH_CPU_PROP_NAME
     */
    public ThreadContext flushCpu(final int flushCpu)
    {
        this.flushCpu = flushCpu;
        return this;
    }

    /** @return the number, or {@link #ANY_CPU}. See {@link #FLUSH_CPU_PROP_NAME}. */
    public int flushCpu()
    {
        return flushCpu;
    }

    /**
     * CPU of the thread that prepares segments.
     *
     * @param preparerCpu its number from 0, or {@link #ANY_CPU}.
     * @return this for a fluent API.
     * @see #PREPARER_CPU_PROP_NAME
     */
    public ThreadContext preparerCpu(final int preparerCpu)
    {
        this.preparerCpu = preparerCpu;
        return this;
    }

    /** @return the number, or {@link #ANY_CPU}. See {@link #PREPARER_CPU_PROP_NAME}. */
    public int preparerCpu()
    {
        return preparerCpu;
    }

    /**
     * What makes the threads, each of which names itself and then keeps to its CPU.
     *
     * @param threadFactory called once for each thread, on the thread that launches the sink.
     * @return this for a fluent API.
     */
    public ThreadContext threadFactory(final ThreadFactory threadFactory)
    {
        this.threadFactory = threadFactory;
        return this;
    }

    /** @return what makes the threads. */
    public ThreadFactory threadFactory()
    {
        return threadFactory;
    }

    /** @return the values written as in a file of properties, in a fixed order. */
    public Map<String, String> settings()
    {
        final Map<String, String> settings = new LinkedHashMap<>();
        settings.put(INGEST_CPU_PROP_NAME, Integer.toString(ingestCpu));
        settings.put(FLUSH_CPU_PROP_NAME, Integer.toString(flushCpu));
        settings.put(PREPARER_CPU_PROP_NAME, Integer.toString(preparerCpu));

        return settings;
    }

    /**
     * Check the values.
     *
     * @param mode of the sink's threads.
     * @throws IllegalArgumentException if a CPU is none that this thread may run on, or is of a thread that there is
     *                                  not: the message names it.
     */
    void validate(final ThreadingMode mode)
    {
        check(null != threadFactory, "threadFactory", null, "must be set");
        check(
            ANY_CPU == ingestCpu || ThreadingMode.DEDICATED == mode,
            INGEST_CPU_PROP_NAME,
            ingestCpu,
            "must not be set with " + SinkContext.THREADING_MODE_PROP_NAME + "=" + mode +
            ": the thread is that of " + (ThreadingMode.SHARED == mode ? FLUSH_CPU_PROP_NAME : "the application"));
        check(
            ANY_CPU == flushCpu || ThreadingMode.INVOKER != mode,
            FLUSH_CPU_PROP_NAME,
            flushCpu,
            "must not be set with " + SinkContext.THREADING_MODE_PROP_NAME + "=" + mode +
            ": the thread is that of the application");
        checkCpu(INGEST_CPU_PROP_NAME, ingestCpu);
        checkCpu(FLUSH_CPU_PROP_NAME, flushCpu);
        checkCpu(PREPARER_CPU_PROP_NAME, preparerCpu);
    }

    /**
     * A factory whose threads keep to a CPU. One that the kernel does not let do so runs all the same, on any.
     */
    ThreadFactory pinnedTo(final int cpu, final ErrorHandler errorHandler)
    {
        return ANY_CPU == cpu ? threadFactory : (runnable) -> threadFactory.newThread(() ->
        {
            try
            {
                CpuAffinity.pin(cpu);
            }
            catch (final IllegalStateException ex)
            {
                errorHandler.onError(ex);
            }
            runnable.run();
        });
    }

    @Override
    public ThreadContext clone()
    {
        try
        {
            return (ThreadContext)super.clone();
        }
        catch (final CloneNotSupportedException ex)
        {
            throw new IllegalStateException(ex);
        }
    }

    private static void checkCpu(final String property, final int cpu)
    {
        if (ANY_CPU != cpu)
        {
            final BitSet allowed = CpuAffinity.allowed();
            check(
                cpu >= 0 && allowed.get(cpu),
                property,
                cpu,
                "must be one of " + allowed + ", on which the thread that launches the sink may run (see taskset and " +
                "cpuset), or " + ANY_CPU + " for any");
        }
    }
}
