/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import org.agrona.collections.MutableLong;
import org.agrona.concurrent.status.CountersReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.picolog.codecs.protocol.SinkStatus;
import org.picolog.log.DurableLog;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What a watcher sees in the media driver's counters file.
 */
@Timeout(180)
class SinkCountersTest
{
    private static final int FIRST_OF_AERON_USERS = 1000;

    @TempDir
    private Path directory;
    private SinkHarness harness;
    private CountersReader reader;

    @BeforeEach
    void before()
    {
        harness = new SinkHarness(directory);
        reader = harness.aeron.countersReader();
    }

    @AfterEach
    void after()
    {
        harness.close();
    }

    @Test
    void typeIdsAreApartFromAeronsAndFromEachOther()
    {
        final Set<Integer> typeIds = new HashSet<>();
        final Set<String> texts = new HashSet<>();
        for (final SinkCounter kind : SinkCounter.values())
        {
            assertTrue(kind.typeId() >= SinkCounter.FIRST_TYPE_ID && kind.typeId() <= SinkCounter.LAST_TYPE_ID);
            assertTrue(typeIds.add(kind.typeId()), kind::name);
            assertTrue(texts.add(kind.text()), kind::name);
        }
        assertTrue(SinkCounter.FIRST_TYPE_ID >= FIRST_OF_AERON_USERS);
    }

    @Test
    void tellWhatTheSinkDoes()
    {
        harness.launch(ThreadingMode.DEDICATED);
        final ExclusivePublication publication = harness.addPublication();
        for (int sequence = 1; sequence <= 2000; sequence++)
        {
            harness.publish(publication, sequence, 700);
        }
        harness.awaitCommitted(2000);
        await(SinkCounter.COMMITTED_SEQUENCE, 2000);
        await(SinkCounter.COMMIT_POSITION, publication.position());
        await(SinkCounter.INGEST_POSITION, publication.position());
        await(SinkCounter.EXPECTED_SEQUENCE, 2001);
        await(SinkCounter.LAG_BYTES, 0);
        await(SinkCounter.WRITES_IN_FLIGHT, 0);
        await(SinkCounter.PAGES_FREE, 256);
        await(SinkCounter.CONNECTED_PUBLISHERS, 1);
        await(SinkCounter.PREPARED_SEGMENTS, 4);
        await(SinkCounter.STATE, SinkStatus.ACTIVE.value());
        assertTrue(value(SinkCounter.BYTES_DURABLE) > 2000 * 700);
        assertTrue(value(SinkCounter.WRITES_DURABLE) > 0);
        assertTrue(value(SinkCounter.ROLLS) >= 2000 * 700 / (256 * 1024));
        final long heartbeat = value(SinkCounter.HEARTBEAT);
        harness.await("another heartbeat", () -> value(SinkCounter.HEARTBEAT) > heartbeat);
        assertEquals(0, value(SinkCounter.GAPS) + value(SinkCounter.DUPLICATES_DROPPED) + value(SinkCounter.ERRORS));

        harness.publish(publication, 1000, 10);
        await(SinkCounter.DUPLICATES_DROPPED, 1);
        await(SinkCounter.LAG_BYTES, 0);

        final ExclusivePublication second = harness.addUnconnectedPublication();
        harness.publish(second, 2001, 10);
        await(SinkCounter.REJECTED_FRAGMENTS, 1);
        await(SinkCounter.CONNECTED_PUBLISHERS, 2);

        harness.publish(publication, 3000, 10);
        harness.publish(publication, 3001, 10);
        await(SinkCounter.GAPS, 1);
        await(SinkCounter.ERRORS, 1);
        await(SinkCounter.LAG_BYTES, 0);
    }

    @Test
    void countEachTimeThatThePublisherIsHeldBack()
    {
        // A segment that holds more than the slab, so that pages run out first.
        harness.ctx.log().segmentLength(4 * 1024 * 1024);
        final AtomicBoolean isHeard = new AtomicBoolean(true);
        harness.ctx.log().blockIo(new FaultyBlockIo()
        {
            @Override
            boolean isPolled()
            {
                return isHeard.get();
            }
        });
        harness.launch(ThreadingMode.SHARED);
        final ExclusivePublication publication = harness.addPublication();
        final MutableLong sequence = new MutableLong();
        for (int round = 1; round <= 2; round++)
        {
            final long expected = value(SinkCounter.BACK_PRESSURE_EVENTS) + 1;
            isHeard.set(false);
            harness.await("back-pressure", () ->
            {
                if (harness.tryPublish(publication, sequence.get() + 1, 1000) > 0)
                {
                    sequence.increment();
                }
                return value(SinkCounter.BACK_PRESSURE_EVENTS) == expected;
            });
            harness.await("lag", () -> value(SinkCounter.LAG_BYTES) > 700_000);
            harness.await("no free page", () -> value(SinkCounter.PAGES_FREE) <= 1);
            // Once, however often it is tried; while pages are freed one by one it may be held back again.
            assertEquals(expected, value(SinkCounter.BACK_PRESSURE_EVENTS));
            isHeard.set(true);
            harness.awaitCommitted(sequence.get());
            await(SinkCounter.LAG_BYTES, 0);
        }

        final long held = value(SinkCounter.BACK_PRESSURE_EVENTS);
        for (int i = 0; i < 100; i++)
        {
            harness.publish(publication, sequence.incrementAndGet(), 1000);
        }
        harness.awaitCommitted(sequence.get());
        assertEquals(held, value(SinkCounter.BACK_PRESSURE_EVENTS));
    }

    @Test
    void countWhenHoldingBackBeginsAndNotHowLongNorWhenItEnds()
    {
        try (DurableLog log = DurableLog.open(harness.ctx.log());
            SinkCounters counters = SinkCounters.of(harness.ctx, log.logId(), log.epoch()))
        {
            counters.attach(harness.aeron);
            final IngestCounters ingest = new IngestCounters(counters, log.assembler());
            long began = 0;
            boolean hadRoom = true;
            for (final boolean hasRoom : new boolean[]{ true, false, false, true, true, false, true, false, false })
            {
                ingest.onRoom(hasRoom);
                began += hadRoom && !hasRoom ? 1 : 0;
                hadRoom = hasRoom;
                assertEquals(began, value(SinkCounter.BACK_PRESSURE_EVENTS));
            }
        }
    }

    @Test
    void areLabelledAndKeyedByTheirLog()
    {
        harness.launch(ThreadingMode.SHARED);
        for (final SinkCounter kind : SinkCounter.values())
        {
            final int id = find(kind);
            assertEquals("picolog-" + kind.text() + ": " + directory, reader.getCounterLabel(id));
            final int key = CountersReader.metaDataOffset(id) + CountersReader.KEY_OFFSET;
            assertEquals(harness.sink.logId().getMostSignificantBits(), reader.metaDataBuffer().getLong(key));
            assertEquals(harness.sink.logId().getLeastSignificantBits(), reader.metaDataBuffer().getLong(key + 8));
            assertEquals(1, reader.metaDataBuffer().getLong(key + 16));
            assertEquals(harness.ctx.streamId(), reader.metaDataBuffer().getInt(key + 24));
        }
    }

    @Test
    void areGoneWhenTheSinkIsClosed()
    {
        harness.ctx.aeron(harness.aeron);
        harness.launch(ThreadingMode.SHARED);
        assertTrue(find(SinkCounter.STATE) >= 0);
        harness.closeSink();
        harness.await("the counters to go", () -> find(SinkCounter.STATE) < 0 && find(SinkCounter.ERRORS) < 0);
    }

    private void await(final SinkCounter kind, final long expected)
    {
        harness.await(kind + " to be " + expected, () -> value(kind) == expected);
    }

    private long value(final SinkCounter kind)
    {
        return reader.getCounterValue(find(kind));
    }

    private int find(final SinkCounter kind)
    {
        final int[] found = {Aeron.NULL_VALUE};
        reader.forEach((counterId, typeId, keyBuffer, label) ->
            found[0] = typeId == kind.typeId() ? counterId : found[0]);

        return found[0];
    }
}
