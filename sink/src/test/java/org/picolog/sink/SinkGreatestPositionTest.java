/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.driver.MediaDriver;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.adapter.AdapterContext;
import org.picolog.adapter.PublishResult;
import org.picolog.adapter.SequencerAdapter;
import org.picolog.log.LogContext;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * A data stream that comes to its greatest position: here it begins in its last term.
 */
@Timeout(180)
class SinkGreatestPositionTest
{
    private static final String LAST_TERM = "aeron:ipc?term-length=64k|init-term-id=0|term-id=2147483647|term-offset=0";
    private static final int LENGTH = 1_000;
    private static final int MESSAGES = 150;

    @TempDir
    private Path directory;
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    @Test
    void theAdapterGoesOnWithAnotherSession() throws Exception
    {
        final Set<Integer> sessions = new HashSet<>();
        final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
        final Path log = Files.createDirectory(directory.resolve("log"));
        try (MediaDriver driver = TestDriver.launch();
            Sink sink = Sink.launch(new SinkContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .errorHandler(errors::add)
                .log(new LogContext().directory(log).segmentLength(1024 * 1024)));
            SequencerAdapter adapter = SequencerAdapter.connect(new AdapterContext()
                .aeronDirectoryName(driver.aeronDirectoryName())
                .channel(LAST_TERM)
                .connectTimeoutNs(SinkHarness.DEADLINE_NS)
                .errorHandler(errors::add)))
        {
            final long deadlineNs = System.nanoTime() + SinkHarness.DEADLINE_NS;
            while (adapter.committedSequence() < MESSAGES)
            {
                assertTrue(System.nanoTime() - deadlineNs < 0, () -> sink + " " + adapter.state() + errors);
                adapter.poll();
                if (adapter.nextSequence() <= MESSAGES)
                {
                    TestMessages.fill(message, 0, adapter.nextSequence(), LENGTH);
                    final long result = adapter.offer(message, 0, LENGTH);
                    assertFalse(PublishResult.isFinal(result), () -> PublishResult.name(result));
                    if (result > 0)
                    {
                        sessions.add(adapter.sessionId());
                    }
                }
                Thread.yield();
            }
        }
        assertTrue(sessions.size() > 2, sessions::toString);
        assertLogHolds(log, MESSAGES, (sequence) -> LENGTH);
        assertEquals(List.of(), errors);
    }
}
