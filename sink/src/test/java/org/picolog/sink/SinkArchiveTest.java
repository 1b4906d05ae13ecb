/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.ExclusivePublication;
import io.aeron.Publication;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.picolog.log.LogReader;

import java.io.File;
import java.nio.file.Path;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.picolog.sink.TestMessages.assertLogHolds;

/**
 * What goes into the log, and what does not.
 */
@Timeout(180)
class SinkArchiveTest
{
    @TempDir
    private Path directory;
    private SinkHarness harness;

    @BeforeEach
    void before()
    {
        harness = new SinkHarness(directory);
    }

    @AfterEach
    void after()
    {
        harness.close();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void archivesWhatIsClaimedAndAcknowledgesAllOfIt(final ThreadingMode mode)
    {
        final int count = 20_000;
        harness.launch(mode);
        final ExclusivePublication publication = harness.addPublication();
        for (long sequence = 1; sequence <= count; sequence++)
        {
            harness.publish(publication, sequence, 100);
            assertTrue(harness.lastAck().committed() <= sequence, "acknowledged before it was published");
        }
        harness.awaitCommitted(count);

        assertEquals(count, harness.lastAck().committed());
        assertEquals(publication.position(), harness.lastAck().position());
        assertEquals(publication.sessionId(), harness.lastAck().sessionId());
        harness.closeSink();
        assertTrue(segmentCount() > 5, "segments were not rolled: " + segmentCount());
        assertLogHolds(directory, count, (sequence) -> 100);
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void archivesFragmentedMessagesBetweenSmallOnes(final ThreadingMode mode)
    {
        final int count = 600;
        harness.launch(mode);
        final ExclusivePublication publication = harness.addPublication();
        for (long sequence = 1; sequence <= count; sequence++)
        {
            harness.publish(publication, sequence, mixedLength(sequence));
        }
        harness.awaitCommitted(count);
        harness.closeSink();

        assertLogHolds(directory, count, SinkArchiveTest::mixedLength);
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void numbersTheMessagesOfAnyPublicationInPlainMode(final ThreadingMode mode)
    {
        final int count = 500;
        harness.ctx.ingestMode(IngestMode.PLAIN);
        harness.launch(mode);
        try (Publication publication = harness.aeron.addPublication(SinkHarness.CHANNEL, harness.ctx.streamId()))
        {
            final UnsafeBuffer buffer = new UnsafeBuffer(new byte[6000]);
            for (int i = 1; i <= count; i++)
            {
                buffer.putInt(0, i);
                final int length = 4 + i * 7 % 5_900;
                harness.await("room for message " + i, () -> publication.offer(buffer, 0, length) > 0);
            }
            harness.awaitCommitted(count);
            assertEquals(publication.position(), harness.lastAck().position());
        }
        harness.closeSink();

        try (LogReader reader = LogReader.open(directory))
        {
            for (int i = 1; i <= count; i++)
            {
                assertTrue(reader.next());
                assertEquals(i, reader.sequence());
                assertEquals(4 + i * 7 % 5_900, reader.length());
                assertEquals(i, reader.buffer().getInt(reader.offset()));
            }
            assertFalse(reader.next());
        }
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void dropsDuplicatesAndAcknowledgesThem(final ThreadingMode mode)
    {
        harness.launch(mode);
        final ExclusivePublication publication = harness.addPublication();
        publishRange(publication, 1, 100);
        publishRange(publication, 50, 100);
        publishRange(publication, 90, 150);
        harness.awaitCommitted(150);
        final int heard = harness.acks.size();
        publishRange(publication, 1, 150);
        harness.await("a further ack", () -> harness.acks.size() > heard + 2);

        assertEquals(150, harness.lastAck().committed());
        assertEquals(151, harness.lastAck().expected());
        harness.closeSink();
        assertLogHolds(directory, 150, SinkArchiveTest::mixedLength);
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void stopsASessionThatLeavesOutASequence(final ThreadingMode mode)
    {
        harness.launch(mode);
        final ExclusivePublication publication = harness.addPublication();
        publishRange(publication, 1, 100);
        publishRange(publication, 102, 200);
        publishRange(publication, 101, 101);
        harness.awaitCommitted(100);
        harness.await("the gap to be reported", () -> !harness.errors.isEmpty());
        harness.awaitConsumed(publication);
        harness.closeSink();

        assertEquals(100, harness.lastAck().committed());
        assertEquals(101, harness.lastAck().expected());
        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertTrue(
            harness.errors.get(0).getMessage().contains("left out a sequence: expected 101, found 102"),
            harness.errors.get(0)::getMessage);
        assertNull(harness.sink.failure());
        assertLogHolds(directory, 100, SinkArchiveTest::mixedLength);
    }

    @Test
    void stopsASessionThatDoesNotNumberItsMessages()
    {
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        publishRange(publication, 0, 0);
        publishRange(publication, 1, 10);
        harness.await("a report", () -> !harness.errors.isEmpty());
        harness.awaitConsumed(publication);
        harness.closeSink();

        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertTrue(harness.errors.get(0).getMessage().contains("does not number its messages"));
        assertTrue(harness.errors.get(0).getMessage().contains(SinkContext.INGEST_MODE_PROP_NAME));
        assertLogHolds(directory, 0, SinkArchiveTest::mixedLength);
    }

    @Test
    void putsBackPressureOnThePublisherAndLosesNothing()
    {
        harness.ctx.log().slabLength(64 * 4096).maxWriteLength(16 * 4096);
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        harness.await("the connection", publication::isConnected);
        harness.isInvoked = false;
        long sequence = 0;
        long result = 1;
        while (result > 0 || Publication.ADMIN_ACTION == result)
        {
            result = harness.tryPublish(publication, sequence + 1, 1000);
            sequence += result > 0 ? 1 : 0;
        }
        assertEquals(Publication.BACK_PRESSURED, result);
        assertTrue(sequence > 50);

        harness.isInvoked = true;
        for (; sequence < 3_000; sequence++)
        {
            harness.publish(publication, sequence + 1, 1000);
        }
        harness.awaitCommitted(3_000);
        harness.closeSink();
        assertLogHolds(directory, 3_000, (number) -> 1000);
        assertNothingWrong();
    }

    /**
     * With one fragment to a poll the padding at the end of a term is polled alone, which counts as nothing.
     */
    @Test
    void takesInOnCloseWhatWasPublishedAcrossTheEndOfATerm()
    {
        harness.ctx.fragmentLimit(1).log().segmentLength(4 * 1024 * 1024);
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        final int length = 950;
        final long nearEnd = publication.termBufferLength() - 20L * length;
        long sequence = 0;
        while (publication.position() < nearEnd)
        {
            harness.publish(publication, ++sequence, length);
        }
        harness.awaitCommitted(sequence);

        harness.isInvoked = false;
        for (int i = 0; i < 60; i++)
        {
            harness.publish(publication, ++sequence, length);
        }
        assertTrue(publication.position() > publication.termBufferLength());
        assertTrue(publication.position() > sequence * 992, "there is no padding at the term's end");
        harness.closeSink();

        assertEquals(sequence, harness.lastAck().committed());
        assertLogHolds(directory, sequence, (number) -> length);
        assertNothingWrong();
    }

    /**
     * Four such messages fill a page to the last byte.
     */
    @Test
    void acknowledgesTheMessageThatFillsAPage()
    {
        harness.launch(ThreadingMode.INVOKER);
        final ExclusivePublication publication = harness.addPublication();
        harness.await("the connection", publication::isConnected);
        harness.isInvoked = false;
        for (int sequence = 1; sequence <= 4; sequence++)
        {
            harness.publish(publication, sequence, 1000);
        }
        harness.isInvoked = true;
        harness.awaitCommitted(4);
        harness.closeSink();
        assertLogHolds(directory, 4, (number) -> 1000);
    }

    @Test
    void goesOnWhereTheLogEnds()
    {
        harness.launch(ThreadingMode.DEDICATED);
        try (ExclusivePublication publication = harness.addPublication())
        {
            publishRange(publication, 1, 300);
            harness.awaitCommitted(300);
        }
        harness.closeSink();
        harness.sink = Sink.launch(harness.ctx.clone());
        harness.await("an ack", () -> 2 == harness.lastAck().epoch());
        assertEquals(300, harness.lastAck().committed());
        assertEquals(301, harness.lastAck().expected());

        final ExclusivePublication publication = harness.addPublication();
        publishRange(publication, 250, 600);
        harness.awaitCommitted(600);
        harness.closeSink();
        assertLogHolds(directory, 600, SinkArchiveTest::mixedLength);
        assertNothingWrong();
    }

    @ParameterizedTest
    @EnumSource(ThreadingMode.class)
    void drainsASecondPublisherAndTakesItsPlaceOnlyForANewOne(final ThreadingMode mode)
    {
        harness.ctx.imageTimeoutNs(100_000_000);
        harness.launch(mode);
        final ExclusivePublication first = harness.addPublication();
        publishRange(first, 1, 10);
        harness.awaitCommitted(10);
        final ExclusivePublication second = harness.addUnconnectedPublication();
        for (long sequence = 11; sequence <= 1_000; sequence++)
        {
            harness.publish(first, sequence, mixedLength(sequence));
            harness.publish(second, sequence, 55);
        }
        harness.awaitCommitted(1_000);
        harness.awaitConsumed(second);
        harness.await("a report", () ->
        {
            harness.tryPublish(second, 2_000, 55);
            return !harness.errors.isEmpty();
        });
        assertTrue(harness.errors.get(0).getMessage().contains("session " + second.sessionId()));

        first.close();
        final ExclusivePublication third = harness.addPublication();
        harness.await("the first to be gone", () -> harness.sinkPosition(first) < 0);
        publishRange(second, 1_001, 1_010);
        harness.awaitConsumed(second);
        publishRange(third, 1_001, 1_100);
        harness.awaitCommitted(1_100);

        assertEquals(third.sessionId(), harness.lastAck().sessionId());
        assertEquals(third.position(), harness.lastAck().position());
        harness.closeSink();
        assertLogHolds(directory, 1_100, SinkArchiveTest::mixedLength);
        assertEquals(1, harness.errors.size(), harness.errors::toString);
        assertNull(harness.sink.failure());
    }

    @Test
    void outlivesPublishersThatComeAndGo()
    {
        harness.launch(ThreadingMode.DEDICATED);
        long sequence = 0;
        for (int i = 0; i < 20; i++)
        {
            final ExclusivePublication publication = harness.addPublication();
            harness.publish(publication, ++sequence, 100);
            harness.awaitCommitted(sequence);
            publication.close();
            harness.await("the sink to let go", () -> harness.sinkPosition(publication) < 0);
        }
        harness.closeSink();
        assertLogHolds(directory, 20, (number) -> 100);
        assertNothingWrong();
    }

    private void publishRange(final ExclusivePublication publication, final long first, final long last)
    {
        for (long sequence = first; sequence <= last; sequence++)
        {
            harness.publish(publication, sequence, mixedLength(sequence));
        }
    }

    private void assertNothingWrong()
    {
        assertEquals(List.of(), harness.errors);
        assertNull(harness.sink.failure());
    }

    private int segmentCount()
    {
        final File[] files = directory.toFile().listFiles((parent, name) -> name.endsWith(".plog"));
        return null == files ? 0 : files.length;
    }

    static int mixedLength(final long sequence)
    {
        return (int)(0 == sequence % 7 ? 1_000 + sequence * 997 % 20_000 : sequence * 31 % 300);
    }
}
