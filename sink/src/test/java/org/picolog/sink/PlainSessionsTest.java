/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.picolog.log.PageAssembler;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Images that go and come, and what may be said to be durable of them, over a log in memory.
 */
class PlainSessionsTest
{
    private static final int SESSION_ID = 7;
    private static final int FRAME = SessionsRig.FRAME;

    private final SessionsRig rig = new SessionsRig().plain();

    @AfterEach
    void after()
    {
        rig.close();
    }

    /**
     * Nothing of the stream follows for a while, so that a page says how far it has come that holds nothing of it.
     */
    @Test
    void noAckCrossesWhatWasLostBeforeTheStreamWasJoinedAgain()
    {
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        take(PageAssembler.BEGIN, 2 * FRAME);
        rig.settle();
        assertAck(0, 2 * FRAME);
        leave();

        join(100 * FRAME);
        rig.settle();
        assertAck(100 * FRAME, 100 * FRAME);
        assertLoss(2 * FRAME, 100 * FRAME);
        take(PageAssembler.WHOLE, 101 * FRAME);
        rig.settle();
        assertAck(100 * FRAME, 101 * FRAME);
        assertEquals(2, rig.log.flusher().committedSequence());
        assertEquals(1, rig.errors.size(), rig.errors::toString);
    }

    @Test
    void aStreamThatIsJoinedAgainWhereItWasLeftGoesOn()
    {
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        leave();
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        take(PageAssembler.WHOLE, 2 * FRAME);
        rig.settle();
        assertEquals(2, rig.log.flusher().committedSequence());
        assertEquals(List.of(), rig.errors);
    }

    /**
     * The media driver gave the sink up, and the publisher went round the terms.
     */
    @Test
    void whatOverwroteWhatWasNotReadIsNotTakenIn()
    {
        final long later = 3 * TestImage.TERM_LENGTH;
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        take(PageAssembler.WHOLE, later + 2 * FRAME);
        take(PageAssembler.WHOLE, later + 3 * FRAME);
        rig.settle();
        assertAck(0, FRAME);
        assertEquals(1, rig.log.flusher().committedSequence());
        assertLoss(FRAME, later + 2 * FRAME);

        leave();
        join(later + 4 * FRAME);
        take(PageAssembler.WHOLE, later + 5 * FRAME);
        rig.settle();
        assertAck(later + 4 * FRAME, later + 5 * FRAME);
        assertEquals(2, rig.errors.size(), rig.errors::toString);
    }

    @Test
    void whatFoundNoRoomIsNotSaidToBeInTheLog()
    {
        join(0);
        long frame = 1;
        while (rig.hasRoom(frame))
        {
            rig.image.position = frame * FRAME;
            frame++;
        }
        final long later = frame * FRAME + 3 * TestImage.TERM_LENGTH;
        take(PageAssembler.WHOLE, later);
        assertLoss((frame - 1) * FRAME, later);
    }

    /**
     * Of an aborted claim, and at the end of a term; an image passes over it within one poll, or between two.
     */
    @Test
    void paddingIsNoGap()
    {
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        take(PageAssembler.WHOLE, 5 * FRAME);
        take(PageAssembler.WHOLE, TestImage.TERM_LENGTH);
        rig.image.position = TestImage.TERM_LENGTH;
        take(PageAssembler.WHOLE, TestImage.TERM_LENGTH + FRAME);
        rig.image.position = 2 * TestImage.TERM_LENGTH;
        take(PageAssembler.WHOLE, 2 * TestImage.TERM_LENGTH + FRAME);
        rig.settle();
        assertAck(0, 2 * TestImage.TERM_LENGTH + FRAME);
        assertEquals(5, rig.log.flusher().committedSequence());
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void eachOfManyOtherPublishersIsToldOfOnceForEachWriter()
    {
        join(0);
        for (int round = 0; round < 10; round++)
        {
            for (int other = 0; other < 3; other++)
            {
                rig.sessions.onRejected(other, rig.nowNs++);
            }
        }
        assertEquals(3, rig.errors.size(), rig.errors::toString);
        assertTrue(rig.errors.get(0).getMessage().contains("session 0:"), rig.errors::toString);
        for (int other = 0; other < 1_000; other++)
        {
            rig.sessions.onRejected(other, rig.nowNs++);
        }
        assertEquals(16, rig.errors.size());

        leave();
        join(0);
        rig.sessions.onRejected(1, rig.nowNs);
        assertEquals(17, rig.errors.size());
    }

    private void join(final long position)
    {
        assertTrue(rig.sessions.wantsImages());
        rig.image = new TestImage(SESSION_ID, position);
        rig.sessions.onImage(rig.image);
    }

    private void leave()
    {
        rig.image.isGone = true;
        rig.work();
    }

    private void take(final byte flags, final long position)
    {
        rig.take(flags, 0, position);
    }

    private void assertAck(final long from, final long committed)
    {
        assertEquals(SESSION_ID, rig.log.flusher().committedSessionId());
        assertEquals(from, rig.state.fromPosition(SESSION_ID));
        assertEquals(committed, rig.log.flusher().committedStreamPosition());
    }

    private void assertLoss(final long known, final long next)
    {
        final String text = rig.errors.get(rig.errors.size() - 1).getMessage();
        assertTrue(text.contains("DATA LOSS") && text.contains("up to position " + known) &&
            text.contains("" + next), text);
    }
}
