/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.samples.embedded;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.log.EmbeddedLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogReader;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * The log in a process without Aeron: append messages, wait until they are durable, read them back.
 */
public final class EmbeddedLogExample
{
    private EmbeddedLogExample()
    {
    }

    /**
     * Run the example.
     *
     * @param args the directory of the log: on a disk; the log in it, if there is one, goes on.
     */
    public static void main(final String[] args)
    {
        run(Path.of(args[0]), System.out);
    }

    // README: begin
    static void run(final Path directory, final PrintStream out)
    {
        try (EmbeddedLog log = EmbeddedLog.open(new LogContext().directory(directory)))
        {
            long last = 0;
            for (final String order : new String[]{ "BUY 5 @ 101.25", "SELL 3 @ 101.50" })
            {
                final UnsafeBuffer message = new UnsafeBuffer(order.getBytes(StandardCharsets.US_ASCII));
                do
                {
                    last = log.append(message, 0, message.capacity());
                    log.poll();
                }
                while (EmbeddedLog.NO_ROOM == last);
            }

            if (last < 0 || !log.awaitCommitted(last, TimeUnit.MINUTES.toNanos(1)))
            {
                throw new IllegalStateException("not durable", log.failure());
            }
            out.println("durable up to sequence " + log.committedSequence());

            try (LogReader reader = log.read())
            {
                while (reader.next())
                {
                    out.println(reader.sequence() + ": " +
                        reader.buffer().getStringWithoutLengthAscii(reader.offset(), reader.length()));
                }
            }
        }
    }
    // README: end
}
