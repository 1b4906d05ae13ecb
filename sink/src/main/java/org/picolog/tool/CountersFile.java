/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.CncFileDescriptor;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;
import org.picolog.sink.SinkCounter;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

import static java.nio.channels.FileChannel.MapMode.READ_ONLY;

/**
 * The counters file of a media driver, read without being its client: a watcher that costs the watched nothing.
 */
final class CountersFile implements AutoCloseable
{
    private static final int EPOCH_OFFSET = 16;
    private static final Map<Integer, SinkCounter> KINDS = kinds();

    private final Path directory;
    private Object fileKey;
    private MappedByteBuffer mapped;
    private CountersReader reader;

    private CountersFile(final Path directory)
    {
        this.directory = directory;
    }

    /**
     * Map the file of a media driver.
     *
     * @param aeronDirectory of the driver.
     * @return the file.
     * @throws ToolException if there is none, or it is of another version.
     */
    static CountersFile open(final Path aeronDirectory)
    {
        final CountersFile file = new CountersFile(aeronDirectory);
        try
        {
            file.map();
            return file;
        }
        catch (final IOException | RuntimeException ex)
        {
            throw new ToolException(
                ExitCode.NO_DRIVER,
                "no counters of a media driver in " + aeronDirectory + " (" + ex + "): start one, or name its " +
                "directory with --aeron-dir");
        }
    }

    /**
     * What the sinks of this driver say now. Those of a sink that was killed stay for a while beside those of the next
     * one on the same log: the latest epoch counts.
     *
     * @return one for each sink, by the order in which they were started.
     */
    Collection<SinkSample> sample()
    {
        followDriver();
        final Map<UUID, SinkSample> sinks = new LinkedHashMap<>();
        final long nowNs = System.nanoTime();
        reader.forEach((counterId, typeId, key, label) ->
        {
            final SinkCounter kind = KINDS.get(typeId);
            if (null != kind)
            {
                final SinkSample sink = sinks.compute(logIdOf(key), (logId, known) ->
                    null == known || known.epoch() < key.getLong(EPOCH_OFFSET) ? newSample(key, label, nowNs) : known);
                if (sink.epoch() == key.getLong(EPOCH_OFFSET))
                {
                    sink.values().put(kind, reader.getCounterValue(counterId));
                }
            }
        });

        return sinks.values();
    }

    @Override
    public void close()
    {
        IoUtil.unmap(mapped);
    }

    /**
     * A driver that is started anew makes a new file. Until that can be read, the last values stay.
     */
    private void followDriver()
    {
        try
        {
            if (!fileKey.equals(currentKey()))
            {
                map();
            }
        }
        catch (final IOException | RuntimeException ex)
        {
            // None, or one that is being made: whoever looks sees that the sinks are silent.
        }
    }

    private void map() throws IOException
    {
        final Object newKey = currentKey();
        final MappedByteBuffer newlyMapped;
        try (FileChannel channel = FileChannel.open(directory.resolve(CncFileDescriptor.CNC_FILE)))
        {
            if (channel.size() < CncFileDescriptor.END_OF_METADATA_OFFSET)
            {
                throw new IOException("it is too short");
            }
            newlyMapped = channel.map(READ_ONLY, 0, channel.size());
        }
        try
        {
            final UnsafeBuffer header = CncFileDescriptor.createMetaDataBuffer(newlyMapped);
            CncFileDescriptor.checkVersion(header.getIntVolatile(CncFileDescriptor.cncVersionOffset(0)));
            reader = new CountersReader(
                CncFileDescriptor.createCountersMetaDataBuffer(newlyMapped, header),
                CncFileDescriptor.createCountersValuesBuffer(newlyMapped, header));
        }
        catch (final RuntimeException ex)
        {
            IoUtil.unmap(newlyMapped);
            throw ex;
        }
        IoUtil.unmap(mapped);
        mapped = newlyMapped;
        fileKey = newKey;
    }

    private Object currentKey() throws IOException
    {
        return Files.readAttributes(directory.resolve(CncFileDescriptor.CNC_FILE), BasicFileAttributes.class).fileKey();
    }

    private static SinkSample newSample(final DirectBuffer key, final String label, final long nowNs)
    {
        final int end = label.indexOf(": ");
        return new SinkSample(
            logIdOf(key),
            key.getLong(EPOCH_OFFSET),
            end < 0 ? "" : label.substring(end + 2),
            nowNs,
            new EnumMap<>(SinkCounter.class));
    }

    private static UUID logIdOf(final DirectBuffer key)
    {
        return new UUID(key.getLong(0), key.getLong(Long.BYTES));
    }

    private static Map<Integer, SinkCounter> kinds()
    {
        final Map<Integer, SinkCounter> kinds = new LinkedHashMap<>();
        for (final SinkCounter kind : SinkCounter.values())
        {
            kinds.put(kind.typeId(), kind);
        }

        return kinds;
    }
}
