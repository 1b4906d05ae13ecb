/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.embedded;

import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;
import org.picolog.sink.Sink;
import org.picolog.sink.SinkContext;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Media driver, sink and sequencer in one process: publish a message, wait until it is durable, read it back.
 */
public final class EmbeddedSinkExample
{
    private EmbeddedSinkExample()
    {
    }

    /**
     * Run the example.
     *
     * @param args the directory of the log: empty, and on a disk.
     */
    public static void main(final String[] args)
    {
        run(Path.of(args[0]), System.out);
    }

    // README: begin
    static void run(final Path directory, final PrintStream out)
    {
        final UnsafeBuffer message = new UnsafeBuffer("BUY 5 @ 101.25".getBytes(StandardCharsets.US_ASCII));

        try (MediaDriver driver = MediaDriver.launchEmbedded(new MediaDriver.Context()
                .threadingMode(ThreadingMode.SHARED).dirDeleteOnShutdown(true));
            Sink sink = Sink.launch(new SinkContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .errorHandler(Throwable::printStackTrace)
                .log(new LogContext().directory(directory)));
            SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext()
                .aeronDirectoryName(driver.aeronDirectoryName())))
        {
            long sequence = adapter.offer(message, 0, message.capacity());
            while (null == sink.failure() && (sequence < 0 || adapter.committedSequence() < sequence))
            {
                Thread.yield();
                adapter.poll();
                sequence = sequence < 0 ? adapter.offer(message, 0, message.capacity()) : sequence;
            }
            out.println("durable up to sequence " + adapter.committedSequence());
        }

        try (LogReader reader = LogReader.open(directory))
        {
            while (reader.next())
            {
                out.println(reader.sequence() + ": " +
                    reader.buffer().getStringWithoutLengthAscii(reader.offset(), reader.length()));
            }
        }
    }
    // README: end
}
