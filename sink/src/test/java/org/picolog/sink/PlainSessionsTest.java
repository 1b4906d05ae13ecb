/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryDrive;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogInternals;
import org.picolog.log.PageAssembler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * Images that go and come, and what may be said to be durable of them, over a log in memory.
 */
class PlainSessionsTest
{
    private static final int SESSION_ID = 7;
    private static final int FRAME = 96;
    private static final int LENGTH = FRAME - 32;
    private static final int PAGE = 4096;

    private final List<Throwable> errors = new ArrayList<>();
    private final SinkState state = new SinkState(errors::add);
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);
    private DurableLog log;
    private PlainSessions sessions;
    private TestImage image;
    private long nowNs;

    @BeforeEach
    void before()
    {
        final SinkContext ctx = new SinkContext().log(new LogContext()
            .directory(Path.of("/memory"))
            .blockIo(new MemoryBlockIo(new MemoryDrive()))
            .segmentLength(16 * PAGE)
            .slabLength(8 * PAGE)
            .maxWriteLength(PAGE)
            .preparedSegments(1)
            .idleClaimIntervalNs(1)
            .epochNanoClock(() -> nowNs)
            .nanoClock(() -> nowNs));
        log = DurableLog.open(ctx.log());
        log.flusher().start();
        sessions = new PlainSessions(
            log.assembler(),
            new Answers(),
            new IngestCounters(SinkCounters.of(ctx, log.logId(), log.epoch()), log.assembler()),
            state);
    }

    @AfterEach
    void after()
    {
        LogInternals.abandon(log);
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
        settle();
        assertAck(0, 2 * FRAME);
        image.isGone = true;
        sessions.doWork(nowNs);
        sessions.doWork(nowNs);

        join(100 * FRAME);
        settle();
        assertAck(100 * FRAME, 100 * FRAME);
        assertLoss(2 * FRAME, 100 * FRAME);
        take(PageAssembler.WHOLE, 101 * FRAME);
        settle();
        assertAck(100 * FRAME, 101 * FRAME);
        assertEquals(2, log.flusher().committedSequence());
        assertEquals(1, errors.size(), errors::toString);
    }

    @Test
    void aStreamThatIsJoinedAgainWhereItWasLeftGoesOn()
    {
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        image.isGone = true;
        sessions.doWork(nowNs);
        join(0);
        take(PageAssembler.WHOLE, FRAME);
        take(PageAssembler.WHOLE, 2 * FRAME);
        settle();
        assertEquals(2, log.flusher().committedSequence());
        assertEquals(List.of(), errors);
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
        settle();
        assertAck(0, FRAME);
        assertEquals(1, log.flusher().committedSequence());
        assertLoss(FRAME, later + 2 * FRAME);

        image.isGone = true;
        sessions.doWork(nowNs);
        join(later + 4 * FRAME);
        take(PageAssembler.WHOLE, later + 5 * FRAME);
        settle();
        assertAck(later + 4 * FRAME, later + 5 * FRAME);
        assertEquals(2, errors.size(), errors::toString);
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
        image.position = TestImage.TERM_LENGTH;
        take(PageAssembler.WHOLE, TestImage.TERM_LENGTH + FRAME);
        image.position = 2 * TestImage.TERM_LENGTH;
        take(PageAssembler.WHOLE, 2 * TestImage.TERM_LENGTH + FRAME);
        settle();
        assertAck(0, 2 * TestImage.TERM_LENGTH + FRAME);
        assertEquals(5, log.flusher().committedSequence());
        assertEquals(List.of(), errors);
    }

    private void join(final long position)
    {
        assertTrue(sessions.wantsImages());
        image = new TestImage(SESSION_ID, position);
        sessions.onImage(image);
    }

    private void take(final byte flags, final long position)
    {
        assertTrue(sessions.current().take(message, 0, LENGTH, flags, 0, position));
    }

    /**
     * Until everything is durable, and is said to be.
     */
    private void settle()
    {
        for (int i = 0; i < 20; i++)
        {
            nowNs += 1_000_000;
            log.preparer().doWork();
            log.assembler().sealIfFlusherIdle();
            log.assembler().claimIfIdle();
            log.flusher().doWork();
        }
    }

    private void assertAck(final long from, final long committed)
    {
        assertEquals(SESSION_ID, log.flusher().committedSessionId());
        assertEquals(from, state.fromPosition(SESSION_ID));
        assertEquals(committed, log.flusher().committedStreamPosition());
    }

    private void assertLoss(final long known, final long next)
    {
        final String text = errors.get(errors.size() - 1).getMessage();
        assertTrue(text.contains("DATA LOSS") && text.contains("up to position " + known) &&
            text.contains("" + next), text);
    }
}
