/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.adapter;

import io.aeron.Aeron;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.LongStream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What the adapter retains, and sends again.
 */
class AdapterResendTest
{
    private final ProtocolRig rig = new ProtocolRig();

    @Test
    void shouldConnectWithWhatItHoldsAlready()
    {
        final TestSource source = new TestSource();
        source.first = 3;
        rig.ctx.messageSource(source).nextSequence(8).publisherEpoch(4);
        rig.start().work();
        assertEquals(3, rig.lastRequest().firstRetained);
        assertEquals(8, rig.lastRequest().nextSequence);
        assertEquals(4, rig.lastRequest().publisherEpoch);
        rig.sink.committedSequence = 5;
        rig.answer();
        assertEquals(AdapterState.RESENDING, rig.protocol.state());
        rig.work();
        assertEquals(List.of(6L, 7L), rig.stream.sequences);
        assertEquals(List.of("connected 5 4 8"), rig.listener.take());
    }

    @Test
    void shouldSendAgainWhatWasClaimedBeforeTheHandshake()
    {
        rig.connect().publish(1);
        final Claim claim = new Claim();
        assertEquals(2, rig.publication.tryClaim(8, claim));
        claim.buffer().putLong(claim.offset(), 77);
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        rig.isReplyConnected = true;
        rig.sink.committedSequence = 1;
        rig.answer();
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
        claim.commit();
        assertEquals(AdapterState.RESENDING, rig.protocol.state());
        assertEquals(0, rig.stream.frame().getLong(24), "padding has no sequence");
        assertEquals(3, rig.protocol.nextSequence());
        rig.listener.take();
        rig.work();
        assertEquals(List.of(1L, 2L), rig.stream.sequences);
        assertEquals(AdapterState.CONNECTED, rig.protocol.state());
        assertEquals(3, rig.offer(8));
    }

    @Test
    void shouldRetainWhatIsCommittedWhileDisconnected()
    {
        rig.connect().publish(1);
        final Claim claim = new Claim();
        assertEquals(2, rig.publication.tryClaim(8, claim));
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        claim.commit();
        assertEquals(AdapterState.CONNECTING, rig.protocol.state());
        rig.isReplyConnected = true;
        rig.answer();
        rig.work();
        assertEquals(List.of(1L, 1L, 2L), rig.stream.sequences);
    }

    @Test
    void shouldNotUseASequenceForAnAbortedClaim()
    {
        rig.connect();
        final Claim claim = new Claim();
        assertEquals(1, rig.publication.tryClaim(8, claim));
        rig.isReplyConnected = false;
        rig.work(ProtocolRig.RETRY_NS);
        claim.abort();
        rig.isReplyConnected = true;
        rig.answer();
        rig.work();
        assertEquals(1, rig.offer(8));
    }

    @Test
    void shouldAnswerRetainedFull()
    {
        rig.connect();
        long result;
        do
        {
            result = rig.offer(1000);
        }
        while (result > 0);
        assertEquals(PublishResult.RETAINED_FULL, result);
        assertEquals(PublishResult.RETAINED_FULL, rig.publication.tryClaim(100, new Claim()));
        assertEquals(5, rig.protocol.nextSequence());
        assertEquals(LongStream.rangeClosed(1, 4).boxed().toList(), rig.stream.sequences);
        rig.ack(1, 5);
        assertEquals(5, rig.offer(1000));
    }

    @Test
    void shouldGoOnWithAnotherStream()
    {
        rig.connect().publish(2);
        rig.sink.committedPosition = 64;
        rig.ack(1, 3);
        rig.listener.take();
        rig.protocol.onStreamLost();
        assertEquals(List.of("disconnected"), rig.listener.take());
        rig.work(ProtocolRig.LIVENESS_NS);
        final int before = rig.requests.size();
        rig.newStream();
        assertEquals(Aeron.NULL_VALUE, rig.shared.committedPosition());
        rig.work();
        assertEquals(before + 1, rig.requests.size());
        assertEquals(1002, rig.lastRequest().sessionId);
        assertEquals(0, rig.lastRequest().resumePosition);
        rig.sink.committedSequence = 1;
        rig.answer();
        rig.work();
        assertEquals(List.of(2L), rig.stream.sequences);
        assertEquals(3, rig.offer(8));
    }

    @Test
    void shouldResendABoundedPartInEachDutyCycle()
    {
        final TestSource source = new TestSource();
        rig.ctx.messageSource(source).nextSequence(10_001);
        rig.start().work();
        rig.answer();
        int cycles = 0;
        while (rig.protocol.state() == AdapterState.RESENDING)
        {
            final int before = rig.stream.sequences.size();
            rig.work();
            assertTrue(rig.stream.sequences.size() - before <= 256);
            cycles++;
        }
        assertTrue(cycles >= 40);
        assertEquals(LongStream.rangeClosed(1, 10_000).boxed().toList(), rig.stream.sequences);
    }
}
