/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.driver.MediaDriver;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.log.LogContext;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * What the monitor still does when a part of it fails.
 */
@Timeout(180)
class MonitorAgentTest
{
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /**
     * When it matters most to see how much space is left.
     */
    @Test
    void tellsHowMuchSpaceIsLeftWhenThereIsNoneForTheLatencies(@TempDir final Path directory) throws IOException
    {
        final Path full = Path.of("/dev/full");
        assumeTrue(Files.isWritable(full), "there is no " + full);
        try (MediaDriver driver = TestDriver.launch())
        {
            final SinkContext ctx = new SinkContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .errorHandler(errors::add)
                .monitor(new MonitorContext().latencyLog(full))
                .log(new LogContext().directory(directory))
                .conclude();
            final SinkCounters counters = SinkCounters.of(ctx, new UUID(1, 2), 1);
            counters.attach(ctx.aeron());
            final long nowMs = System.currentTimeMillis();
            final Latencies latencies = new Latencies(ctx.monitor(), nowMs - TimeUnit.MINUTES.toMillis(1));
            latencies.flush().record(5_000);
            new MonitorAgent(ctx, counters, latencies, null, ctx.state()).doWork();
            assertEquals(1, errors.size(), errors::toString);
            assertTrue(counters.get(SinkCounter.SPACE_LEFT) > 0);

            // Once an interval, and what could not be written is not counted into the next one.
            latencies.publish(counters, nowMs);
            assertEquals(0, latencies.flush().total().getTotalCount());
            ctx.close();
        }
    }
}
