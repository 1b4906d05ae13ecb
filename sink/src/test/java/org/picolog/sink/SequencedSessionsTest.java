/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.picolog.codecs.protocol.RefusalCode;
import org.picolog.log.PageAssembler;

import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Requests to connect and what becomes of them, over a log in memory.
 */
class SequencedSessionsTest
{
    private static final int SESSION_ID = 7;

    private final SessionsRig rig = new SessionsRig().sequenced();

    @AfterEach
    void after()
    {
        rig.close();
    }

    /**
     * The answer is on its way, or lost, when the image goes: who repeats its request is connected with the next one.
     */
    @Test
    void aGrantWhoseSessionIsOverIsRepeatedForAClaimAndForAResumption()
    {
        join(SESSION_ID);
        final ConnectRequest claim = rig.request(1, ConnectRequest.NULL, SESSION_ID);
        assertGranted(1, rig.connect(claim));
        leave();
        assertEquals(null, rig.connect(claim));
        join(SESSION_ID);
        assertGranted(1, rig.connect(claim));

        final ConnectRequest resumption = rig.request(2, 1, SESSION_ID);
        assertGranted(1, rig.connect(resumption));
        leave();
        assertEquals(null, rig.connect(resumption));
        join(SESSION_ID);
        assertGranted(1, rig.connect(resumption));
        rig.take(PageAssembler.WHOLE, 1, SessionsRig.FRAME);
        rig.settle();
        assertEquals(1, rig.log.flusher().committedSequence());
        assertEquals(List.of(), rig.errors);
    }

    @Test
    void aGrantIsNotRepeatedOnceAnotherLeads()
    {
        join(SESSION_ID);
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        final ConnectRequest resumption = rig.request(2, 1, SESSION_ID);
        assertGranted(1, rig.connect(resumption));
        assertGranted(2, rig.connect(rig.request(3, ConnectRequest.NULL, SESSION_ID)));
        leave();
        join(SESSION_ID);
        assertEquals(RefusalCode.FENCED, rig.connect(resumption).refusal());
    }

    /**
     * An incarnation that is dead may have granted it. A resumption is bound to an epoch of the publisher's instead.
     */
    @Test
    void aClaimOfAnotherIncarnationIsRefusedForThatAlone()
    {
        join(SESSION_ID);
        final long before = rig.log.epoch() - 1;
        assertEquals(
            RefusalCode.OTHER_INCARNATION,
            rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID, ConnectRequest.NULL, before)).refusal());
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        assertGranted(1, rig.connect(rig.request(2, 1, SESSION_ID, ConnectRequest.NULL, before)));
    }

    /**
     * Whoever names what it holds is behind as long as the leader goes on; who adopts takes over.
     */
    @Test
    void aLeaderThatGoesOnIsFollowedByOneThatAdopts()
    {
        join(SESSION_ID);
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        for (int i = 1; i <= 3; i++)
        {
            rig.take(PageAssembler.WHOLE, i, i * SessionsRig.FRAME);
            final Answer answer = rig.connect(rig.request(1 + i, ConnectRequest.NULL, SESSION_ID, i));
            assertEquals(RefusalCode.BEHIND_LOG, answer.refusal());
            assertEquals(i + 1, answer.expectedSequence());
        }
        rig.take(PageAssembler.WHOLE, 4, 4 * SessionsRig.FRAME);
        assertGranted(2, rig.connect(rig.request(9, ConnectRequest.NULL, SESSION_ID)));
    }

    /**
     * The session before is over from then on, as {@code docs/protocol.md} says.
     */
    @Test
    void aRequestThatWaitsForRoomAndIsRefusedThenEndsTheSessionBefore()
    {
        join(SESSION_ID);
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        assertTrue(rig.state.isAttached(1));
        for (int sequence = 1; rig.hasRoom(sequence); sequence++)
        {
            assertTrue(sequence < 10_000);
        }
        assertEquals(null, rig.connect(rig.request(2, ConnectRequest.NULL, SESSION_ID)));
        assertFalse(rig.state.isAttached(1));

        rig.image = null;
        rig.nowNs += 2 * SessionsRig.IMAGE_TIMEOUT_NS;
        rig.work();
        assertEquals(RefusalCode.NO_IMAGE, rig.answers().get(0).refusal());
        assertFalse(rig.state.isAttached(1));
    }

    /**
     * Each once, and none before it had the time to connect.
     */
    @Test
    void eachOfManyThatPublishAndMayNotIsToldOf()
    {
        for (long timeNs = 0; timeNs < 3 * SessionsRig.IMAGE_TIMEOUT_NS; timeNs += SessionsRig.IMAGE_TIMEOUT_NS / 4)
        {
            assertEquals(timeNs <= SessionsRig.IMAGE_TIMEOUT_NS ? 0 : 3, rig.errors.size(), rig.errors::toString);
            rig.sessions.onRejected(0, timeNs);
            rig.sessions.onRejected(1, timeNs);
            rig.sessions.onRejected(-1, timeNs);
        }
        assertTrue(rig.errors.get(0).getMessage().contains("session 0 publishes and may not"), rig.errors::toString);

        // Many that come and go do not use up what is said.
        final long nowNs = 10 * SessionsRig.IMAGE_TIMEOUT_NS;
        for (int other = 100; other < 200; other++)
        {
            rig.sessions.onRejected(other, nowNs + other);
        }
        rig.sessions.onRejected(200, nowNs + 200);
        rig.sessions.onRejected(200, nowNs + 200 + SessionsRig.IMAGE_TIMEOUT_NS);
        assertEquals(4, rig.errors.size(), rig.errors::toString);

        join(SESSION_ID);
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        rig.sessions.onRejected(1, 0);
        rig.sessions.onRejected(1, SessionsRig.IMAGE_TIMEOUT_NS);
        assertEquals(5, rig.errors.size(), rig.errors::toString);
    }

    private void join(final int sessionId)
    {
        rig.image = new TestImage(sessionId, 0);
    }

    private void leave()
    {
        rig.image.isGone = true;
        rig.work();
        rig.image = null;
    }

    private static void assertGranted(final long publisherEpoch, final Answer answer)
    {
        assertTrue(null != answer && answer.isConnected(), () -> "" + answer);
        assertEquals(publisherEpoch, answer.publisher().epoch());
    }
}
