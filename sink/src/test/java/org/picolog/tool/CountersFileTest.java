/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.tool;

import io.aeron.Aeron;
import io.aeron.Counter;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.sink.SinkCounter;

import java.nio.file.Path;

import static org.junit.jupiter.api.Assertions.assertEquals;

/**
 * A watcher that outlives the media driver.
 */
@Timeout(120)
class CountersFileTest
{
    @TempDir
    private Path directory;

    @Test
    void followsToTheNextDriverInTheSameDirectory()
    {
        CountersFile file = null;
        try
        {
            for (long epoch = 1; epoch <= 3; epoch++)
            {
                try (MediaDriver driver = launch();
                    Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
                    Counter counter = addState(aeron, epoch))
                {
                    file = null == file ? CountersFile.open(Path.of(driver.aeronDirectoryName())) : file;
                    counter.setRelease(epoch);
                    final SinkSample sample = file.sample().iterator().next();
                    assertEquals(epoch, sample.epoch());
                    assertEquals(epoch, sample.value(SinkCounter.STATE));
                }

                // Without a driver there is the last of what there was.
                file.sample();
            }
        }
        finally
        {
            if (null != file)
            {
                file.close();
            }
        }
    }

    private MediaDriver launch()
    {
        return MediaDriver.launch(new MediaDriver.Context()
            .aeronDirectoryName(directory.resolve("driver").toString())
            .threadingMode(ThreadingMode.SHARED)
            .dirDeleteOnShutdown(true));
    }

    private static Counter addState(final Aeron aeron, final long epoch)
    {
        final UnsafeBuffer buffer = new UnsafeBuffer(new byte[64]);
        buffer.putLong(16, epoch);
        final int labelLength = buffer.putStringWithoutLengthAscii(32, "picolog-state: there");
        return aeron.addCounter(SinkCounter.STATE.typeId(), buffer, 0, 28, buffer, 32, labelLength);
    }
}
