/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.bench.parts;

import org.agrona.CloseHelper;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Reading a closed log in the working directory, whose disk takes part: readers bypass the page cache.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReaderBenchmark
{
    private static final int MESSAGE_LENGTH = 100;
    private static final int MESSAGES = 500_000;
    private static final int SEGMENT_LENGTH = 8 * 1024 * 1024;
    private static final long SEED = 42;

    private final SplittableRandom random = new SplittableRandom(SEED);
    private Path path;
    private LogReader reader;

    /**
     * Fill a log and close it.
     *
     * @throws IOException without a directory.
     */
    @Setup
    public void setup() throws IOException
    {
        path = WorkDirectory.create();
        final UnsafeBuffer message = new UnsafeBuffer(new byte[MESSAGE_LENGTH]);
        try (EmbeddedLog log = EmbeddedLog.open(new LogContext().directory(path).segmentLength(SEGMENT_LENGTH)))
        {
            for (int i = 0; i < MESSAGES; i++)
            {
                message.putLong(0, i);
                while (log.append(message, 0, MESSAGE_LENGTH) < 0)
                {
                    Thread.yield();
                    log.poll();
                }
            }
        }
        reader = LogReader.open(path);
    }

    /**
     * Delete it.
     */
    @TearDown
    public void tearDown()
    {
        CloseHelper.close(reader);
        IoUtil.delete(path.toFile(), true);
    }

    /**
     * The next message; at the end from the beginning.
     *
     * @return what it holds.
     */
    @Benchmark
    public long next()
    {
        if (!reader.next())
        {
            reader.seekSequence(1);
            reader.next();
        }

        return reader.buffer().getLong(reader.offset());
    }

    /**
     * Any message, by the index.
     *
     * @return what it holds.
     */
    @Benchmark
    public long seek()
    {
        reader.seekSequence(random.nextLong(1, MESSAGES + 1));
        reader.next();

        return reader.buffer().getLong(reader.offset());
    }
}
