/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.agrona.concurrent.UnsafeBuffer;
import org.picolog.io.MemoryBlockIo;
import org.picolog.io.MemoryDrive;
import org.picolog.log.DurableLog;
import org.picolog.log.LogContext;
import org.picolog.log.LogInternals;
import org.picolog.log.PageAssembler;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.junit.jupiter.api.Assertions.assertTrue;

/**
 * What decides whose messages go into the log, over a log in memory: one thread, no Aeron, time as the test says.
 */
final class SessionsRig implements AutoCloseable
{
    static final int STREAM_ID = 7001;
    static final long IMAGE_TIMEOUT_NS = 1_000;

    /**
     * Length of a frame that holds a message of the test.
     */
    static final int FRAME = 96;
    private static final int LENGTH = FRAME - 32;
    private static final int PAGE = 4096;

    final List<Throwable> errors = new ArrayList<>();
    final SinkState state = new SinkState(errors::add);
    final DurableLog log;
    Sessions sessions;

    /**
     * The image that there is; null for none.
     */
    TestImage image;
    long nowNs;
    private final Answers answerQueue = new Answers();
    private final IngestCounters counters;
    private final UnsafeBuffer message = new UnsafeBuffer(new byte[LENGTH]);

    SessionsRig()
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
        counters = new IngestCounters(SinkCounters.of(ctx, log.logId(), log.epoch()), log.assembler());
    }

    SessionsRig plain()
    {
        sessions = new PlainSessions(log.assembler(), answerQueue, counters, state);
        return this;
    }

    SessionsRig sequenced()
    {
        sessions = new SequencedSessions(
            log.logId(),
            log.epoch(),
            STREAM_ID,
            IMAGE_TIMEOUT_NS,
            (sessionId) -> null != image && image.sessionId() == sessionId ? image : null,
            log.assembler(),
            answerQueue,
            counters,
            state);
        return this;
    }

    /**
     * An adapter's request, that adopts what the log expects.
     */
    ConnectRequest request(final long correlationId, final long publisherEpoch, final int sessionId)
    {
        return request(correlationId, publisherEpoch, sessionId, ConnectRequest.NULL);
    }

    ConnectRequest request(
        final long correlationId, final long publisherEpoch, final int sessionId, final long nextSequence)
    {
        return request(correlationId, publisherEpoch, sessionId, nextSequence, log.epoch());
    }

    ConnectRequest request(
        final long correlationId,
        final long publisherEpoch,
        final int sessionId,
        final long nextSequence,
        final long sinkEpoch)
    {
        return new ConnectRequest(
            SequencedSessions.PROTOCOL_MAJOR,
            correlationId,
            1,
            publisherEpoch,
            sessionId,
            STREAM_ID,
            0,
            1,
            nextSequence,
            null,
            sinkEpoch,
            "replies",
            1);
    }

    /**
     * Ask to connect.
     *
     * @return what is answered in the same duty cycle, null for nothing.
     */
    Answer connect(final ConnectRequest request)
    {
        sessions.onConnect(request, nowNs);
        work();
        final List<Answer> answers = answers();
        assertTrue(answers.size() < 2, answers::toString);
        return answers.isEmpty() ? null : answers.get(0);
    }

    /**
     * What was answered since.
     */
    List<Answer> answers()
    {
        final List<Answer> answers = new ArrayList<>();
        answerQueue.drain(answers::add);
        return answers;
    }

    void work()
    {
        sessions.doWork(nowNs);
        sessions.doWork(nowNs);
    }

    /**
     * Publish a message, if there is room for it in the log.
     */
    boolean hasRoom(final long sequence)
    {
        return sessions.current().take(message, 0, LENGTH, PageAssembler.WHOLE, sequence, sequence * FRAME);
    }

    void take(final byte flags, final long sequence, final long position)
    {
        assertTrue(sessions.current().take(message, 0, LENGTH, flags, sequence, position));
    }

    /**
     * Until everything is durable, and is said to be.
     */
    void settle()
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

    @Override
    public void close()
    {
        LogInternals.abandon(log);
    }
}
