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

        join(SESSION_ID);
        assertGranted(1, rig.connect(rig.request(1, ConnectRequest.NULL, SESSION_ID)));
        rig.sessions.onRejected(1, 0);
        rig.sessions.onRejected(1, SessionsRig.IMAGE_TIMEOUT_NS);
        assertEquals(4, rig.errors.size(), rig.errors::toString);
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
