/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.faults;

import io.aeron.driver.MediaDriver;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;
import org.picolog.log.RetentionPolicy;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;
import org.picolog.sink.ThreadingMode;

import java.util.concurrent.locks.LockSupport;

/**
 * A sink with its media driver and its sequencer, all in this process: what dies with it dies at one instant, and its
 * successor need not wait until a driver has missed it. Until the process ends.
 */
final class SinkLoad implements Appender
{
    private static final int TERM_LENGTH = 256 * 1024;
    private static final int RETAINED_LENGTH = 1024 * 1024;
    private static final long PAUSE_NS = 20_000;

    private final Messages messages;
    private final long writer;
    private final UnsafeBuffer message;
    private final Sink sink;
    private final SequencerAdapter adapter;
    private final long first;
    private int length;
    private String end;
    private long share = Load.MAX_APPENDED_BYTES;

    /**
     * Start everything.
     *
     * @param messages       to publish.
     * @param log            that the sink writes.
     * @param writer         number of this writer; every second sink has one thread for all.
     * @param aeronDirectory for the media driver, of this process alone.
     */
    SinkLoad(final Messages messages, final LogContext log, final long writer, final String aeronDirectory)
    {
        this.messages = messages;
        this.writer = writer;
        message = messages.newBuffer();
        MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(aeronDirectory)
            .threadingMode(io.aeron.driver.ThreadingMode.SHARED)
            .ipcTermBufferLength(TERM_LENGTH)
            .publicationTermBufferLength(TERM_LENGTH));
        sink = Sink.launch(new SinkContext()
            .aeronDirectoryName(aeronDirectory)
            .threadingMode(0 == writer % 2 ? ThreadingMode.SHARED : ThreadingMode.DEDICATED)
            .errorHandler((cause) -> System.out.println("error " + cause))
            .log(log.retention(RetentionPolicy.KEEP_ALL.bytes(Load.RETAINED_SEGMENTS * (long)Load.SEGMENT_LENGTH))));
        adapter = SequencerAdapter.connect(new AdapterContext()
            .aeronDirectoryName(aeronDirectory)
            .retainedLength(RETAINED_LENGTH)
            .errorHandler((cause) -> System.out.println("error " + cause)));
        first = adapter.nextSequence();
    }

    @Override
    public long first()
    {
        return first;
    }

    @Override
    public long prepare()
    {
        final long sequence = adapter.nextSequence();
        length = messages.fill(message, writer, sequence);
        return sequence;
    }

    @Override
    public long append()
    {
        adapter.poll();
        final long result = share > 0 ? adapter.offer(message, 0, length) : EmbeddedLog.NO_ROOM;
        if (result > 0)
        {
            share -= length;
            return result;
        }
        if (PublishResult.isFinal(result))
        {
            end = PublishResult.name(result);
        }
        LockSupport.parkNanos(PAUSE_NS);
        return null == failure() ? EmbeddedLog.NO_ROOM : EmbeddedLog.FAILED;
    }

    @Override
    public long acknowledged()
    {
        return adapter.committedSequence();
    }

    @Override
    public Object failure()
    {
        return null == sink.failure() ? end : sink.failure();
    }
}
