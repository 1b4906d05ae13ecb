/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import io.aeron.logbuffer.FrameDescriptor;
import org.agrona.CloseHelper;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.ByteArrayOutputStream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What reaches the sink.
 */
@Timeout(60)
class PublishTest
{
    private static TestDriver driver;
    private static Aeron aeron;

    private final Claim claim = new Claim();
    private TestSink sink;
    private SequencerAdapter adapter;

    @BeforeAll
    static void launch()
    {
        driver = new TestDriver();
        aeron = driver.client();
    }

    @AfterAll
    static void shutDown()
    {
        CloseHelper.closeAll(aeron, driver);
    }

    @BeforeEach
    void connect()
    {
        sink = new TestSink(aeron);
        for (int i = 0; i < 40; i++)
        {
            sink.log.add(new byte[0]);
        }
        adapter = sink.connect(driver.context().aeron(aeron));
    }

    @AfterEach
    void close()
    {
        CloseHelper.closeAll(adapter, sink);
        assertFalse(aeron.isClosed(), "a given client is not the adapter's to close");
    }

    @Test
    void shouldNumberClaimsAndOffersDensely()
    {
        assertEquals(41, adapter.nextSequence());
        assertEquals(41, adapter.tryClaim(5, claim));
        assertEquals(5, claim.length());
        claim.buffer().putStringWithoutLengthAscii(claim.offset(), "first");
        claim.commit();
        assertEquals(42, adapter.offer(TestSink.message(100), 10, 20));
        assertEquals(43, adapter.tryClaim(8, claim));
        claim.commit();

        readFrames(3);
        for (int i = 0; i < 3; i++)
        {
            assertEquals(41 + i, sink.frames.get(i).sequence());
            assertEquals(FrameDescriptor.UNFRAGMENTED & 0xFF, sink.frames.get(i).flags());
        }
        assertEquals("first", new String(sink.frames.get(0).bytes(), java.nio.charset.StandardCharsets.US_ASCII));
        assertEquals(20, sink.frames.get(1).bytes().length);
        assertEquals(adapter.position(), sink.frames.get(2).position());
    }

    @Test
    void shouldConsumeSequenceAtCommitNotAtAbort()
    {
        assertEquals(41, adapter.tryClaim(8, claim));
        claim.abort();
        assertEquals(41, adapter.tryClaim(8, claim));
        claim.abort();
        assertEquals(41, adapter.offer(TestSink.message(8), 0, 8));
        assertEquals(42, adapter.nextSequence());

        readFrames(1);
        assertEquals(41, sink.frames.get(0).sequence());
        assertEquals(1, sink.frames.size());
    }

    @Test
    void shouldPutSequenceIntoEachFragment()
    {
        final int length = 3 * adapter.maxPayloadLength() + 1;
        final UnsafeBuffer message = TestSink.message(length);
        assertEquals(41, adapter.offer(message, 0, length));
        assertEquals(42, adapter.offer(message, 0, 1));

        readFrames(5);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (final TestSink.Frame frame : sink.frames.subList(0, 4))
        {
            assertEquals(41, frame.sequence());
            bytes.writeBytes(frame.bytes());
        }
        assertEquals(FrameDescriptor.BEGIN_FRAG_FLAG & 0xFF, sink.frames.get(0).flags());
        assertEquals(FrameDescriptor.END_FRAG_FLAG & 0xFF, sink.frames.get(3).flags());
        assertArrayEquals(message.byteArray(), bytes.toByteArray());
        assertEquals(42, sink.frames.get(4).sequence());
    }

    @Test
    void shouldAllowOneOpenClaimAtATime()
    {
        adapter.tryClaim(8, claim);
        assertTrue(claim.isOpen());
        assertThrows(IllegalStateException.class, () -> adapter.tryClaim(8, claim));
        assertThrows(IllegalStateException.class, () -> adapter.tryClaim(8, new Claim()));
        assertThrows(IllegalStateException.class, () -> adapter.offer(TestSink.message(8), 0, 8));
        claim.commit();

        assertEquals(42, adapter.nextSequence());
        assertThrows(IllegalStateException.class, claim::commit);
        assertThrows(IllegalStateException.class, claim::abort);
        assertThrows(IllegalStateException.class, () -> new Claim().commit());
        assertEquals(42, adapter.nextSequence());
    }

    @Test
    void shouldKeepWriterWithinItsClaim()
    {
        adapter.tryClaim(8, claim);
        assertThrows(IndexOutOfBoundsException.class, () -> claim.buffer().putLong(claim.offset() + 1, 1));
        claim.commit();
        assertThrows(IndexOutOfBoundsException.class, () -> claim.buffer().putByte(claim.offset(), (byte)1));
        assertEquals(0, claim.length());
    }

    @Test
    void shouldRefuseClaimAboveMaxPayloadLength()
    {
        final int max = adapter.maxPayloadLength();
        final IllegalArgumentException ex =
            assertThrows(IllegalArgumentException.class, () -> adapter.tryClaim(max + 1, claim));
        assertEquals("length=" + (max + 1) + " > maxPayloadLength=" + max +
            ": publish a longer message with offer, which fragments it", ex.getMessage());
        assertThrows(IllegalArgumentException.class, () -> adapter.tryClaim(-1, claim));
        assertEquals(41, adapter.tryClaim(max, claim));
        claim.abort();
    }

    @Test
    void shouldRefuseOfferAboveMaxMessageLength()
    {
        final int max = adapter.maxMessageLength();
        final UnsafeBuffer message = TestSink.message(max + 1);
        final IllegalArgumentException ex =
            assertThrows(IllegalArgumentException.class, () -> adapter.offer(message, 0, max + 1));
        assertTrue(ex.getMessage().startsWith("length=" + (max + 1) + " > maxMessageLength=" + max + ":"));
        assertThrows(IllegalArgumentException.class, () -> adapter.offer(message, 0, -1));
        assertEquals(41, adapter.offer(message, 1, max));
    }

    @Test
    void shouldPublishNothingOfAMessageOutsideItsBuffer()
    {
        final int length = 2 * adapter.maxPayloadLength();
        final UnsafeBuffer message = TestSink.message(length - 1);
        assertEquals(41, adapter.offer(message, 0, 8));
        readFrames(1);
        assertThrows(IndexOutOfBoundsException.class, () -> adapter.offer(message, 0, length));
        final long position = adapter.position();
        assertEquals(sink.frames.get(0).position(), position, "not even the fragments that are within the buffer");
        assertEquals(42, adapter.offer(message, 0, 8));
        readFrames(2);
        assertEquals(8, sink.frames.get(1).bytes().length);
    }

    @Test
    void shouldAnswerBackPressureWithoutUsingASequence()
    {
        final UnsafeBuffer message = TestSink.message(1000);
        long expected = 41;
        long result = adapter.offer(message, 0, 1000);
        while (result > 0)
        {
            assertEquals(expected++, result);
            result = adapter.offer(message, 0, 1000);
        }
        assertEquals(PublishResult.BACK_PRESSURED, result);
        assertEquals(PublishResult.BACK_PRESSURED, adapter.tryClaim(8, claim));
        assertFalse(claim.isOpen());
        assertEquals(expected, adapter.nextSequence());
        assertFalse(PublishResult.isFinal(result));
        assertEquals("BACK_PRESSURED", PublishResult.name(result));
    }

    @Test
    void shouldAbortOpenClaimOnClose()
    {
        adapter.tryClaim(8, claim);
        adapter.close();
        adapter.close();
        assertFalse(claim.isOpen());
        assertEquals(PublishResult.CLOSED, adapter.tryClaim(8, claim));
        assertEquals(PublishResult.CLOSED, adapter.offer(TestSink.message(8), 0, 8));
        assertTrue(PublishResult.isFinal(PublishResult.CLOSED));
        assertEquals(0, adapter.poll());
        assertEquals(AdapterState.CLOSED, adapter.state());
        assertThrows(AdapterException.class, () -> adapter.awaitCommitted(41, 1));
    }

    private void readFrames(final int count)
    {
        sink.run(adapter, count + " frames", () -> sink.frames.size() >= count);
    }
}
