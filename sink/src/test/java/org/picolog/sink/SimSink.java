/*
 * Copyright 2026 the Picolog authors.
 *
 * Licensed under the Apache License, Version 2.0; see the file LICENSE.
 */

package org.picolog.sink;

import org.picolog.io.MemoryBlockIo;
import org.picolog.log.DurableLog;
import org.picolog.log.LogInternals;
import org.picolog.log.LogContext;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One incarnation of a sink, in one thread: its own handshake, ingest, log and replies, over a simulated transport and
 * a log in memory.
 */
final class SimSink
{
    static final Path DIRECTORY = Path.of("/memory");
    private static final int PAGE = 4096;
    private static final int FRAGMENT_LIMIT = 4;

    private final SplittableRandom random;
    private final MemoryBlockIo io;
    private final DurableLog log;
    private final SinkState state;
    private final SequencedSessions sessions;
    private final Replies replies;
    private final Map<Integer, SimStream.SimImage> images = new LinkedHashMap<>();
    private final Map<Integer, Long> visibleFromNs = new LinkedHashMap<>();
    private final Consumer<ConnectRequest> onGrant;
    private DataSession granted;
    private Throwable gap;
    private long nowNs;

    /**
     * @param onGrant is told of every request that is granted.
     */
    SimSink(
        final MemoryBlockIo io,
        final SimReplies network,
        final SplittableRandom random,
        final int streamId,
        final long heartbeatNs,
        final long imageTimeoutNs,
        final Consumer<ConnectRequest> onGrant)
    {
        this.io = io;
        this.onGrant = onGrant;
        this.random = random;
        final SinkContext ctx = new SinkContext()
            .heartbeatIntervalNs(heartbeatNs)
            .log(new LogContext()
                .directory(DIRECTORY)
                .blockIo(io)
                .segmentLength(16 * PAGE)
                .slabLength(8 * PAGE)
                .maxWriteLength(PAGE)
                .maxWritesInFlight(4)
                .preparedSegments(1)
                .epochNanoClock(() -> nowNs)
                .nanoClock(() -> nowNs)
                .saltSupplier(random::nextLong));
        log = DurableLog.open(ctx.log());
        log.flusher().start();
        state = new SinkState(this::onReport);
        state.expectedSequence(log.assembler().nextSequence());
        final SinkCounters counters = SinkCounters.of(ctx, log.logId(), log.epoch());
        final Answers answers = new Answers();
        replies = new Replies(ctx, log, answers, state);
        replies.use(network.transport());
        sessions = new SequencedSessions(
            log.logId(),
            log.epoch(),
            streamId,
            imageTimeoutNs,
            this::image,
            log.assembler(),
            answers,
            new IngestCounters(counters, log.assembler()),
            state);
    }

    void join(final SimStream stream, final long afterNs)
    {
        images.put(stream.sessionId(), stream.join());
        visibleFromNs.put(stream.sessionId(), nowNs + afterNs);
    }

    void onConnect(final ConnectRequest request)
    {
        sessions.onConnect(request, nowNs);
    }

    /**
     * A part of what its threads do, in an order that they can do it in.
     */
    void work(final long timeNs, final boolean isDiskHeld)
    {
        nowNs = timeNs;
        io.writer().hold(isDiskHeld);
        if (random.nextInt(4) > 0)
        {
            ingest();
        }
        if (random.nextInt(4) > 0)
        {
            flush();
        }
        checkReports();
    }

    /**
     * Everything in order and at once, as long as the disk has no fault.
     */
    void settle(final long timeNs)
    {
        nowNs = timeNs;
        io.writer().hold(false);
        ingest();
        flush();
        flush();
        checkReports();
    }

    /**
     * As if the process ended here: what is not on the disk is lost.
     */
    void crash()
    {
        LogInternals.abandon(log);
    }

    private void checkReports()
    {
        if (null != state.failure())
        {
            throw new AssertionError("I9: the sink failed: " + state.failure(), state.failure());
        }
        if (null != gap)
        {
            throw new AssertionError("I2: " + gap.getMessage());
        }
    }

    /**
     * An adapter leaves out no sequence, whatever becomes of it: a gap would be mended by another handshake, and hide a
     * fault.
     */
    private void onReport(final Throwable report)
    {
        if (report.getMessage().contains("left out a sequence"))
        {
            gap = report;
        }
    }

    private void ingest()
    {
        sessions.doWork(nowNs);
        if (null != sessions.current() && granted != sessions.current())
        {
            granted = sessions.current();
            onGrant.accept(((SequencedSession)granted).request());
        }
        if (random.nextInt(4) == 0)
        {
            flush();
        }
        for (final SimStream.SimImage image : images.values())
        {
            if (isVisible(image.sessionId()))
            {
                final DataSession session = sessions.current();
                if (null != session && session.image().is(image))
                {
                    session.poll(FRAGMENT_LIMIT);
                }
                else
                {
                    image.poll(null, FRAGMENT_LIMIT);
                }
            }
        }
        if (random.nextInt(4) == 0)
        {
            flush();
        }
        state.expectedSequence(log.assembler().nextSequence());
        log.assembler().sealIfFlusherIdle();
    }

    private void flush()
    {
        log.preparer().doWork();
        log.flusher().doWork();
        replies.doWork(state.status(false, false), nowNs);
    }

    private DataImage image(final int sessionId)
    {
        return isVisible(sessionId) ? images.get(sessionId) : null;
    }

    private boolean isVisible(final int sessionId)
    {
        return visibleFromNs.getOrDefault(sessionId, Long.MAX_VALUE) <= nowNs;
    }
}
